"""The page of an operator: what it is, where it is, what it is paid, under which marchés, in words."""
