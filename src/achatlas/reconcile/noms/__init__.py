"""From a written name to the enterprises of a directory that bear it: words, neighbours, comparison, model.

Measured in ``tests/quality`` and by ``achatlas mesurer rapprochement``.
"""
