"""Attributes of operators, one file each, found by their place: the axis of the same name defines them."""
