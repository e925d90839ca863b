"""Several marchés under one number: told apart by their lot when it is said, else by who holds them and for
how much.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from achatlas.cleanse.etats import modifications
from achatlas.domain.text import reference

Record = dict[str, Any]
SIREN = 9


def told_apart(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The records of each marché among those that bear the same number of the same buyer.

    Lots that are said are followed. Without them, records that share neither a titulaire nor an amount are
    not versions of one another: a version keeps its titulaire, or keeps its amount when the titulaire
    changes. Each such group is a marché, whose key is completed by the smallest identifier of its titulaires.
    """
    for lot in _said(records):
        groups = _linked(lot)
        for group in groups:
            holder = min((h for record in group for h in holders(record)), default="")
            yield [{**record, "part": holder} if len(groups) > 1 else record for record in group]


def _said(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The records of each lot, their number completed by that of the lot, when they tell of several."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(reference(record.get("lot") or ""), []).append(record)
    if len(found.keys() - {""}) < 2:
        yield list(records)
        return
    for lot, those in sorted(found.items()):
        suffix = f"L{lot}" if lot else ""
        yield [{**record, "marche_id": f"{record['marche_id']}{suffix}"} for record in those]


def holders(record: Record) -> frozenset[str]:
    """Who holds a marché, before and after its modifications: enterprises by their SIREN, others as
    written.
    """
    lists = [json.loads(record["titulaires"] or "[]")]
    lists += [change["titulaires"] for change in modifications(record) if change.get("titulaires")]
    return frozenset(who for titulaires in lists for t in titulaires if (who := _who(t)))


def _who(titulaire: Mapping[str, Any]) -> str:
    number, name = str(titulaire.get("id") or "").strip(), str(titulaire.get("nom") or "").strip()
    return number[:SIREN] if number.isdecimal() and len(number) in (SIREN, 14) else number or name


def amounts(record: Record) -> frozenset[int]:
    """The amounts of a marché in cents, before and after its modifications, those that say nothing left
    out.
    """
    changed = (m.get("montant_centimes") for m in modifications(record))
    return frozenset(int(cents) for cents in (record["montant_ht_centimes"], *changed) if cents)


def _linked(records: Sequence[Record]) -> list[list[Record]]:
    """The groups of records joined, near and far, by a titulaire or an amount; a record that names nobody
    goes with the first group.
    """
    found = _joined([record for record in records if holders(record)]) or [[]]
    found.sort(key=lambda group: min(map(_place, group), default=("", 0)))
    found[0] += [record for record in records if not holders(record)]
    return found


def _place(record: Record) -> tuple[str, int]:
    return record["depot"], record["numero_ligne"]


def _joined(named: Sequence[Record]) -> list[list[Record]]:
    groups: list[list[Record]] = []
    for record in named:
        near = [group for group in groups if _meets(group, record)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), record])
    return groups


def _meets(group: Sequence[Record], record: Record) -> bool:
    """Whether a record shares a titulaire or an amount with one of a group."""
    who, cents = holders(record), amounts(record)
    return any(who & holders(one) or cents & amounts(one) for one in group)
