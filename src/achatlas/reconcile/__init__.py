"""From a tiers as a buyer writes it to the enterprise that it names."""
