"""The engines of the bridge, found by their place; ``metier/regles/pont.yml`` says their order."""
