"""The payments made on a marché: by year and supplier, and the latest of them, down to their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import gate
from achatlas.domain.nombres import accord, euros, lisser, montant, unite_de
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.liens import lien
from achatlas.screens.lignes import objet
from achatlas.screens.sous_marche import citing
from achatlas.web.fiches.contrat import contrat
from achatlas.web.fiches.demande import Question

SHOWN = 12
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Paiement:
    """A payment: its day, its object, whom it pays, its amount, its page."""

    date: str
    objet: str
    fournisseur: str
    fiche: str
    montant: str
    href: str


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The payments of a marché; that this view opens none when it is so. Raises Http404."""
    paid = contrat(question).paid
    if paid is None:
        return {"ferme": True}
    sums: dict[str, int] = {}
    for row in paid:
        year = str(row["exercice"])
        sums[year] = sums.get(year, 0) + int(row["montant_ht_centimes"])
    most = max(sums.values(), default=0)
    unite = unite_de(most)
    named = gate.libelles(question.axes["fournisseur"], question.acces.scope)
    return {
        "annees": [
            (year, pour_cent(cents, most), montant(cents, unite)) for year, cents in sorted(sums.items())
        ],
        "unite": unite,
        "paiements": [_paiement(question, row, named) for row in paid[:SHOWN]],
        "nombre": accord(len(paid), "ligne") + citing(paid),
        "reste": max(len(paid) - SHOWN, 0),
        "hors": _others(question, paid, named),
    }


def _paiement(question: Question, row: Row, named: Mapping[str, str]) -> Paiement:
    code = str(row["fournisseur_id"] or "")
    day = row["date_mandat"]
    return Paiement(
        f"{day:%d/%m/%Y}" if day else translated("inconnue"),
        objet(row["objet"]),
        lisser(named.get(code, code)),
        lien(question, "fournisseur", code),
        euros(int(row["montant_ht_centimes"])),
        question.adresse(chemin=f"/ligne/{row['depot']}/{row['numero_ligne']}/", fait="achats"),
    )


def _others(question: Question, paid: Sequence[Row], named: Mapping[str, str]) -> str:
    """The suppliers paid on the marché that are not its titulaires, named when they are few."""
    holders = {str(row["fournisseur_id"]) for row in contrat(question).rows}
    others = dict.fromkeys(str(r["fournisseur_id"] or "") for r in paid if r["fournisseur_id"] not in holders)
    names = [lisser(named.get(code, code)) for code in others]
    if not names:
        return ""
    told = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
    some = accord(
        len(names), "fournisseur payé n’en est pas titulaire", "fournisseurs payés n’en sont pas titulaires"
    )
    return dire(
        "{some} ({told}) : cotraitant, sous-traitant, affacturage ou mauvais rattachement, à regarder.",
        some=some,
        told=told,
    )
