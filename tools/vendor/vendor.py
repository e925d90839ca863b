"""Copy what the screens borrow into the package, with hash and licence: run at release time, never by users.

`npm ci --ignore-scripts` in this folder first (exact versions, checked by npm), then `python vendor.py`.
It rewrites `src/achatlas/web/static/vendor/` and its `vendor.lock`; a test checks the hashes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src/achatlas/web/static/vendor"
BORROWED = {"htmx.org": ("dist/htmx.min.js", "htmx.min.js")}


def copy(package: str, source: str, name: str) -> dict[str, str]:
    """Copy one file and return its line of the lock: name, version, licence, file, sha256."""
    folder = HERE / "node_modules" / package
    described = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    shutil.copyfile(folder / source, TARGET / name)
    digest = hashlib.sha256((TARGET / name).read_bytes()).hexdigest()
    return {
        "nom": package,
        "version": described["version"],
        "licence": described["license"],
        "fichier": name,
        "sha256": digest,
    }


def main() -> None:
    """Rewrite the vendored files and the lock."""
    TARGET.mkdir(parents=True, exist_ok=True)
    lines = [copy(package, source, name) for package, (source, name) in BORROWED.items()]
    (TARGET / "vendor.lock").write_text(
        json.dumps(lines, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
