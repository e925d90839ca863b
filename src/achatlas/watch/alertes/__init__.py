"""One module for each flag, found by its place: its name is its code (standards, 6.3)."""
