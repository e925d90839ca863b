"""Classification engines, found by their place: one module, one ``ENGINE``."""
