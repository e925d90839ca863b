"""What the machine is worth: the measures that are published of it, and what the territory itself tells."""
