"""The bridge between payments and marchés: the marché of each line, and what has none."""
