"""What there is to follow: marchés that end, what is bought off them, what neighbours do at the same time."""
