"""Counters: what a file holds, told without the reader that is being checked."""
