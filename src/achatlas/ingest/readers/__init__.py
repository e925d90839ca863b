"""Readers: one module per container format, each yielding numbered records of text."""
