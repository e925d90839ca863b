"""The command line: few verbs, people read a display, machines read ``--json``, the exit status says if the
balance holds.
"""

from achatlas.cli.main import main

__all__ = ["main"]
