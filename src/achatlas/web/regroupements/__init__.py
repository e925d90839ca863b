"""Axes that persons make: groups of the members of an axis, kept, shared or not, retired and never erased."""
