"""The page of one operator: who it is, how it was recognised, who buys what from it, its marchés."""
