"""Measures the bundle's int8 model on held-out pictures and writes its card and digests; prints the card's table."""

from ...bundle import write_files
from ...errors import TrainingFault
from ..card import figures_table, render
from ..evaluate import evaluate
from ..network import build
from ..pictures import Picture, pictures
from ..recipe import Recipe, composer, labels
from ..runtime import TfliteDetector


def run(recipe: Recipe) -> None:
    """Raises TrainingFault where there is no model yet."""
    file = recipe.bundle / f"{recipe.name}.tflite"
    if not file.exists():
        raise TrainingFault(f"{file} is missing", "Run the export step first.")
    detector = TfliteDetector(file, recipe.export.min_confidence)
    held_out = [label for label in labels(recipe) if label[0].held_out]
    side = max(recipe.export.width, recipe.export.height)
    portraits = [picture.path for picture in pictures(recipe.data.folder) if picture.source == "utkface" and _never_learnt(recipe, picture)]
    figures = evaluate(detector.detect, held_out, composer(recipe, held_out, side, seed=11), portraits, side, recipe.export.measured)
    table = figures_table(figures)
    parts = {name: (recipe.bundle / name).read_bytes() for name in (file.name, "bundle.json")}
    shape = (recipe.export.width, recipe.export.height)
    card = render(recipe.name, recipe.card, len(parts[file.name]), build(recipe.network).count_params(), shape, table)
    write_files(recipe.bundle, {**parts, "CARD.md": card.encode()})
    print(table)


def _never_learnt(recipe: Recipe, picture: Picture) -> bool:
    return picture.held_out or picture.source not in recipe.data.sources
