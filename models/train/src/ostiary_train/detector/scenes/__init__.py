"""Composed scenes: faces of known place on backgrounds known to have none."""
