"""Which codes of buyers are no longer told as when the cases of a folder were asked: the others are settled
without asking every engine again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import moving, named
from achatlas.classify.guide import guide
from achatlas.domain.correspondance import Correspondances, touched
from achatlas.domain.text import reference
from achatlas.store.correspondances import parsed, written

FILE = "codes_dits.json"


@dataclass(frozen=True)
class Codes:
    """Codes as cases hold them to be compared: these, and those that begin so."""

    codes: frozenset[str]
    debuts: tuple[str, ...] = ()

    def holds(self, code: str) -> bool:
        """Whether a code (``code_dit``) is one of them."""
        return code in self.codes or code.startswith(self.debuts)


def between(before: Correspondances | None, after: Correspondances | None) -> Codes:
    """The codes that two versions of a buyer tell otherwise."""
    told = touched(before, after)
    return Codes(frozenset(map(reference, told.codes)), tuple(sorted(map(reference, told.segments))))


def write(said: Mapping[str, Correspondances], classe: Path) -> None:
    """Keeps beside the cases what was said of the codes of each buyer (SIREN)."""
    told = {siren: written(one.own) for siren, one in sorted(said.items())}
    (classe / FILE).write_text(json.dumps(told), encoding="ascii")


def changed(
    catalogue: Catalogue, said: Mapping[str, Correspondances], classe: Path, acheteurs: Collection[str]
) -> dict[str, Codes]:
    """Of some buyers, the codes that are no longer told as when these cases were asked, all else being the
    same; nothing for cases of before this file.
    """
    path = classe / FILE
    if not acheteurs or not path.exists():
        return {}
    before = json.loads(path.read_text(encoding="ascii"))
    names = named(moving(catalogue)), guide(catalogue).familles
    held = {one: Correspondances(parsed(told), *names) for one, told in before.items() if one in acheteurs}
    return {one: between(held.get(one), said.get(one)) for one in sorted(acheteurs)}
