"""From a line to its perimeter and its segment, with the reason."""
