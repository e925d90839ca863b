"""The forward programme of purchases: who may write it, what is typed, how it is shown and taken away."""
