"""Accounts: who signs in, in which role, for which buyer."""
