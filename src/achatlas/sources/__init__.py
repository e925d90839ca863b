"""Import formats: one folder each, found by its place."""
