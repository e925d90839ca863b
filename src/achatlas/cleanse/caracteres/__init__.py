"""What is told of a marché beside what it writes: one module each, found by its place; the axis of its name
says « caractere: true ». Payments bear what is told of the marché that they cite.
"""
