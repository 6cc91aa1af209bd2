"""Which pictures there are, who is on them, and who must not be trained on."""

from dataclasses import dataclass, field
from pathlib import Path

from .errors import TrainingFault
from .lfw import identities, read_pairs

KINDS = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True)
class Source:
    """One folder of pictures in the configuration.

    labels: `folders` where each sub-folder is a person, `none` where nobody is named.
    hold_out_fold: with LFW's `pairs.txt` in the folder, the fold whose people are left for validation.
    all_faces: every face of a picture (only without labels), else the one nearest the middle.
    leave_out: file names never to train on, for example of held-out people who turn up without a name.
    """

    folder: Path
    labels: str = "folders"
    hold_out_fold: int | None = None
    all_faces: bool = False
    leave_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    path: Path
    person: str | None
    held_out: bool
    all_faces: bool = False


def pictures(source: Source) -> list[Picture]:
    """Every picture of the source, sorted by path. Raises TrainingFault where there is none."""
    if source.labels not in ("folders", "none"):
        raise TrainingFault(f"labels: {source.labels!r} of {source.folder} is unknown", "Use folders or none.")
    if not source.folder.is_dir():
        raise TrainingFault(f"{source.folder} is not a folder", "Give a folder of pictures, or set OSTIARY_SHARED.")
    files = sorted(path for path in source.folder.rglob("*") if path.suffix.lower() in KINDS)
    if not files:
        raise TrainingFault(f"{source.folder} contains no pictures", f"Add {', '.join(sorted(KINDS))} files.")
    held_out = _held_out(source)
    unknown = set(source.leave_out) - {path.name for path in files}
    if unknown:
        raise TrainingFault(f"leave_out of {source.folder} names {', '.join(sorted(unknown))}, which do not exist", "Correct the names.")
    found = []
    for path in files:
        inner = path.relative_to(source.folder).parts
        person = inner[0] if source.labels == "folders" and len(inner) > 1 else None
        found.append(Picture(path, person, person in held_out or path.name in source.leave_out, source.all_faces and person is None))
    return found


def _held_out(source: Source) -> frozenset[str]:
    if source.hold_out_fold is None:
        return frozenset()
    pairs = source.folder / "pairs.txt"
    if not pairs.is_file():
        raise TrainingFault(f"{pairs} is missing", "Copy LFW's pairs.txt into the folder: hold_out_fold needs it.")
    return identities(read_pairs(source.folder), source.hold_out_fold)
