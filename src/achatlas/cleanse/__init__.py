"""From raw tables to typed, checked ones; every repair is a line of the journal."""
