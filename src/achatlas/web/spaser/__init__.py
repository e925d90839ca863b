"""The pages of the SPASER."""
