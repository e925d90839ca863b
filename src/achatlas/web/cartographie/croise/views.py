"""The screen of a crossing: what may be changed of it, the table, what stands under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.analyse import grid
from achatlas.catalogue.models import Axe, Taux
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, lisser
from achatlas.domain.text import searchable
from achatlas.langues import dire, translated
from achatlas.screens import chiffres, lignes, mots, offer, parts
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.web.cartographie import views
from achatlas.web.cartographie.croise import table
from achatlas.web.cartographie.croise.demande import (
    Crossing,
    Evolution,
    Valeur,
    lire,
    measured,
    named,
    usual,
    valeurs,
)
from achatlas.web.cartographie.views import Choix, demande_de
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Requete

PROPOSED = 3
CHANGES = "Évolutions"
KINDS = ("Montants", "Nombres", "Indices", "Délais", "Parts", CHANGES)
CLOSED = "Fermés ici, dans la vue commune"


@dataclass(frozen=True)
class Picker:
    """What may be chosen of one thing, in groups: what it is, what stands now, the entries of each group."""

    nom: str
    cle: str
    ici: str
    groupes: tuple[tuple[str, tuple[Choix, ...]], ...]


def montrer(request: Requete, tableau: str) -> HttpResponse:
    """Show any axis of a fact by any other. Raises Http404, BadAddress."""
    demande = lire(request.GET, demande_de(request, tableau))
    try:
        corps = _contenu(demande)
    except ClosedCrossing:
        corps = {"ferme": True, "ouvertures": list(openings(demande)), "annonce": views.CLOSED}
    position = corps.get("pages", {"numero": 1, "derniere": 1})
    if position["numero"] > position["derniere"]:
        return past_last_page(request, position["numero"], position["derniere"], position["fin"])
    return render(request, "cartographie/croise.html", cadre(demande) | corps)


def _contenu(demande: Crossing) -> dict[str, Any]:
    lu = table.lire(demande)
    shown = table.contenu(lu)
    said = phrase(demande, shown)
    return {
        **shown,
        "phrase": said,
        "calcul": _calcul(demande),
        "annonce": said,
        "notes": [*table.notes(demande), *table.shaded(demande)],
        "lignes_href": demande.adresse(chemin=f"{demande.chemin}lignes/"),
        "lignes_refus": "" if demande.acces.lignes(demande.tableau.fait) else lignes.refus(demande),
    }


def _calcul(demande: Crossing) -> Calcul:
    """How the value of what is chosen was made."""
    shown, valeur = demande.shown, demande.valeur
    cadre = Cadre.of(shown, chiffres.entre_membres(shown))
    if isinstance(valeur, Taux):
        return cadre.taux(valeur)
    if isinstance(valeur, Evolution):
        told = cadre.mesure(valeur.mesure)
        return replace(told, nom=named(valeur), definition=lisser(valeur.definition))
    return cadre.mesure(valeur)


def phrase(demande: Crossing, shown: dict[str, Any]) -> str:
    """« Part locale : 41 à 47 % de 2023 à 2025 ; 15 acheteurs, 3 exercices. » What is chosen of the two axes
    is told first: the table shows all the rest too.
    """
    par, selon = (demande.axes[axe] for axe in demande.reglages.axes)
    counts = zip(shown["nombres"], (par, selon), strict=True)
    said = ", ".join(accord(n, lisser(a.libelle).lower(), lisser(a.pluriel).lower()) for n, a in counts)
    name = "" if _kind(demande.valeur) == "Nombres" else dire("{nom} : ", nom=named(demande.valeur))
    period = mots.periode(demande.whole)
    whole = dire("{total}, {periode} ; {nombres}", total=shown["total_dit"], periode=period, nombres=said)
    if told := shown["choix_dit"]:
        return dire("{name}{told}. Tout le tableau : {whole}.", name=name, told=told, whole=whole)
    return f"{name}{whole}."


def cadre(demande: Crossing) -> dict[str, Any]:
    """What frames the screen: that of every dashboard, then what may be crossed."""
    par, selon = (demande.axes[axe] for axe in demande.reglages.axes)
    said = dire(
        "{named}, {pluriel} et {pluriel2}",
        named=named(demande.valeur),
        pluriel=lisser(par.pluriel).lower(),
        pluriel2=lisser(selon.pluriel).lower(),
    )
    kept = demande.reglages.tri if demande.reglages.colonne is None else ""
    return views.cadre(demande) | {
        "titre": mots.titre(demande.shown, mots.noms_choisis(demande.shown)),
        "fiabilite": views.fiabilite(demande.whole),
        "croise": said,
        "axe": par,
        "axe_colonnes": selon,
        "valeur": demande.valeur,
        "part": isinstance(demande.valeur, Taux),
        "ensemble": table.whole(demande.valeur),
        "menus": [
            _axes(demande, translated("Lignes", "rangs"), "par", demande.reglages.selon),
            _axes(demande, translated("Colonnes"), "selon", demande.reglages.par),
            _values(demande),
        ],
        "echanger": demande.ici(par=selon.id, selon=par.id, tri=kept),
        "tris": {nom: _tri(demande, nom) for nom in ("nom", "total")},
        "definitions": table.definitions(demande),
        "mention": parts.mention(demande, *used(demande)),
        "exporter": offer.of_crossing(demande, demande.fichier),
        "retour": demande.adresse(chemin=demande.chemin),
    }


def used(demande: Crossing) -> list[str]:
    """Every axis that the table rests on."""
    valeur = demande.valeur
    return [*demande.reglages.axes, *([valeur.axe] if isinstance(valeur, Taux) else [])]


def _tri(demande: Crossing, nom: str) -> dict[str, str]:
    here = demande.reglages.tri == nom
    aria = ("ascending" if nom == "nom" else "descending") if here else "none"
    return {"href": demande.ici(tri="" if here else nom), "aria": aria}


def _axes(demande: Crossing, nom: str, cle: str, autre: str) -> Picker:
    """The axes that may stand in rows (``par``) or in columns (``selon``): all but the other one, those that
    the view opens first.
    """
    others = [axe for axe in demande.axes.values() if axe.id != autre]
    found: dict[bool, list[Choix]] = {True: [], False: []}
    for axe in sorted(others, key=lambda one: searchable(one.pluriel)):
        found[_opens(demande, **{cle: axe.id})].append(_axe(demande, cle, axe))
    here = demande.axes[getattr(demande.reglages, cle)]
    groups = [("", tuple(found[True])), (CLOSED if found[True] else "", tuple(found[False]))]
    return Picker(nom, cle, lisser(here.pluriel), tuple(group for group in groups if group[1]))


def _axe(demande: Crossing, cle: str, axe: Axe) -> Choix:
    kept = demande.reglages.tri if cle == "par" or demande.reglages.colonne is None else ""
    here = getattr(demande.reglages, cle) == axe.id
    return Choix(lisser(axe.pluriel), demande.ici(**{cle: axe.id, "tri": kept}), here)


def _with(demande: Crossing, par: str = "", selon: str = "", valeur: str = "") -> Crossing:
    """The same with another axis or another value."""
    now = demande.reglages
    asked = replace(now, par=par or now.par, selon=selon or now.selon, valeur=valeur or now.valeur)
    return replace(demande, reglages=asked)


def _values(demande: Crossing) -> Picker:
    """The values, by kind."""
    kinds: dict[str, list[Choix]] = {kind: [] for kind in KINDS}
    for nom, one in valeurs(demande).items():
        if isinstance(one, Evolution) and demande.base is None:
            continue
        asked = _with(demande, valeur=nom)
        closed = "" if grid.opens(asked.question, measured(one)) else translated(", fermé ici")
        kinds[_kind(one)].append(
            Choix(f"{named(one)}{closed}", demande.ici(valeur=nom), nom == demande.reglages.valeur)
        )
    groups = tuple((translated(kind), tuple(found)) for kind, found in kinds.items() if found)
    return Picker(translated("Valeur"), "valeur", named(demande.valeur), groups)


def _kind(valeur: Valeur) -> str:
    if isinstance(valeur, Evolution):
        return CHANGES
    if isinstance(valeur, Taux):
        return "Parts"
    return {"centimes": "Montants", "indice": "Indices", "jours": "Délais"}.get(valeur.unite, "Nombres")


def openings(demande: Crossing) -> Iterator[Choix]:
    """What opens a closed crossing: a filter taken off, another axis, another value; each alone."""
    free = [nom for nom in demande.selection.clauses if nom not in demande.reglages.axes]
    for nom in free:
        asked = replace(demande, selection=demande.selection.without(nom))
        if grid.opens(asked.question, measured(asked.valeur)):
            yield Choix(
                dire("Retirer le filtre « {libelle} »", libelle=lisser(demande.axes[nom].libelle)),
                asked.ici(),
                False,
            )
    others = [axe for axe in (EXERCICE, *usual(demande)) if axe not in demande.reglages.axes]
    for cle, place in (("par", "lignes"), ("selon", "colonnes")):
        opening = (axe for axe in others if _opens(demande, **{cle: axe}))
        yield from _first(demande, cle, place, opening)
    if _opens(demande, valeur=demande.tableau.mesure):
        dit = named(valeurs(demande)[demande.tableau.mesure])
        yield Choix(
            dire("Montrer la valeur « {dit} »", dit=dit), demande.ici(valeur=demande.tableau.mesure), False
        )


def _first(demande: Crossing, cle: str, place: str, opening: Iterable[str]) -> Iterator[Choix]:
    for _, axe in zip(range(PROPOSED), dict.fromkeys(opening), strict=False):
        said = lisser(demande.axes[axe].pluriel).lower()
        yield Choix(
            dire(f"Mettre en {place} : {{nom}}", nom=said), demande.ici(**{cle: axe, "tri": ""}), False
        )


def _opens(demande: Crossing, **other: str) -> bool:
    asked = _with(demande, **other)
    return grid.opens(asked.question, measured(asked.valeur))
