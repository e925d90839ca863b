"""What a column of text shows when it is read whole: how its numbers and dates are written, what it holds."""
