"""What documents are made of: `./go docs captures` takes the README's screenshots from the demonstration."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from docs import captures


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes one kind of document."""
    parser = argparse.ArgumentParser(prog="./go docs")
    parser.add_argument("quoi", choices=["captures"], help="captures : les écrans du README")
    parser.add_argument("--territoire", default="demonstration", metavar="ID")
    asked = parser.parse_args(arguments)
    for path in captures.take(asked.territoire):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
