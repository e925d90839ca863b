"""Kept views: an address with a name, private or shared inside the group, and permanent links."""
