"""Writers: one module for each kind of file that buyers really have."""
