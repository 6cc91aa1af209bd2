"""YAML into frozen dataclasses: unknown keys, missing keys and wrong types are all reported at once, with their paths."""

import os
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

from .errors import TrainingFault

Schema = TypeVar("Schema")
SHARED = "$OSTIARY_SHARED/"


def load_config(path: Path, schema: type[Schema], overrides: list[str] | None = None) -> Schema:
    """The file's settings as an instance of `schema`, a dataclass whose fields may be dataclasses.

    Overrides have the form `a.b=value` and win over the file. Raises TrainingFault naming every fault of the file.
    """
    try:
        tree = yaml.safe_load(path.read_text()) or {}
    except OSError as error:
        raise TrainingFault(f"cannot read {path}: {error.strerror}", "Give an existing YAML file.") from error
    except yaml.YAMLError as error:
        raise TrainingFault(f"{path} is not valid YAML: {error}", "Correct the file at this place.") from error
    for override in overrides or []:
        _override(tree, override)
    faults: list[str] = []
    config = _build(_resolved(tree, path.resolve().parent), schema, "", faults)
    if faults:
        raise TrainingFault(f"{path}: " + "; ".join(faults), "Correct these settings.")
    return config


def _override(tree: dict[str, Any], override: str) -> None:
    path, separator, value = override.partition("=")
    if not separator:
        raise TrainingFault(f"override {override!r} has no '='", "Write it as section.setting=value.")
    *parents, leaf = path.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
        if not isinstance(tree, dict):
            raise TrainingFault(f"override {override!r}: {parent} is not a section", "Override a setting inside a section.")
    tree[leaf] = yaml.safe_load(value)


def _resolved(tree: Any, base: Path) -> Any:
    """`./` and `../` begin paths as seen from the file; `$OSTIARY_SHARED/` those of the pictures and models outside the project."""
    if isinstance(tree, dict):
        return {key: _resolved(value, base) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_resolved(value, base) for value in tree]
    if isinstance(tree, str) and tree.startswith(("./", "../")):
        return os.path.normpath(base / tree)
    if isinstance(tree, str) and tree.startswith(SHARED):
        return str(shared_folder() / tree.removeprefix(SHARED))
    return tree


def shared_folder() -> Path:
    """`OSTIARY_SHARED`, else `shared` beside the project, as for the daemon."""
    named = os.environ.get("OSTIARY_SHARED")
    return Path(named) if named else Path(__file__).resolve().parents[5] / "shared"


def _build(tree: Any, schema: type, place: str, faults: list[str]) -> Any:
    if not isinstance(tree, dict):
        faults.append(f"{place or 'the file'} must be a mapping, found {tree!r}")
        return None
    hints = get_type_hints(schema)
    known = {field.name: field for field in fields(schema)}
    for key in tree:
        if key not in known:
            faults.append(f"{_join(place, str(key))} is unknown (known here: {', '.join(known)})")
    values = {}
    for name, field in known.items():
        if name in tree:
            values[name] = _convert(tree[name], hints[name], _join(place, name), faults)
        elif field.default is MISSING and field.default_factory is MISSING:
            faults.append(f"{_join(place, name)} is missing")
    return None if faults else schema(**values)


def _convert(value: Any, hint: Any, place: str, faults: list[str]) -> Any:
    if is_dataclass(hint):
        return _build(value, hint, place, faults)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None and type(None) in arguments:
            return None
        return _convert(value, next(a for a in arguments if a is not type(None)), place, faults)
    if origin in (list, tuple) and isinstance(value, list):
        if origin is tuple and ... not in arguments and len(value) != len(arguments):
            faults.append(f"{place} must have {len(arguments)} values, found {value!r}")
            return None
        return origin(_convert(item, arguments[0], f"{place}[{i}]", faults) for i, item in enumerate(value))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if isinstance(hint, type) and isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    expected = getattr(origin or hint, "__name__", str(hint))
    faults.append(f"{place} must be {expected}, found {value!r}")
    return None


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
