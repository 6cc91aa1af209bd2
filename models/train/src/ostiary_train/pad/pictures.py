"""Which pictures there are, who is on them, and whether they show a person or an attack."""

import re
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from ..detector.pictures import HELD_OUT_FOLD, KINDS, fold_identities
from ..errors import TrainingFault

LIVE, PRINT, SCREEN = "live", "print", "screen"


@dataclass(frozen=True)
class Picture:
    """origin: the set, whose pictures share cameras; kind: live, print or screen; subject: whom it shows, or the picture itself where
    nobody says; side: longest side in pixels that all pictures of a set of crops are brought to, so that size gives nothing away."""

    path: Path
    origin: str
    kind: str
    species: str
    subject: str
    side: int | None = None


def labelled(data: Path) -> list[Picture]:
    """Every picture that says whether it is an attack, in the order of its recording. Raises TrainingFault where there is none."""
    found = [*_nuaa(data), *_crops(data), *_frames(data), *_scenes(data)]
    if not found:
        raise TrainingFault(f"{data} contains no labelled pictures: expected nuaa-dev, pad or scenes in it", "Set OSTIARY_SHARED.")
    return found


def portraits(data: Path, drawn: Path | None, limit: int) -> list[Picture]:
    """Pictures of people without attacks, from the web and of people who do not exist: what is recaptured by simulation. At most
    `limit` of each origin, always the same ones."""
    found = []
    for origin in ("faces-celeba", "faces-portraits", "faces-utk2", "utkface", "lfw-dev"):
        found += [Picture(path, origin, LIVE, LIVE, path.parent.name) for path in _files(data / origin)]
    for folder in ("ms_face", "deepface_unit", "facerec", "openface", "esp_dl"):
        found += [Picture(path, "scenes", LIVE, LIVE, path.stem) for path in _files(data / "scenes" / folder)]
    found += [Picture(path, "drawn", LIVE, LIVE, path.parent.name) for path in _files(drawn)] if drawn else []
    origins = dict.fromkeys(picture.origin for picture in found)
    chosen = {origin: sorted((p for p in found if p.origin == origin), key=_mixed)[:limit] for origin in origins}
    return [picture for origin in origins for picture in chosen[origin]]


def held_out(data: Path):
    """Tells of a portrait whether it is for measuring only: LFW's fold 5, a twentieth of the other web pictures, drawn people below
    seed 100 (the demo's cast) and from 200 on."""
    pairs = data / "lfw-dev" / "pairs.txt"
    names = fold_identities(pairs, HELD_OUT_FOLD) if pairs.exists() else set()

    def tell(picture: Picture) -> bool:
        if picture.origin == "lfw-dev":
            return picture.subject in names
        if picture.origin == "drawn":
            return not 100 <= int(picture.subject) < 200
        return crc32((picture.subject if picture.origin == "faces-celeba" else picture.path.name).encode()) % 20 == 0

    return tell


def _mixed(picture: Picture) -> int:
    return crc32(f"{picture.path.parent.name}/{picture.path.name}".encode())


def _files(folder: Path) -> list[Path]:
    return sorted((path for path in folder.rglob("*") if path.suffix.lower() in KINDS), key=_natural) if folder.is_dir() else []


def _natural(path: Path) -> tuple:
    """2 before 10."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(path)))


def _nuaa(data: Path) -> list[Picture]:
    kinds = (("ClientRaw", LIVE, LIVE), ("ImposterRaw", PRINT, "print"))
    return [Picture(path, "nuaa", kind, name, path.parent.name) for folder, kind, name in kinds for path in _files(data / "nuaa-dev" / folder)]


def _crops(data: Path) -> list[Picture]:
    sets = {"thanglong": ("phone-replay", 160), "tranvanluyt": ("laptop-replay", 160), "saikan45": ("phone-replay", 144), "aksultan": ("screen-replay", 80)}
    found = []
    for origin, (species, side) in sets.items():
        folder = data / "pad" / origin
        found += [Picture(path, origin, LIVE, LIVE, origin, side) for path in _files(folder / "live")]
        found += [Picture(path, origin, SCREEN, species, origin, side) for path in _files(folder / species)]
    return found


def _frames(data: Path) -> list[Picture]:
    folder = data / "pad" / "tranvanluyt-frames"
    kinds = (("live", LIVE, "live, whole frames"), ("laptop-replay", SCREEN, "laptop-replay, whole frames"))
    return [Picture(path, "tranvanluyt", kind, species, "tranvanluyt") for name, kind, species in kinds for path in _files(folder / name)]


def _scenes(data: Path) -> list[Picture]:
    """A few telephones' pictures of the two projects that published them; `image_F1` is a print, `image_F2` a tablet."""
    names = {"image_T": (LIVE, LIVE), "image_F1": (PRINT, "print"), "image_F2": (SCREEN, "tablet"), "true_": (LIVE, LIVE), "fake_": (PRINT, "print")}
    found = []
    for path in _files(data / "scenes" / "minivision") + _files(data / "scenes" / "vietmoney"):
        known = [told for start, told in names.items() if path.name.startswith(start) and not path.stem.endswith("_result")]
        found += [Picture(path, "public examples", *told, path.stem) for told in known]
    return found
