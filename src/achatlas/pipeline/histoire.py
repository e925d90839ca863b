"""The history of a marché on its page: each version, what changed, and the other files that tell the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.domain.nombres import accord, entier, euros, evolution, lisser
from achatlas.langues import translated
from achatlas.store import controles
from achatlas.store.publications import Publication
from achatlas.store.snapshots import Snapshots

NET = "net"
ORDRES = {
    "origine": "à l’origine",
    "date": "modification",
    "indecis": "modification, ou autre lot du même numéro : rien ne le dit",
}
DIT = {
    "date_notification": "date de notification", "date_publication": "date de publication",
    "duree_mois": "durée", "objet": "objet", "cpv": "CPV", "procedure": "procédure",
    "titulaires": "titulaires",
}  # fmt: skip


@dataclass(frozen=True)
class Temoin:
    """Another record of the same version: its file and line, and in what it differs."""

    ou: str
    source: str
    ecarts: str


@dataclass(frozen=True)
class Moment:
    """A version of a marché, written."""

    nature: str
    date: str
    montant: str
    evolution: str
    duree: str
    titulaires: str
    ou: str
    temoins: tuple[Temoin, ...]


@dataclass(frozen=True)
class Histoire:
    """All the versions of a marché, oldest first, and what they come to in a sentence."""

    phrase: str
    moments: tuple[Moment, ...]


def of(
    home: Path, publication: Publication, marche_cle: str, nom: Callable[[Mapping[str, Any]], str]
) -> Histoire | None:
    """The history of a marché as the cleansing of what is published kept it; None when it is gone. ``nom``:
    what is told of a titulaire (``id``, ``nom``).
    """
    folder = next(iter(sorted((Snapshots(home).root / NET).glob(f"{publication.cartes}*"))), None)
    rows = controles.versions(folder, marche_cle) if folder else []
    if not rows:
        return None
    rows.sort(key=lambda row: row["rang"])
    amounts = [int(row["montant_ht_centimes"] or 0) for row in rows]
    moments = tuple(_moment(row, amounts, rank, nom) for rank, row in enumerate(rows))
    return Histoire(_phrase(moments), moments)


def _phrase(moments: tuple[Moment, ...]) -> str:
    none = translated("aucune modification")
    changes = accord(len(moments) - 1, "modification") if len(moments) > 1 else none
    told = sum(len(one.temoins) for one in moments)
    others = accord(told, "autre enregistrement le confirme", "autres enregistrements le confirment")
    return translated(" ; ").join(
        (changes, others if told else translated("un seul enregistrement en parle"))
    )


def _moment(
    row: Mapping[str, Any], amounts: list[int], rank: int, nom: Callable[[Mapping[str, Any]], str]
) -> Moment:  # fmt: skip
    day, months = row["date_notification"], row["duree_mois"]
    return Moment(
        translated(ORDRES.get(row["ordre"], row["ordre"])),
        f"{day:%d/%m/%Y}" if day else translated("non dite"),
        euros(amounts[rank]),
        evolution(amounts[rank], amounts[rank - 1]) if rank else "",
        accord(months, "mois", "mois") if months else translated("non dite"),
        lisser(", ".join(map(nom, json.loads(row["titulaires"] or "[]")))),
        place(row),
        tuple(_temoin(one) for one in json.loads(row["temoin"] or "[]")),
    )


def place(row: Mapping[str, Any]) -> str:
    """« decp.json, 42 »: the number is a line, or the rank of a record."""
    return f"{row['fichier']}, n°\u00a0{entier(int(row['numero_ligne']))}"


def _temoin(one: Mapping[str, Any]) -> Temoin:
    gaps = ", ".join(translated(DIT.get(nom, nom)) for nom in one.get("ecarts", {}))
    return Temoin(place(one), str(one["source"]).replace("_", " "), gaps)
