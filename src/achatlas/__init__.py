"""Achatlas: the permanent, exact and open map of a territory's public purchasing."""
