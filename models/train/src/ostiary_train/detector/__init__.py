"""The face detector: labels from teachers, composed scenes, training, int8 export, evaluation."""
