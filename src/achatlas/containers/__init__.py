"""What a file is before it is read: its kind, told from its bytes; the guards against hostile ones; what a
sheet hides.
"""
