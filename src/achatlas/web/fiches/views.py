"""The page of a member: the same frame for every kind, its parts in the order that its definition gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from achatlas.analyse import gate
from achatlas.analyse.answers import Figures
from achatlas.catalogue.models import Panneau
from achatlas.catalogue.models_fiches import Bloc
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.domain.services import split
from achatlas.langues import in_french, translated
from achatlas.screens import calculs, chiffres, constats, fermes, levels, mots, parts
from achatlas.screens.chiffres import COMPTES
from achatlas.screens.demande import Demande
from achatlas.screens.fermes import Ferme
from achatlas.screens.liens import lien
from achatlas.screens.lignes import nom_court
from achatlas.screens.panneaux import Vue
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.views import Choix, acheteurs_ouverts, bascule, exercices
from achatlas.web.fiches import sections
from achatlas.web.fiches.demande import Question, question
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route

ANCHORS = {"fournisseurs": "fournisseur", "acheteurs": "acheteur"}
"""The sections that show an axis."""
WIDTHS = {"principale": 7, "laterale": 5, "pleine": 12}


@dataclass(frozen=True)
class Partie:
    """A part of the page as its template draws it: a section with what it says, or a panel."""

    nom: str
    place: str
    said: Mapping[str, Any]
    vue: Vue | None = None

    @property
    def gabarit(self) -> str:
        """The template of a section."""
        return f"fiches/sections/{self.nom}.html"


def montrer(request: Requete, genre: str, identifiant: str) -> HttpResponse:
    """Show the page of a member; raises Http404 for one that this view does not name."""
    return render(request, "fiches/fiche.html", contexte(question(request, genre, identifiant)))


def contexte(asked: Question) -> dict[str, Any]:
    """Everything that the page shows. Raises Http404."""
    nom, carte = titre(asked), asked.carte
    vues, closed = composer(asked, carte)
    told = next((one.said for one in vues if "titre" in one.said), {})
    return {
        **cadre(asked, carte),
        "titre": nom or told.get("titre", ""),
        "dit": told.get("dit", ""),
        "code": asked.identifiant if asked.definition.axe in ("segment", "famille") else "",
        **_figures(asked, carte, vues),
        **_placed(vues),
        "fermes": closed,
    }


def _placed(vues: list[Partie]) -> dict[str, Any]:
    """The parts by their columns, and how the figures that they show are made."""
    by_place = {place: [one for one in vues if one.place == place] for place in WIDTHS}
    return {
        "colonnes": [(place, by_place[place]) for place in ("principale", "laterale")],
        "larges": by_place["pleine"],
        "calculs_sections": [k for one in vues for k in one.said.get("calculs", ())],
    }


def titre(asked: Question) -> str:
    """The name of the member, with that of its buyer for what is its own in the common view."""
    axe = asked.definition.axe
    if not axe:
        return ""
    named = gate.libelles(asked.axes[axe], asked.acces.scope)
    if asked.identifiant not in named:
        raise Http404
    if axe == "acheteur":
        return in_french(lisser(asked.territoire.acheteur(asked.identifiant).nom))
    if axe == levels.SERVICE:
        return in_french(lisser(split(asked.identifiant)[1]))
    return lisser(named[asked.identifiant])


def composer(asked: Question, carte: Demande) -> tuple[list[Partie], list[str]]:
    """The parts of the page in their order, and the names of the panels that this view closes."""
    found: list[Partie] = []
    closed: list[str] = []
    for bloc in asked.definition.blocs:
        if bloc.section:
            said = sections.contenu(bloc.section, asked)
            found += [Partie(bloc.section, bloc.place, said)] if said is not None else []
            continue
        drawn = fermes.panneau(_panneau(bloc, carte), carte)
        if isinstance(drawn, Ferme):
            closed.append(drawn.titre)
        elif drawn.nombre:
            found.append(Partie("", bloc.place, {}, drawn))
    return found, closed


def _panneau(bloc: Bloc, carte: Demande) -> Panneau:
    return Panneau(
        axe=levels.named(carte, bloc.axe),
        marque=bloc.marque,
        largeur=WIDTHS[bloc.place],
        limite=bloc.limite,
        titre=bloc.titre,
    )


def _figures(asked: Question, carte: Demande, vues: list[Partie]) -> dict[str, Any]:
    """The figures on top with how each is made, and the sentence; nothing for a kind that has none."""
    if not asked.definition.axe:
        return {}
    try:
        figures = chiffres.demander(carte, catalogue().mesures)
    except ClosedCrossing:
        return {"ferme": True}
    interne = chiffres.entre_membres(carte)
    said = _dits(asked, carte, figures, interne) if asked.definition.chiffres else {}
    empty = figures.valeurs[COMPTES[asked.definition.fait]] == 0
    return {"phrase": _phrase(carte, figures, vues), "vide": empty, **said}


def _phrase(carte: Demande, figures: Figures, vues: list[Partie]) -> list[mots.Morceau]:
    """The leading figures of the member, then what its year shows."""
    drawn = [one.vue for one in vues if one.vue]
    anchors = {ANCHORS.get(one.nom, "") or (one.vue.axe if one.vue else "") for one in vues}
    return mots.phrase(carte, figures, drawn) + constats.dire(carte, figures, anchors)


def _dits(asked: Question, carte: Demande, figures: Figures, interne: int) -> dict[str, Any]:
    shares = parts.vues(carte)
    return {
        "chiffres": chiffres.presenter(carte, figures, interne, catalogue().mesures),
        "parts": [] if all(one.ferme for one in shares) else shares,
        "fermes_parts": [one.nom for one in shares if one.ferme],
        "mention": parts.mention(carte, *parts.axes(carte)),
        **calculs.calculs(carte, interne),
    }


def cadre(asked: Question, carte: Demande) -> dict[str, Any]:
    """The frame of the page: what it is, its switch, its menus, and the screens that are filtered on it."""
    years = exercices(asked)
    return {
        "demande": asked,
        "fiche": asked.definition,
        "genre": lisser(asked.definition.libelle),
        **_siens(asked),
        "acheteur_dit": translated("Un acheteur") if asked.consolidee else mots.qui(asked),
        "autres": _autres(asked),
        "exercices": years,
        "exercice_dit": next((c.texte for c in years if c.ici), asked.exercice),
        "periode": mots.periode(asked),
        "version": asked.acces.scope.version,
        **(_screens(asked, carte) if asked.definition.axe else {}),
    }


def _siens(asked: Question) -> dict[str, Any]:
    """What depends on whose the member is: its buyer and the views of it that this person may open."""
    own = asked.siren
    if not own:
        return {"bascule": bascule(asked), "acheteurs": acheteurs_ouverts(asked)}
    named = asked.definition.axe != "acheteur"
    return {
        "bascule": bascule(asked) if asked.acces.droits.individuelle(own) else [],
        "sien": nom_court(asked, own) if named else "",
        "sien_href": lien(asked, "acheteur", own),
        **_above(asked),
    }


def _above(asked: Question) -> dict[str, Any]:
    """The direction of a service, and its page; nothing of another member, nor of a service without one."""
    code = split(asked.identifiant)[0] if asked.definition.axe == levels.SERVICE else ""
    if not code:
        return {}
    named = gate.libelles(asked.axes[levels.DIRECTION], asked.acces.scope)
    return {
        "dans": lisser(named.get(code, code)),
        "dans_href": lien(asked, levels.DIRECTION, code),
    }


def _screens(asked: Question, carte: Demande) -> dict[str, str]:
    """The addresses of the screens filtered on the member."""
    opened = asked.acces.lignes(asked.definition.fait)
    return {
        "carte": carte.adresse(),
        "territoire_href": "" if asked.siren else carte.adresse(chemin="/territoire/"),
        "croiser": carte.adresse(chemin=f"{carte.chemin}croise/"),
        "lignes": carte.adresse(chemin=f"{carte.chemin}lignes/") if opened else "",
    }


def _autres(asked: Question) -> list[Choix]:
    """The pages of the other buyers, from the page of one: each in the view that this person may open."""
    if asked.definition.axe != "acheteur":
        return []
    return [
        Choix(a.dit, lien(asked, "acheteur", a.siren), a.siren == asked.identifiant)
        for a in asked.territoire.acheteurs
    ]


ROUTES = [route("fiche/<slug:genre>/<path:identifiant>/", retenue(montrer), "fiche", Politique.CONNECTE)]
