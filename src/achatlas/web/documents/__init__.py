"""The cartography as a document, of one buyer or of all: sections found by their place, two writers."""
