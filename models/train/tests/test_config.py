"""A configuration is right as a whole or refused with every fault."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ostiary_train.config import load_config
from ostiary_train.errors import TrainingFault


@dataclass(frozen=True)
class Inner:
    rate: float
    names: list[str] = field(default_factory=list)
    blocks: tuple[int, int] = (1, 2)


@dataclass(frozen=True)
class Outer:
    seed: int
    inner: Inner
    folder: Path | None = None


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text)
    return path


def test_types_and_defaults(tmp_path):
    config = load_config(written(tmp_path, "seed: 3\ninner: {rate: 1, names: [a]}\nfolder: x/y\n"), Outer)
    assert config == Outer(3, Inner(1.0, ["a"]), Path("x/y"))


def test_all_faults_at_once(tmp_path):
    with pytest.raises(TrainingFault) as fault:
        load_config(written(tmp_path, "sed: 3\ninner: {rate: fast, names: [1], blocks: [1, 2, 3]}\n"), Outer)
    for part in ("sed is unknown", "seed is missing", "inner.rate must be float", "inner.names[0] must be str", "inner.blocks must have 2 values"):
        assert part in str(fault.value)


def test_overrides_win(tmp_path):
    config = load_config(written(tmp_path, "seed: 3\ninner: {rate: 1}\n"), Outer, ["inner.rate=0.5", "seed=4", "inner.blocks=[5, 6]"])
    assert (config.seed, config.inner.rate, config.inner.blocks) == (4, 0.5, (5, 6))


@pytest.mark.parametrize("text", ["a: [", "- 1"])
def test_what_is_no_configuration_is_refused(tmp_path, text):
    with pytest.raises(TrainingFault):
        load_config(written(tmp_path, text), Outer)
    with pytest.raises(TrainingFault):
        load_config(tmp_path / "missing.yaml", Outer)
