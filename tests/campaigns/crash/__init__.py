"""Commands that are killed, refused the disk, or run together: what a reader sees is before or after, never
between (F20–F27).
"""
