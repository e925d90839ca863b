"""Every indicator of the SPASER, of each buyer by its own file, and of all of them together."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from fractions import Fraction
from typing import Any

from achatlas import pipeline
from achatlas.analyse import formes, indicateurs, periodes
from achatlas.analyse.readings import TOLD, Reading
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_indicateurs import SCALES, Calcul, Indicateur
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import decimal
from achatlas.settings import read
from achatlas.store.publications import Sessions, current, members
from achatlas.store.saisies import in_force

UNITS = {"pourcent": " %", "jours": " j", "heures": " h", "heures_par_million": " h/M€"}
UNITS |= {"grammes_par_euro": " g/€"}
STATES = {
    "ferme": "fermé dans cette vue",
    "sans_donnees": "sans données",
    "sans_objet": "sans objet",
    "inconnu": "inconnu",
    "indicible": "avoirs trop forts",
}
DECIMALS = 4
ENSEMBLE = "ensemble"
Views = Mapping[str, Scope]
Told = Mapping[str, Mapping[str, indicateurs.Figures]]
"""The figures of each indicator, by view, then by id."""


def indicateurs_du_spaser(asked: argparse.Namespace, display: Display) -> int:
    """Tells every indicator of a year. Raises CatalogueError for an unknown year, PublicationMissing."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    formes.verify(atelier.catalogue)
    publication = current(atelier.home)
    with closing(Sessions(atelier.home / "tampon")) as sessions:
        atlas = Atlas(atelier.catalogue, publication, sessions, in_force(atelier.home))
        views = _views(atlas)
        covered = periodes.couverture("lignes", views[ENSEMBLE])
        sirens = sorted(members(publication))
        year = _year(asked.exercice, covered, sirens)
        whole = not periodes.manque(covered, sirens, periodes.Periode(year))
        chosen = Selection().only("exercice", [year])
        told = {
            view: {name: indicateurs.whole(one, chosen, scope) for name, one in _every(atlas).items()}
            for view, scope in views.items()
        }
    names = {a.siren: a.nom_court for a in atelier.territoire.acheteurs if a.siren in views}
    said = {"ok": True, "exercice": year, "exercice_complet": whole, "version": publication.version}
    display.machine({**said, "acheteurs": names, "indicateurs": _machine(_every(atlas), told)})
    _say(_every(atlas), told, names, year, whole, display)
    return 0


def _every(atlas: Atlas) -> Mapping[str, Indicateur]:
    return atlas.catalogue.indicateurs


def _views(atlas: Atlas) -> Views:
    """The common view, of who may open every line, and that of each buyer."""
    sirens = members(atlas.publication)
    rights = Droits(sirens, consolide=True)
    own = {siren: individual(atlas, rights, siren) for siren in sorted(sirens)}
    return {ENSEMBLE: consolidated(atlas, rights), **own}


def _year(asked: str | None, covered: periodes.Couverture, sirens: list[str]) -> str:
    """The year asked, else the last that is whole, else the last."""
    years = sorted({year for found in covered.values() for year in found if year.isdigit()})
    if (asked or not years) and asked not in years:
        raise _unknown(asked or "", years)
    return asked or periodes.last_whole(covered, sirens) or years[-1]


def _unknown(asked: str, years: list[str]) -> CatalogueError:
    return CatalogueError(
        quoi=f"Exercice inconnu : « {asked} »",
        ou="--exercice",
        pourquoi="aucun acheteur n'a de paiement dans cet exercice",
        que_faire=f"choisissez parmi : {', '.join(years)}" if years else "importez des paiements",
    )


def exact(value: Fraction | None, unite: str) -> str | None:
    """A quotient in its unit as a decimal, with a point; None when there is none."""
    if value is None:
        return None
    scaled = value * SCALES.get(unite, 1) * 10**DECIMALS
    cut = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    head, tail = divmod(cut, 10**DECIMALS)
    return f"{'-' if scaled < 0 else ''}{head}.{tail:0{DECIMALS}d}"


