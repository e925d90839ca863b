"""Definitions read as YAML: by the fast reader, once for each state of a file."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What a YAML file holds, not to be changed by the reader: it is kept. Raises yaml.YAMLError, OSError,
    UnicodeDecodeError.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2_000)
def _read(path: Path, _changed: int, _size: int) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
