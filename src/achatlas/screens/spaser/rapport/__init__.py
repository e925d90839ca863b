"""The report of a SPASER: one document, told as a page, a PDF, a DOCX and a table of figures."""
