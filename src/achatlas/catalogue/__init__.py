"""What the product knows by reading: every definition of ``metier/`` and ``sources/``, checked once."""
