"""Training of the models that Ostiary ships: data, networks, losses, trainer, export. The daemon needs none of it."""
