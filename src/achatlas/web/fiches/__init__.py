"""Pages of members: a segment, a family, a buyer, a direction, a marché; each kind is one file of
``metier/fiches``, each of its parts one module of ``sections``.
"""
