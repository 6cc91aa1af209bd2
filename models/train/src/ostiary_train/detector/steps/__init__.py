"""The steps of `ostiary-train detector`, a module each: `run(recipe)`."""
