"""Who a buyer is: its kind, its numbers, the years of its data, and what they are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from achatlas.analyse import query
from achatlas.analyse.selection import Selection
from achatlas.domain.nombres import FINE, en_pourcent, entier, lisser, pourcent
from achatlas.langues import dire, translated
from achatlas.screens.demande import TOUS
from achatlas.web.acces import catalogue
from achatlas.web.depots.scores import of_view
from achatlas.web.fiches.demande import Question

Champ = tuple[str, str]


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The identity of a buyer, and the sentence on what its data are worth."""
    own = Selection().only("acheteur", [question.identifiant])
    scope, year = question.acces.scope, question.exercice
    years = question.exercices if year == TOUS else (year,)
    asked = own if year == TOUS else own.only("exercice", [year])
    return {"champs": list(_champs(question, own)), "qualite": of_view(scope, asked, years)}


def _champs(question: Question, own: Selection) -> Iterator[Champ]:
    one = question.territoire.acheteur(question.identifiant)
    types = catalogue().axes["type_acheteur"].membres
    yield translated("Type"), lisser(types.get(one.type, one.type))
    yield "SIREN", f"{one.siren[:3]}{FINE}{one.siren[3:6]}{FINE}{one.siren[6:]}"
    yield translated("Plan de comptes"), one.plan
    if one.population:
        yield translated("Population déclarée"), dire("{n} habitants", n=entier(one.population))
    yield (
        translated("Montants"),
        translated("reçus toutes taxes comprises") if one.tva_incluse else translated("reçus hors taxes"),
    )
    rows = query.rows("exercice", ["lignes"], own, question.acces.scope).lignes
    told = [f"{row.code} ({entier(row.valeurs['lignes'])})" for row in rows if row.code]
    yield translated("Lignes par exercice"), ", ".join(told) or translated("aucune")
    yield translated("Codes couverts"), _couverture(question, own)


def _couverture(question: Question, own: Selection) -> str:
    """How much of what it pays stands under a segment, all years."""
    told = query.figures(["montant_paye", "montant_classe"], own, question.acces.scope).valeurs
    whole = told["montant_paye"]
    if whole <= 0:
        return translated("rien à couvrir")
    return dire(
        "{part} du payé a un segment, tous exercices",
        part=en_pourcent(pourcent(told["montant_classe"], whole)),
    )
