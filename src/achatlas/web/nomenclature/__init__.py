"""The guide of the nomenclature: every segment explained, and the search that leads to the right one."""
