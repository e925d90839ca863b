"""Screens in a real browser: a package, so that the browser leaves with it."""
