"""``python -m achatlas``: the command line."""

import sys

from achatlas.cli import main

sys.exit(main())
