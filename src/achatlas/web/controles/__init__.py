"""What the rules say of the marchés, line by line, and the pairs that a person judges."""
