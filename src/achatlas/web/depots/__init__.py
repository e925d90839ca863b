"""Deposits: files dropped, read aside, looked at, published or withdrawn; the same by API."""
