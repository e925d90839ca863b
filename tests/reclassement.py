"""Answers of the cascade changed at will, and all that a publication shows."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

import ibis
import pytest

from achatlas.analyse.registre import CLASS
from achatlas.classify import stage
from achatlas.classify.cas import Cas
from achatlas.classify.engine import AS_BEFORE, Answer, Cascade, Projetes
from achatlas.pipeline import order
from achatlas.store.engine import prepare
from achatlas.store.publications import Publication, open_publication
from achatlas.store.reader import Reader
from tests import petit as territoire
from tests.petit import Petit

REAL = stage.cascades
STAGES = ("net", "lien", "profil", "classe", "pont", "cartes")
Shown = Mapping[tuple[str, str], Counter[tuple[Any, ...]]]


@dataclass(frozen=True)
class Rule:
    """What a person would decide: an answer for the cases whose words begin so, of one buyer or of all."""

    debut: str
    answer: Answer
    siren: str = ""

    def holds(self, cas: Cas) -> bool:
        """Whether a case falls under it."""
        return cas.texte.startswith(self.debut) and self.siren in ("", cas.acheteur)


@dataclass
class Decided:
    """The real cascade behind rules that come and go: the first that holds wins."""

    rules: list[Rule] = field(default_factory=list)
    asked: int = 0

    def cascades(self, *known: Any) -> dict[str, Any]:
        """What stands for ``stage.cascades``."""
        return {fait: Behind(self, one) for fait, one in REAL(*known).items()}


@dataclass(frozen=True)
class Behind:
    """A cascade that asks the rules first."""

    decided: Decided
    real: Cascade
    taught: bool = False
    read: frozenset[str] = frozenset()
    seuil: int = 0
    recodes: frozenset[str] = frozenset()
    projetes: Projetes = AS_BEFORE
    ends: Mapping[str, str] = field(default_factory=dict)

    def ask(self, cas: Cas) -> Answer:
        """The answer of the first rule that holds, else that of the cascade."""
        self.decided.asked += 1
        return next((r.answer for r in self.decided.rules if r.holds(cas)), None) or self.real.ask(cas)

    def ended(self, segment: str) -> str:
        """What a reason says of a segment that stands no more."""
        return self.real.ended(segment)

    def coded(self, *_: Any) -> None:
        """Nothing: every case is asked."""

    def settled(self, *_: Any) -> None:
        """Nothing: every case is asked."""

    def sure(self, said: Answer) -> bool:
        """Whether an answer is sure."""
        return self.real.sure(said)

    def alone(self, cas: Cas) -> bool:
        """Whether the machine alone classes it surely."""
        return self.real.alone(cas)

    def proposed(self, cas: Cas, said: Answer) -> str:
        """What the words propose."""
        return self.real.proposed(cas, said)


def keep_bridge(patch: pytest.MonkeyPatch, pont: Path) -> None:
    """Makes every whole run keep a bridge: deduced links and statuts, which no decision moves before the next
    run (ADR 53), are then those of what is remade.
    """

    def kept(_atelier: object, _sources: object, target: Path) -> None:
        for path in pont.glob("*.parquet"):
            shutil.copyfile(path, target / path.name)

    patch.setattr(order, "_bridge", kept)


def published(petit: Petit, racine: Path) -> Petit:
    """The small territory elsewhere, as published."""
    copied = territoire.copy(petit, racine)
    for part in ("publications", *(f"instantanes/{etape}" for etape in STAGES)):
        shutil.copytree(petit.settings.home / part, copied.settings.home / part)
    return copied


def unmade(petit: Petit, racine: Path) -> Petit:
    """The same, classified by nobody yet: the next run does. Its bridge stays: no decision moves it before
    the next run (ADR 53).
    """
    copied = published(petit, racine)
    for part in ("publications", "instantanes/classe", "instantanes/cartes"):
        shutil.rmtree(copied.settings.home / part)
    return copied


def shown(publication: Publication, tampon: Path) -> Shown:
    """Every row of every table of every file, each file read by a session over it alone."""
    found = {}
    for alias in sorted(publication.aliases):
        reader = publication.reader([alias], tampon)
        for table in publication.tables(alias):
            found[alias, table] = rows(reader, publication, alias, table)
        reader.close()
    return found


def rows(reader: Reader, publication: Publication, alias: str, table: str) -> Counter[tuple[Any, ...]]:
    """The rows of a table, each as often as it is there; of the register, but its classes, which are those
    of its run: screens read those of the marchés (``analyse.registre``).
    """
    told = publication.tables(alias)[table]["colonnes"]
    hidden = CLASS if table == "mart__registre" else ()
    columns = {name: kind for name, kind in told.items() if name not in hidden}
    query = prepare(ibis.table(dict(columns), name=table).select(*columns))
    found, names = reader.columns(query, alias=alias)
    order = [names.index(column) for column in columns]
    return Counter(found if order == sorted(order) else map(itemgetter(*order), found))


def current_of(petit: Petit) -> Publication:
    """What is published now, read anew."""
    home = petit.settings.home
    return open_publication(home / "publications" / str(petit.atelier.register.pointed("publication")))


def differing(one: Shown, other: Shown) -> dict[tuple[str, str], tuple[int, int]]:
    """The tables that do not hold the same rows, with how many are only in one and only in the other."""
    return {
        place: ((one[place] - other[place]).total(), (other[place] - one[place]).total())
        for place in one.keys() | other.keys()
        if one.get(place) != other.get(place)
    }
