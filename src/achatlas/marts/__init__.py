"""The tables that are published: purchases, contracts, members of the axes."""
