"""What stands beside a marché without being in it: records of essential data that were refused and tell of
it, and the marché that may be the same under a published identifier.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from achatlas.cleanse.contrats import Retained
from achatlas.cleanse.cours import PUBLISHED, published
from achatlas.cleanse.frames import CLOSE, LONGEST, gap, offered, shared
from achatlas.domain.text import reference

Record = dict[str, Any]
Refused = tuple[Record, str]
Numero = tuple[str, str]


class Bearers:
    """Marchés by each number that they bear or that one of their records does, and by its last ten signs."""

    def __init__(self, retained: Iterable[Retained]) -> None:
        self._whole: dict[Numero, dict[str, Retained]] = {}
        self._ends: dict[Numero, dict[str, Retained]] = {}
        for one in retained:
            cle, siren = one.marche["marche_cle"], one.marche["acheteur_siren"]
            for number in {one.marche["marche_norme"], *(reference(r["marche_id"]) for r in one.records)}:
                self._whole.setdefault((siren, number), {})[cle] = one
                if len(number) > LONGEST:
                    self._ends.setdefault((siren, number[-LONGEST:]), {})[cle] = one

    def of(self, siren: str, numbers: Iterable[str]) -> list[Retained]:
        """Those of a buyer under one of these numbers, in order of keys; under the end of theirs when no
        number is borne whole and one marché alone ends so.
        """
        asked = [(siren, number) for number in numbers if number]
        found = {cle: one for at in asked for cle, one in self._whole.get(at, {}).items()}
        if not found:
            ends = [self._ends.get(at, {}) for at in asked]
            found = {cle: one for held in ends if len(held) == 1 for cle, one in held.items()}
        return [found[cle] for cle in sorted(found)]


def near(records: Sequence[Record], among: Iterable[Retained], least: int) -> list[Retained]:
    """Those that records may tell of, one number being theirs: with something in common when there are such,
    else those that no day contradicts.
    """
    told = list(among)
    alike = [one for one in told if shared(records, one.records, least)]
    return alike or [one for one in told if (gap(records, one.records) or 0) <= CLOSE]


def refused_beside(refused: Iterable[Refused], retained: Sequence[Retained], least: int) -> dict[str, str]:
    """For each key, the records of essential data that tell of this marché and were refused, as the JSON list
    of ``a_corriger``: message, file, deposit, place, and day of publication. They change nothing else of it.
    """
    bearers = Bearers(retained)
    found: dict[str, list[Record]] = {}
    for record, message in refused:
        if not record["source"].startswith(PUBLISHED):
            continue
        for one in near([record], bearers.of(record["acheteur_siren"], _numbers(record)), least):
            found.setdefault(one.marche["marche_cle"], []).append(_told(record, message))
    return {cle: _listed(those) for cle, those in found.items()}


def _numbers(record: Record) -> list[str]:
    """The numbers that a record may mean: as written, that of its lot, that which it frames."""
    whole, lot = reference(record["marche_id"]), reference(record.get("lot") or "")
    return [whole, f"{whole}L{lot}" if lot and whole else "", offered(record)]


def _told(record: Record, message: str) -> Record:
    day = published(record)
    where = {name: record[name] for name in ("fichier", "depot", "numero_ligne")}
    return {"message": message, **where, "date_publication": day.isoformat() if day else ""}


def _listed(those: Iterable[Record]) -> str:
    rows = sorted(those, key=lambda one: (one["fichier"], one["depot"], one["numero_ligne"]))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def same_perhaps(retained: Sequence[Retained], least: int, judged: Collection[Numero] = ()) -> dict[str, str]:
    """For each key, that of the only marché that may be the same: the number that one frames is that of the
    other, no day contradicts it, and too little is in common to be sure. ``judged``: keys (in order) that a
    person has already judged.
    """
    bearers = Bearers(retained)
    found: dict[str, set[str]] = {}
    for one, other in _framing(retained, bearers, least):
        pair = sorted((one.marche["marche_cle"], other.marche["marche_cle"]))
        if (pair[0], pair[1]) not in judged:
            for cle, twin in (pair, pair[::-1]):
                found.setdefault(cle, set()).add(twin)
    return {cle: twins.pop() for cle, twins in found.items() if len(twins) == 1}


def _framing(
    retained: Iterable[Retained], bearers: Bearers, least: int
) -> Iterator[tuple[Retained, Retained]]:
    """The marchés that frame a number, each with those that bear it and that no day contradicts."""
    for one in retained:
        numbers = sorted({offered(record) for record in one.records})
        others = [it for it in bearers.of(one.marche["acheteur_siren"], numbers) if it is not one]
        told = (it for it in near(one.records, others, least) if (gap(one.records, it.records) or 0) <= CLOSE)
        yield from ((one, it) for it in told if not any(map(offered, it.records)))