def as_dict(one: Reading, unite: str) -> dict[str, Any]:
    """A figure for machines: cents, counts and days as they are, quotients as decimals in their unit."""
    least, most = one.bornes or (None, None)
    known, cents = one.connus, one.connus_valeur
    said = one.absent == ""
    return {
        "etat": one.etat,
        "valeur": exact(one.valeur, unite),
        "numerateur": one.numerateur if said else None,
        "denominateur": one.denominateur if said else None,
        "n": one.n,
        "intervalle": [exact(least, unite), exact(most, unite)] if least is not None else None,
        "bornes": {"moins": one.moins, "plus": one.plus, "base": one.base},
        "couverture": _coverage(known) if said else None,
        "couverture_valeur": _coverage(cents) if cents else None,
    }


def _coverage(known: tuple[int, int]) -> dict[str, Any]:
    part = Fraction(*known) if known[1] > 0 else None
    return {"connus": known[0], "sur": known[1], "part": exact(part, "pourcent")}


def _machine(every: Mapping[str, Indicateur], told: Told) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            **one.model_dump(
                include={"libelle", "dimension", "reference", "a_verifier", "sens", "cible_usuelle"}
            ),
            "chiffres": [_figure(figure, calcul, one, told) for figure, calcul in one.calculs.items()],
        }
        for name, one in every.items()
    ]


def _figure(figure: str, calcul: Calcul, one: Indicateur, told: Told) -> dict[str, Any]:
    readings = {view: as_dict(found[one.id][figure], calcul.unite) for view, found in told.items()}
    return {
        "nom": figure,
        "libelle": calcul.libelle or one.libelle,
        "unite": calcul.unite,
        "sens": calcul.sens or one.sens,
        ENSEMBLE: readings.pop(ENSEMBLE),
        "acheteurs": readings,
    }


def _say(
    every: Mapping[str, Indicateur],
    told: Told,
    names: Mapping[str, str],
    year: str,
    whole: bool,
    display: Display,
) -> None:
    """The same for people: a table for all the buyers, then one for each."""
    display.say(f"Exercice {year}" + ("" if whole else ", incomplet : des mois manquent chez un acheteur"))
    titles = ("", "indicateur", "valeur", "au moins, au plus", "n", "couverture")
    for view, found in told.items():
        display.title(names.get(view, "Tous les acheteurs"), "" if view == ENSEMBLE else f"({view})")
        lines = [
            _line(one, figure, calcul, found[name][figure])
            for name, one in every.items()
            for figure, calcul in one.calculs.items()
        ]
        display.table(titles, lines, right=(2, 3, 4, 5))


def _line(one: Indicateur, figure: str, calcul: Calcul, said: Reading) -> tuple[str, ...]:
    label = one.libelle + (f" : {calcul.libelle.lower()}" if calcul.libelle else "")
    if said.etat != TOLD:
        return one.id.upper(), label, STATES[said.etat], "", "", _percent(said, calcul)
    unit = UNITS.get(calcul.unite, "")
    least, most = said.bornes or (None, None)
    bounds = (
        "" if least is None or most is None else f"{_french(least, calcul)} à {_french(most, calcul)}{unit}"
    )
    value = _french(said.valeur or Fraction(0), calcul)
    return one.id.upper(), label, f"{value}{unit}", bounds, str(said.n), _percent(said, calcul)


def _french(value: Fraction, calcul: Calcul) -> str:
    scaled = value * SCALES.get(calcul.unite, 1)
    return decimal(scaled.numerator, scaled.denominator, 0 if calcul.unite == "heures" else 1)


def _percent(said: Reading, calcul: Calcul) -> str:
    """How much of what is asked is known, in cents when they are what is told."""
    known, every = (calcul.mesure == "valeur" and said.connus_valeur) or said.connus
    return f"{decimal(100 * known, every, 0)} %" if every > 0 else ""
