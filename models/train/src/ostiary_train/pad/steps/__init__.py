"""One module per step of `ostiary-train pad`: `run(recipe)`."""
