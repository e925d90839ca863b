"""Makes the learned models that the product ships as data; not installed with it."""
