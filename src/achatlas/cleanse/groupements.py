"""For whom a marché is passed, and who works under its titulaires: what registers write, given back to the
members of the territory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.catalogue.territoire import Territoire
from achatlas.cleanse import values
from achatlas.cleanse.contrats import SUBCONTRACT
from achatlas.domain.identifiers import is_siren, is_siret
from achatlas.domain.text import spelled

Record = dict[str, Any]
COORDONNATEUR, MEMBRE = "coordonnateur", "membre"
KNOWN, OUTSIDE, UNKNOWN = "membre", "exterieur", "inconnu"


class Membres:
    """The members of a territory, by their identifiers and by the names that registers give them."""

    def __init__(self, territoire: Territoire) -> None:
        self.territoire = territoire
        found: dict[str, set[str]] = {}
        for one in territoire.acheteurs:
            for name in {spelled(one.nom), spelled(one.nom_court)} - {""}:
                found.setdefault(name, set()).add(one.siren)
        self.names = {name: sirens.pop() for name, sirens in found.items() if len(sirens) == 1}

    def of(self, written: str) -> tuple[str, str]:
        """The SIREN of the member that is written, and ``membre``; nothing, and whether it is somebody else
        (``exterieur``: a valid identifier) or a name that nobody bears here (``inconnu``).
        """
        digits = "".join(written.split())
        if siren := self.territoire.member_of(digits) or self.names.get(spelled(written)):
            return siren, KNOWN
        return "", OUTSIDE if is_siret(digits) or is_siren(digits) else UNKNOWN

    def rows(self, marche: Mapping[str, Any]) -> list[Record]:
        """The rows of ``net__membres`` of a marché: its coordinator first, then each member once."""
        first = [(COORDONNATEUR, marche["coordonnateur_id"])]
        told = first + [(MEMBRE, one) for one in marche["membres"].split("|")]
        found: list[Record] = []
        seen: set[str] = set()
        for role, ecrit in ((role, one.strip()) for role, one in told):
            siren, etat = self.of(ecrit)
            if ecrit and (key := siren or spelled(ecrit)) not in seen:
                seen.add(key)
                found.append({"role": role, "ecrit": ecrit, "siren": siren, "etat": etat})
        return [
            {"marche_cle": marche["marche_cle"], "rang": rang, **one}
            for rang, one in enumerate(found, start=1)
        ]


def sous_traitants(cle: str, records: Sequence[Mapping[str, Any]]) -> list[Record]:
    """The rows of ``net__sous_traitants`` of a marché: each once, by its identifier, else by its name, the
    latest record first; the amount is that of the last that tells one, in cents.
    """
    found: dict[str, Record] = {}
    for record in records:
        for one in _declared(record):
            row = _row(one, record.get("format_date") or "iso")
            key = row["tiers_siren"] or spelled(row["tiers_nom"])
            if key:
                found.setdefault(key, row)
    return [{"marche_cle": cle, "rang": rang, **row} for rang, row in enumerate(found.values(), start=1)]


def _declared(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a record says of subcontractors: acts, and titulaires whose role says that they are some."""
    acts = json.loads(record.get("sous_traitants") or "[]")
    titulaires = json.loads(record.get("titulaires") or "[]")
    return [*acts, *(t for t in titulaires if SUBCONTRACT.match(spelled(str(t.get("role") or ""))))]


def _row(one: Mapping[str, Any], form: str) -> Record:
    worth = values.tiers({"tiers_siret": str(one.get("id") or ""), "tiers_categorie": ""})
    amount = int(one.get("montant_centimes") or one.get("part_centimes") or 0)
    written = str(one.get("date_notification") or "")
    return {
        "tiers_nom": str(one.get("nom") or ""),
        "tiers_siret": worth["siret_net"],
        "tiers_siren": worth["siren_net"],
        "date_notification": values.read_date(written, form) or values.read_date(written),
        "montant_ht_centimes": amount if amount > 0 else None,
    }
