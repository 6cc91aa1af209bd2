"""The five points of a face: eye, eye, nose, mouth corner, mouth corner, image left first."""

MIRRORED = [1, 0, 2, 4, 3]
"""Their order in the mirror image."""
