"""Documents: what they are made of, and what writes them."""
