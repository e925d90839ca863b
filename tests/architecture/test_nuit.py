"""What the suite does short, the nightly command does long: every test that reads `--nuit` is in it. What
the suite begins with is there.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.architecture import measure as m
from tests.poids import PROCESSEUR

READS = re.compile(r"""getoption\("--nuit"\)|\b(?:scale|seed): int|\btirages\(\d""")
OPTIONS = {"--nuit", "--graine"}


def nightly() -> list[str]:
    """The words of the command of `./go nuit`."""
    (line,) = re.findall(
        r"^ +nuit\).*?pytest (.*) ;;$", (m.ROOT / "go").read_text(encoding="utf-8"), re.MULTILINE
    )
    return shlex.split(line)


def places() -> list[Path]:
    """The files and folders that it runs."""
    return [m.ROOT / word for word in nightly() if word.startswith("tests/")]


def longer() -> list[Path]:
    """The files whose tests are longer at night."""
    files = sorted((m.ROOT / "tests").rglob("test_*.py"))
    return [
        path for path in files if READS.search(path.read_text(encoding="utf-8")) and path != Path(__file__)
    ]


def test_what_is_short_in_the_suite_is_long_at_night() -> None:
    run, found = places(), longer()
    assert {"test_ecrans.py", "test_acces_a_tous.py", "test_crash_sirene.py"} <= {path.name for path in found}
    left = [path for path in found if not any(path.is_relative_to(place) for place in run)]
    assert [str(path.relative_to(m.ROOT)) for path in left] == []


def test_the_night_runs_what_is_there_and_longer() -> None:
    words = nightly()
    assert [str(place) for place in places() if not place.exists()] == []
    assert set(words) >= OPTIONS and int(words[words.index("--nuit") + 1]) > 1


def test_the_files_that_the_suite_begins_with_are_there() -> None:
    assert [path for path in PROCESSEUR if not (m.ROOT / path).is_file()] == []
    assert list(PROCESSEUR.values()) == sorted(PROCESSEUR.values(), reverse=True)
