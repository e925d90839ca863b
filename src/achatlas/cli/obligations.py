"""What the law asks on a day, with its reference and how sure our source of it is."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.catalogue.models_obligations import Exigence, Obligation, Palier
from achatlas.catalogue.references import check
from achatlas.cli.display import Display
from achatlas.settings import read

SENS = {"au_moins": "au moins", "au_plus": "au plus"}
TITLES = ("obligation", "depuis", "jusque", "demande", "ensuite", "source")


def obligations(asked: argparse.Namespace, display: Display) -> int:
    """Lists the duties of a day and those to come. Raises CatalogueError for a definition that is wrong."""
    catalogue = Catalogue(read(asked.territoire).instance)
    check(catalogue)
    day = asked.jour or date.today()
    every = catalogue.obligations.values()
    display.machine({"ok": True, "jour": day.isoformat(), "obligations": [_machine(o, day) for o in every]})
    display.title(f"Obligations au {day:%d/%m/%Y}", f"({len(every)})")
    display.table(TITLES, [_line(one, day, catalogue) for one in every])
    return 0


def _machine(one: Obligation, day: date) -> dict[str, Any]:
    told = one.model_dump(mode="json", exclude={"exemples"})
    asked = [{**_named(e), "valeur": str(p.valeur), "a_verifier": p.a_verifier} for e, p in _on(one, day)]
    return told | {"en_vigueur": _holds(one, day), "ce_jour": asked}


def _named(exigence: Exigence) -> dict[str, Any]:
    return exigence.model_dump(mode="json", include={"indicateur", "calcul", "sens", "objet", "qui"})


def _holds(one: Obligation, day: date) -> bool:
    return (one.depuis or date.min) <= day <= (one.jusque or date.max)


def _on(one: Obligation, day: date) -> list[tuple[Exigence, Palier]]:
    """What it asks on a day, whoever is bound."""
    return [(exigence, palier) for exigence in one.exigences if (palier := exigence.on(day))]


def _line(one: Obligation, day: date, catalogue: Catalogue) -> tuple[str, ...]:
    now = [_said(e, p, catalogue.indicateurs[e.indicateur]) for e, p in _on(one, day)]
    then = [
        f"{_said(e, p, catalogue.indicateurs[e.indicateur])} ({p.depuis:%d/%m/%Y})"
        for e in one.exigences
        for p in e.after(day)
    ]
    ends = tuple(f"{end:%d/%m/%Y}" if end else "" for end in (one.depuis, one.jusque))
    source = "à vérifier" if one.a_verifier else one.source
    return one.libelle, *ends, " ; ".join(now), " ; ".join(then), source


def _said(exigence: Exigence, palier: Palier, indicateur: Indicateur) -> str:
    """« E11 au moins 37,4 % », « E04 (mobilier) au moins 20 % », « E10 (commune, epci) au moins 40 % »."""
    about = ", ".join(filter(None, (exigence.calcul, exigence.objet, *exigence.qui)))
    part = f" ({about})" if about else ""
    unite = indicateur.calculs[exigence.calcul].unite if exigence.calcul else indicateur.unite
    sign = " %" if unite == "pourcent" else ""
    value = f"{palier.valeur.normalize():f}".replace(".", ",")
    return f"{indicateur.id.upper()}{part} {SENS[exigence.sens]} {value}{sign}"
