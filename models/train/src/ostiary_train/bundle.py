"""A model into the folder that the daemon installs: bundle.json, the .tflite, golden.json, CARD.md, and their digests."""

import hashlib
import json
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .align import ALIGNMENT_VERSION, CROP
from .openset import Rates


@dataclass(frozen=True)
class CardFacts:
    """What no measurement tells; the rest of CARD.md is generated."""

    licence: str
    source: str
    version: str
    data: str
    teacher: str
    intended_use: str
    training: list[str]
    limits: list[str]


def write_bundle(
    folder: Path, model: bytes, facts: CardFacts, thresholds: list[Rates], default: float, measured_on: str, golden: dict, card: str
) -> str:
    """Writes every file; returns the bundle's digest: SHA-256 of its SHA256SUMS, the same for the same contents.

    golden: landmarks on the drawn face and the embedding there, without `space`, which is added.
    """
    digest = hashlib.sha256(model).hexdigest()
    file = f"{folder.name}.tflite"
    manifest = {
        "name": folder.name,
        "version": facts.version,
        "role": "embedder",
        "file": file,
        "sha256": digest,
        "licence": facts.licence,
        "source": facts.source,
        "input": {
            "width": CROP, "height": CROP, "channels": "rgb", "type": "int8", "mean": 127.5, "scale": 127.5, "layout": "nhwc",
        },
        "output": {"dimension": len(golden["embedding"])},
        "preprocessing": ALIGNMENT_VERSION,
        "thresholds": [_threshold(rate, measured_on) for rate in thresholds],
        "defaultMinSimilarity": round(default, 2),
    }  # fmt: skip
    contents = {
        file: model,
        "bundle.json": json_text(manifest),
        "golden.json": json_text({"space": f"{digest[:16]}/{ALIGNMENT_VERSION}", **golden}),
        "CARD.md": card.encode(),
    }
    return write_files(folder, contents)


def write_files(folder: Path, contents: dict[str, bytes]) -> str:
    """The files and their SHA256SUMS; returns the digest of the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = "".join(f"{hashlib.sha256(contents[name]).hexdigest()}  {name}\n" for name in sorted(contents)).encode()
    for name, content in {**contents, "SHA256SUMS": sums}.items():
        (folder / name).write_bytes(content)
    return hashlib.sha256(sums).hexdigest()


def golden_vector(landmarks: np.ndarray, embedding: np.ndarray) -> dict:
    """[5, 2] and [d] of length one, rounded to what the comparison needs."""
    return {"landmarks": np.round(landmarks, 3).tolist(), "embedding": np.round(embedding.astype(float), 4).tolist()}


def _threshold(rate: Rates, measured_on: str) -> dict:
    return {
        "similarity": round(rate.similarity, 2),
        "fmr": float(f"{rate.fmr:.3g}"),
        "fnmr": round(rate.fnmr, 4),
        "gallerySize": rate.size,
        "fpir": round(rate.fpir, 5),
        "fnir": round(rate.fnir, 4),
        "measuredOn": measured_on,
    }


def json_text(value: dict) -> bytes:
    """JSON in the repository's own format: rows of numbers fill lines of 120 characters."""
    text = re.sub(r"e-0(\d)", r"e-\1", json.dumps(value, indent=2))
    text = re.sub(r"^( *)(.*?)\[\n([-\d.e+,\s]+)\]", _filled, text, flags=re.MULTILINE)
    return (re.sub(r"^( *)(.*?)\[\n((?: +\[[^\[\]\n]*\],?\n)+) *\]", _joined, text, flags=re.MULTILINE) + "\n").encode()


def _joined(match: re.Match) -> str:
    """Rows of numbers in one line where they fit."""
    indent, before, rows = match.groups()
    line = f"{indent}{before}[" + " ".join(row.strip() for row in rows.splitlines()) + "]"
    return line if len(line) + 1 <= 120 else match.group()


def _filled(match: re.Match) -> str:
    indent, before, numbers = match.groups()
    line = f"{indent}{before}[" + ", ".join(number.strip() for number in numbers.split(",")) + "]"
    if len(line) + 1 <= 120:
        return line
    inner = indent + "  "
    rows = textwrap.fill(", ".join(number.strip() for number in numbers.split(",")), 120, initial_indent=inner, subsequent_indent=inner)
    return f"{indent}{before}[\n{rows}\n{indent}]"
