"""The dirty twin: files of mandats spoiled on purpose, whose truth is known line by line (rules F01–F17).

``lines`` invents what is true, ``forms`` how a file writes it, ``damage`` what happens to a line, ``files``
puts them together, ``judge`` compares what was imported with the truth.
"""
