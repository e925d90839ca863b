"""What the validation rules know beyond a record: tables, dated values, and what the whole set tells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import log10
from statistics import median, median_low
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse.fiche import Fiche, Niveau, Savoir
from achatlas.cleanse.procedures import Procedures

SEUILS = (
    ("decp", "delai_de_publication"),
    ("procedure_formalisee", "collectivites_fournitures_services"),
    ("procedure_formalisee", "travaux_et_concessions"),
    ("dispense_de_publicite", "fournitures_services"),
    ("dispense_de_publicite", "travaux"),
)
PLACES = {
    "commune": "communes",
    "departement": "departements",
    "region": "regions",
    "postal": "codes_postaux",
}


def reference_tables(catalogue: Catalogue, regroupes: Iterable[str] = ()) -> Savoir:
    """What holds for any record: tables of codes, dated values, procedures, identifiers vouched for."""
    return replace(_tables(catalogue), regroupes=frozenset(regroupes))


@lru_cache(maxsize=2)
def _tables(catalogue: Catalogue) -> Savoir:
    lieux = {
        kind: frozenset(
            line.get("code") or line["code_postal"] for line in catalogue.lines(f"referentiels/{table}.csv")
        )
        for kind, table in PLACES.items()
    }
    return Savoir(
        cpv={line["code"]: line["cle"] for line in catalogue.lines("referentiels/cpv.csv")},
        lieux=lieux,
        seuils={f"{fichier}.{nom}": catalogue.seuil(fichier, nom) for fichier, nom in SEUILS},
        procedures=Procedures(catalogue.lines("regles/procedures.csv")),
    )


def whole(savoir: Savoir, fiches: Sequence[Fiche], rules: Mapping[str, Any]) -> Savoir:
    """The same, with what the records tell together: the last day of each file, what is usual."""
    per_mille = int(rules["date_du_fichier"]["pour_mille"])
    return replace(savoir, dernier=last_days(fiches, per_mille), niveaux=usual(fiches))


def last_days(fiches: Iterable[Fiche], per_mille: int) -> dict[str, date]:
    """For each file, the day by which so many publications in a thousand had come."""
    days: dict[str, list[date]] = defaultdict(list)
    for fiche in fiches:
        if fiche.publication:
            days[str(fiche.record.get("depot") or "")].append(fiche.publication)
    return {
        depot: sorted(found)[-(-len(found) * per_mille // 1000) - 1] for depot, found in sorted(days.items())
    }


def usual(fiches: Iterable[Fiche]) -> dict[tuple[str, bool], Niveau]:
    """The usual amounts of each CPV division, ceilings apart; the order of records does not matter."""
    amounts: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for fiche in fiches:
        if fiche.cpv and fiche.montant >= 100:
            amounts[fiche.cpv[:2], fiche.plafond].append(fiche.montant)
    return {key: _niveau(sorted(found)) for key, found in sorted(amounts.items())}


def _niveau(amounts: list[int]) -> Niveau:
    middle = median_low(amounts)
    return Niveau(len(amounts), middle, median(abs(log10(one) - log10(middle)) for one in amounts))
