"""The words of a purchase, and what a linear model has learned of them."""
