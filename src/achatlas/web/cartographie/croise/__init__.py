"""Any axis of a fact by any other, of any of its measures or shares: on the screen, and to be taken away."""
