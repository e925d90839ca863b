"""The referential of enterprises: the stock files of SIRENE made into four declared tables, in bulk.

``stock`` opens a file and tells what it is by its columns, ``counter`` counts its records without a parser,
``lines`` says what is kept of a line, ``names`` lists every name, ``stage`` runs it all, ``changes`` compares
two stocks.
"""
