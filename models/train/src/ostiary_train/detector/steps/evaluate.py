"""Measures the bundle's int8 model on held-out pictures; prints the table of its card and keeps it as `figures.md` in the run's folder."""

from ...errors import TrainingFault
from ..card import figures_table
from ..evaluate import evaluate
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
    figures = evaluate(detector.detect, held_out, composer(recipe, held_out, side, seed=11), side, recipe.export.measured)
    table = figures_table(figures)
    (recipe.run / "figures.md").write_text(table)
    print(table)
