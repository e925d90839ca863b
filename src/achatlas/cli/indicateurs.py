"""Every indicator of the SPASER, of each buyer by its own file, and of all of them together."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from achatlas import pipeline
from achatlas.analyse import formes, gate, indicateurs, periodes
from achatlas.analyse.readings import CLOSED, WITHOUT, Reading, absent
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_indicateurs import Calcul, Indicateur
from achatlas.cli import indicateurs_json as machine
from achatlas.cli.display import Display
from achatlas.cli.indicateurs_json import ENSEMBLE, By, Membre, Readings
from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import entier
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.marches_connus import de_marches, sans_marche
from achatlas.settings import read
from achatlas.store.publications import Sessions, current, members
from achatlas.store.saisies import in_force

TITLES = ("", "indicateur", "valeur", "au moins, au plus", "n", "couverture")
EXERCICE, ACHETEUR = "exercice", "acheteur"
Views = Mapping[str, Scope]


@dataclass(frozen=True)
class Asked:
    """What is told: a year, by the members of some axes, ``every`` indicator; ``notifies``: the months in
    which each buyer notified marchés.
    """

    every: Mapping[str, Indicateur]
    annee: str
    axes: Sequence[str]
    notifies: periodes.Couverture

    def readings(self, scope: Scope, sirens: Collection[str]) -> Readings:
        """Each figure of each indicator in a view of some buyers: the whole, then its members by axis."""
        return {name: self._told(one, scope, sirens) for name, one in self.every.items()}

    def _told(self, one: Indicateur, scope: Scope, sirens: Collection[str]) -> dict[str, tuple[Reading, By]]:
        chosen = Selection().only(EXERCICE, [self.annee])
        by = {axe: indicateurs.told(one, chosen, scope, axe) for axe in self.axes}
        whole = indicateurs.whole(one, chosen, scope)
        found: dict[str, tuple[Reading, By]] = {}
        for figure, calcul in one.calculs.items():
            rests = de_marches(scope.atlas.catalogue, calcul)
            silent = self._silenced if rests else (lambda axe, some, _: some)
            members = {axe: _named(axe, silent(axe, by[axe][figure], sirens), scope) for axe in self.axes}
            found[figure] = (silent(EXERCICE, {self.annee: whole[figure]}, sirens)[self.annee], members)
        return found

    def _silenced(
        self, axe: str, found: Mapping[str, Reading], sirens: Collection[str]
    ) -> Mapping[str, Reading]:
        """The members of an axis: the years and the buyers of which no marché is known are without data, and
        all of them in a view that knows none.
        """

        def mute(code: str) -> bool:
            whose, annee = ([code], self.annee) if axe == ACHETEUR else (sirens, self.annee)
            annee = code if axe == EXERCICE else annee
            return len(sans_marche(self.notifies, whose, annee)) == len(whose)

        return {
            code: absent(WITHOUT) if one.absent != CLOSED and mute(code) else one
            for code, one in found.items()
        }


def indicateurs_du_spaser(asked: argparse.Namespace, display: Display) -> int:
    """Tells every indicator of a year. Raises CatalogueError for an unknown year or axis,
    PublicationMissing.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    formes.verify(atelier.catalogue)
    axes = _axes(asked.par, sorted(atelier.catalogue.axes))
    publication = current(atelier.home)
    with closing(Sessions(atelier.home / "tampon")) as sessions:
        atlas = Atlas(atelier.catalogue, publication, sessions, in_force(atelier.home))
        views = _views(atlas)
        covered = periodes.couverture("lignes", views[ENSEMBLE])
        sirens = sorted(members(publication))
        year = _year(asked.exercice, covered, sirens)
        whole = not periodes.manque(covered, sirens, periodes.Periode(year))
        notifies = periodes.couverture("lignes_marches", views[ENSEMBLE])
        question = Asked(atelier.catalogue.indicateurs, year, axes, notifies)
        told = {
            view: question.readings(scope, sirens if view == ENSEMBLE else [view])
            for view, scope in views.items()
        }
    names = {a.siren: a.nom_court for a in atelier.territoire.acheteurs if a.siren in views}
    said = {"ok": True, "exercice": year, "exercice_complet": whole, "version": publication.version}
    display.machine({**said, "acheteurs": names, "indicateurs": machine.written(question.every, told)})
    display.say(f"Exercice {year}" + ("" if whole else ", incomplet : des mois manquent chez un acheteur"))
    for view, found in told.items():
        display.title(names.get(view, "Tous les acheteurs"), "" if view == ENSEMBLE else f"({view})")
        display.table(TITLES, list(_lines(question.every, found)), right=(2, 3, 4, 5))
    return 0


def _axes(asked: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The axes asked, each once."""
    for name in asked:
        if name not in known:
            raise CatalogueError(
                quoi=f"Axe inconnu : « {name} »",
                ou="--par",
                pourquoi="aucun axe ne porte ce nom",
                que_faire=f"choisissez parmi : {', '.join(known)}",
            )
    return tuple(dict.fromkeys(asked))


def _named(axe: str, found: Mapping[str, Reading], scope: Scope) -> list[Membre] | None:
    """The members of an axis in order, each with its name; None where the view cannot tell them."""
    if any(one.absent == CLOSED for one in found.values()):
        return None
    known = scope.atlas.catalogue.axes[axe]
    names = gate.noms(known, found.keys(), scope)
    return [Membre(code, names.get(code) or code or known.inconnu, found[code]) for code in sorted(found)]


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


def _lines(every: Mapping[str, Indicateur], found: Readings) -> Iterator[tuple[str, ...]]:
    """The rows of a table: each figure, then its members, each under the axis that it is of."""
    for name, one in every.items():
        for figure, calcul in one.calculs.items():
            whole, by = found[name][figure]
            label = one.libelle + (f" : {calcul.libelle.lower()}" if calcul.libelle else "")
            yield name.upper(), label, *_told(whole, calcul)
            for axe, some in by.items():
                for membre in some or ():
                    yield "", f"  {axe} {membre.code} {membre.nom}", *_told(membre.lu, calcul)


def _told(one: Reading, calcul: Calcul) -> tuple[str, str, str, str]:
    """A figure for people: its value, its bounds, what it rests on, how much of it is known."""
    count = "" if one.valeur is None else entier(one.n)
    return chiffres.valeur(one, calcul), chiffres.bornes(one, calcul), count, chiffres.connu(one, calcul)
