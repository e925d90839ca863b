"""The demonstration territory: a seeded generator of fifteen invented buyers' files, and of the truth about
them."""
