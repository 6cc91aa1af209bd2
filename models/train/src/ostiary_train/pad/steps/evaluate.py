"""Measures, chooses the thresholds, and writes manifest, golden inputs, card and digests; prints the card."""

import hashlib

import numpy as np

from ...bundle import json_text, write_files
from ...errors import TrainingFault
from ...ops import inspect
from ...parity import TfliteEmbedder
from ..card import Measured, render
from ..evaluate import Table, at, last_fifth, left_out, pools, scored
from ..export import load
from ..faces import Face
from ..golden import golden
from ..looks import SIDE, TIGHT, WIDE, look, normalised
from ..network import CLASSES
from ..presentations import FRAMES, Scored, threshold
from ..recipe import Recipe, labelled_faces
from ..runtime import MiniFasNet, PadModel, scores
from ..shards import Faces, read
from ..teach import SEES
from .train import NEVER_LEARNT, visible


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where there is no model yet, or nothing to measure on."""
    file = recipe.bundle / f"{recipe.name}.tflite"
    if not file.exists():
        raise TrainingFault(f"{file} is missing", "Run the export step first.")
    cache, model = recipe.data.cache, PadModel(file.read_bytes())
    labelled = read(sorted((cache / "labelled").glob("*.npz")))
    portraits = read([cache / "portraits.npz"])
    simulated = visible(read(sorted((cache / "simulated-held-out").glob("*.npz"))))
    shipped = lambda faces: scores(model.answers(faces.looks))  # noqa: E731
    others = scored(_single(portraits, "lfw-dev"), shipped)
    unseen = _left_out(recipe, labelled)
    further = pools(others)
    bona_fide, attack = (threshold(pools(unseen) + further, share) for share in (recipe.export.bona_fide_share, recipe.export.attack_share))
    fifth = labelled.where(last_fifth(labelled))
    network = load(recipe.run / "all" / "average.weights.h5", recipe.network)
    float_, int8 = _answers(network, fifth.looks), model.answers(fifth.looks)
    apart = np.abs(scores(float_) - scores(int8))
    measured = Measured(
        size=file.stat().st_size,
        parameters=network.count_params(),
        milliseconds=TfliteEmbedder(file.read_bytes()).milliseconds(),
        ops=inspect(file.read_bytes()),
        bona_fide=bona_fide,
        attack=attack,
        measured_on=_measured_on(pools(unseen), others),
        left_out=left_out(unseen, further),
        rival=_rival(recipe, labelled),
        ordinary=at(scored(fifth, shipped), bona_fide),
        drawn=at([entry for entry in others if entry.origin == "drawn"], bona_fide),
        portraits=at([entry for entry in others if entry.origin != "drawn"], bona_fide),
        simulated=at(scored(_single(_one_set(simulated), "simulated"), shipped), bona_fide),
        apart=(float(apart.mean()), float(apart.max())),
    )
    card = render(recipe.name, recipe.card, measured)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    contents = {
        file.name: file.read_bytes(),
        "bundle.json": json_text(manifest(recipe, digest, measured)),
        "golden.json": json_text(golden(model, digest)),
        "CARD.md": card.encode(),
    }
    write_files(recipe.bundle, contents)
    print(card)


def manifest(recipe: Recipe, digest: str, measured: Measured) -> dict:
    return {
        "name": recipe.name,
        "version": recipe.card.version,
        "role": "pad",
        "file": f"{recipe.name}.tflite",
        "sha256": digest,
        "licence": recipe.card.licence,
        "source": recipe.card.source,
        "input": {
            "width": SIDE, "height": 2 * SIDE, "channels": "rgb", "type": "int8", "mean": 127.5, "scale": 127.5, "layout": "nhwc",
        },
        "looks": [{"side": TIGHT}, {"side": WIDE}],
        "output": {"classes": list(CLASSES)},
        "thresholds": {
            "bonaFide": round(measured.bona_fide, 2), "attack": round(measured.attack, 2), "frames": FRAMES, "measuredOn": measured.measured_on,
        },
    }  # fmt: skip


def _left_out(recipe: Recipe, labelled: Faces) -> list[Scored]:
    """Every set, judged by the network that never saw it."""
    entries = []
    for origin in dict.fromkeys(labelled.origin.tolist()):
        folder = recipe.run / ("all" if origin in NEVER_LEARNT else f"without-{origin}")
        network = load(folder / "average.weights.h5", recipe.network)
        entries += scored(labelled.where(labelled.origin == origin), lambda faces: scores(_answers(network, faces.looks)))
    return entries


def _answers(network, looks: np.ndarray) -> np.ndarray:
    return np.concatenate([np.asarray(network(normalised(looks[at_ : at_ + 64]), training=False)) for at_ in range(0, len(looks), 64)])


def _rival(recipe: Recipe, labelled: Faces) -> Table:
    """The public network on the same faces; its scores are kept, for it takes longer than ours."""
    kept = recipe.data.cache / "rival.npy"
    if not kept.exists():
        rival = MiniFasNet(recipe.data.teacher)
        order = sorted(labelled_faces(recipe), key=lambda face: face.picture.origin.replace(" ", "-"))
        np.save(kept, [rival.score(_cut(face)) for face in order])
    values = np.load(kept)
    return left_out(scored(labelled, lambda faces: values), [])


def _cut(face: Face) -> np.ndarray:
    return look(face.pixels(), face.box, SEES, 128)


def _one_set(simulated: Faces) -> Faces:
    return Faces(**{**vars(simulated), "origin": np.full(len(simulated), "simulated")})


def _single(faces: Faces, origin: str) -> Faces:
    """Of this set, whose pictures are no recordings, each picture by itself: it has no presentations."""
    alone = np.where(faces.origin == origin, np.arange(len(faces)).astype(str), faces.subject)
    return Faces(**{**vars(faces), "subject": alone})


def _measured_on(unseen: list[np.ndarray], others: list[Scored]) -> str:
    return (
        f"live presentations of {FRAMES} frames: {sum(map(len, unseen))} of {len(unseen)} labelled sets, each judged by a network that never saw its set, "
        f"and of held-out people {', '.join(f'{len(entry.scores)} frames of {entry.origin}' for entry in others)}; every set counts alike"
    )
