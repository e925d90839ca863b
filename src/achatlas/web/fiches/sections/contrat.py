"""What a marché is: its buyer, its titulaires, its dates, how it was made, where it is classed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from achatlas.analyse import gate, registre
from achatlas.analyse.crossed import Row
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import translated
from achatlas.screens.liens import lien
from achatlas.screens.lignes import nom_court
from achatlas.web.acces import ouvrir
from achatlas.web.fiches.contrat import contrat
from achatlas.web.fiches.demande import Question

UNKNOWN = "non dit"


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The fields of a marché, each as (name, said, address). Raises Http404."""
    found = contrat(question)
    row = found.first
    return {
        "champs": list(_champs(question, row)),
        "titulaires": [_titulaire(question, one) for one in found.rows],
        "source": question.adresse(
            chemin=f"/ligne/{row['depot']}/{row['numero_ligne']}/", fait="marches", exercice="tous", contre=""
        ),
    }


def _champs(question: Question, row: Row) -> Iterator[tuple[str, str, str]]:
    siren, segment = str(row["acheteur_siren"]), str(row["segment_code"] or "")
    yield translated("Acheteur"), nom_court(question, siren) or siren, lien(question, "acheteur", siren)
    yield translated("Identifiant"), lisser(str(row["marche_id"] or translated(UNKNOWN))), ""
    yield from _dates(row["date_notification"], row["duree_mois"], _end(question))
    yield translated("Procédure"), _named(question, "procedure", row), ""
    yield translated("Technique d’achat"), _named(question, "technique", row), ""
    yield "CPV", str(row["cpv"] or translated(UNKNOWN)), ""
    said = f"{segment} {_named(question, 'segment', row)}" if segment else translated("À qualifier")
    yield translated("Segment"), said, lien(question, "segment", segment)


def _end(question: Question) -> date | None:
    """The last end that the register tells, in the common view where the marché of any buyer is."""
    commun = ouvrir(question.acces.droits, "consolidee", "", question.acces.version).scope
    return (registre.row_of(question.identifiant, commun) or {}).get("date_fin_max")


def _dates(start: date | None, months: int | None, end: date | None) -> Iterator[tuple[str, str, str]]:
    yield translated("Notifié"), f"{start:%d/%m/%Y}" if start else translated(UNKNOWN), ""
    yield (
        translated("Durée publiée"),
        accord(int(months), "mois", "mois") if months else translated("non publiée"),
        "",
    )
    if end:
        yield translated("Fin"), f"{end:%d/%m/%Y}{translated(', passée') if end < date.today() else ''}", ""


def _named(question: Question, axe: str, row: Row) -> str:
    if axe not in question.axes:
        return lisser(str(row.get(axe) or translated(UNKNOWN)))
    code = str(row[question.axes[axe].colonne] or "")
    return lisser(
        gate.libelles(question.axes[axe], question.acces.scope).get(code, translated(code))
        or translated(UNKNOWN)
    )


def _titulaire(question: Question, row: Row) -> tuple[str, str]:
    code = str(row["fournisseur_id"] or "")
    known = gate.libelles(question.axes["fournisseur"], question.acces.scope).get(code)
    nom = row["tiers_nom"] or known or code or translated("titulaire non dit")
    return lisser(str(nom)), lien(question, "fournisseur", code)
