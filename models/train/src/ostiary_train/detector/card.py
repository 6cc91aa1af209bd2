"""CARD.md of a detector: what was measured, in a table, and where it came from."""

from math import sqrt


def interval(found: int, of: int) -> tuple[float, float]:
    """95 % confidence interval of a rate (Wilson 1927)."""
    z, rate = 1.96, found / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def figures_table(figures: dict[str, dict]) -> str:
    """One row a kind of picture, as `evaluate` reports it."""
    lines = [
        "| pictures | faces | found (95 % confidence) | point error | false detections |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, report in figures.items():
        faces = report.get("faces", 0)
        share = "–"
        if faces:
            low, high = interval(round(report["recall"] * faces), faces)
            share = f"{report['recall'] * 100:.2f} % ({low * 100:.1f}–{high * 100:.1f})"
        error = f"{report['point error'] * 100:.1f} % (p95 {report['p95'] * 100:.1f})" if "point error" in report else "–"
        lines.append(f"| {name} | {faces or '–'} | {share} | {error} | {report['false']} in {report['pictures']} |")
    return "\n".join(lines) + "\n"
