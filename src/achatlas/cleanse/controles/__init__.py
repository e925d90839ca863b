"""One module for each validation rule that bounds alone cannot tell, found by the name of its definition."""
