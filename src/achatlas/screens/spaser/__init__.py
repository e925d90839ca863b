"""The SPASER on a screen: its targets, who makes the gap, what each indicator is."""
