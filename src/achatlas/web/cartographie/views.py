"""The screen itself: one function for every dashboard, the same page with or without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from achatlas.analyse import query
from achatlas.analyse.answers import Figures
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Panneau
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, en_lettres, montant_lisible
from achatlas.langues import dire, translated
from achatlas.screens import (
    calculs,
    chiffres,
    comparaison,
    constats,
    fermes,
    filtres,
    levels,
    mots,
    offer,
    parts,
)
from achatlas.screens.acces import defining
from achatlas.screens.chiffres import COMPTES
from achatlas.screens.demande import TOUS, Demande, precedent
from achatlas.screens.droits import Droits
from achatlas.screens.lignes import apercu
from achatlas.screens.panneaux import Vue
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie import doutes, matrice
from achatlas.web.cartographie.demande import lire, verify
from achatlas.web.cartographie.matrice_lue import Carte, Reglages
from achatlas.web.depots.scores import of_view
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Requete
from achatlas.web.regroupements import keeping as regroupements

CLOSED = "Croisement fermé dans la vue commune."
UNFOLDED, MADE = 3, 4
LANDING = Reglages()
AUTRE = {"achats": "marches", "marches": "achats"}


def accueil(request: Requete) -> HttpResponse:
    """Lead to the map of all the buyers, to the year of one, or to the contracts of a territory that has
    deposited nothing else.
    """
    acces = ouvrir(request.droits)
    paid = query.figures([COMPTES["achats"]], Selection(), acces.scope).valeurs[COMPTES["achats"]]
    common = [t.id for t in catalogue().dashboards("achats") if t.matrice]
    if paid and acces.acheteur and "acheteur" in catalogue().fiches:
        return redirect("fiche", genre="acheteur", identifiant=acces.acheteur)
    if paid and common and acces.scope.vue == "consolidee":
        return redirect("tableau", nom=common[0])
    return redirect("tableau", nom=premier("achats" if paid else "marches"))


def premier(fait: str) -> str:
    """Return the first dashboard of a fact, or of any when none shows it."""
    definitions = catalogue()
    return (definitions.dashboards(fait) or definitions.dashboards())[0].id


def demande_de(request: Requete, tableau: str) -> Demande:
    """Return what this request asks of a dashboard, within the rights of the person; raises Http404,
    BadAddress. The request keeps it: what may be kept of a view is told from it.
    """
    definitions = regroupements.defining(request, catalogue())
    request.demande = lue(request.droits, request.GET, tableau, definitions)
    verify(request.GET, getattr(request.resolver_match, "url_name", None) or "", request.demande.tableau)
    return request.demande


def lue(droits: Droits, params: QueryDict, tableau: str, definitions: Catalogue | None = None) -> Demande:
    """Return what the settings of an address ask of a dashboard, within these rights, in some definitions
    (those of everybody unless they are given); raises Http404.
    """
    known = definitions or catalogue()
    if tableau not in known.tableaux:
        raise Http404
    trouve = known.tableaux[tableau]
    acces = ouvrir(droits, *(params.get(nom, "") for nom in ("vue", "pour", "version")))
    return lire(params, trouve, known.axes_of(trouve.fait), defining(acces, known), territoire())


@dataclass(frozen=True)
class Choix:
    """One entry of a switch or of a menu."""

    texte: str
    href: str
    ici: bool


def bascule(demande: Demande) -> list[Choix]:
    """Return the one switch: all the buyers, or one's own; nothing for who has a single view."""
    if not demande.acces.droits.lignes:
        return []
    nombre = len(demande.territoire.acheteurs)
    dit = dire("Les {nombre}", nombre=en_lettres(nombre)) if nombre > 1 else translated("La vue commune")
    tous = Choix(dit, demande.adresse(vue="consolidee", pour=""), demande.consolidee)
    mien = demande.acces.droits.acheteur
    if not mien:
        return [tous]
    return [
        tous,
        Choix(translated("Le mien"), demande.adresse(vue="individuelle", pour=mien), not demande.consolidee),
    ]


def acheteurs_ouverts(demande: Demande) -> list[Choix]:
    """Return the buyers that the project team may open one by one."""
    if demande.acces.droits.acheteur or not demande.acces.droits.lignes:
        return []
    return [
        Choix(
            a.dit,
            demande.adresse(vue="individuelle", pour=a.siren),
            a.siren == demande.acces.acheteur,
        )
        for a in demande.territoire.acheteurs
    ]


def exercices(demande: Demande) -> list[Choix]:
    """Return the years, each against the one before, then all together."""
    annees = demande.exercices
    choix = []
    for annee in reversed(annees):
        avant = precedent(annee, annees)
        for contre in [avant, ""] if avant else [""]:
            ici = demande.exercice == annee and demande.contre == contre
            href = demande.adresse(exercice=annee, contre=contre or ("rien" if avant else ""))
            choix.append(
                Choix(
                    dire("{annee}, contre {contre}", annee=annee, contre=contre) if contre else annee,
                    href,
                    ici,
                )
            )
    tous = demande.adresse(exercice=TOUS, contre="")
    return [*choix, Choix(translated("Tous les exercices"), tous, demande.exercice == TOUS)]


Colonne = tuple[Panneau, ...]


def composer(demande: Demande) -> list[Colonne]:
    """Return the panels of a view by columns, in rows of twelve: one panel, and those that stand under it.

    In the view of one buyer, the panel of buyers would hold one row: the next panel that belongs to a buyer
    (its directions) takes its place, and each row is filled by the next column that completes it. What
    nothing completes takes the whole row.
    """
    panneaux_ = _levelled(demande)
    if not demande.consolidee:
        panneaux_ = _sans_acheteurs(demande, panneaux_)
    panneaux_ += _made(demande)
    waiting = _columns(panneaux_)
    composed: list[Colonne] = []
    while waiting:
        composed += _row(waiting)
    return composed


def _levelled(demande: Demande) -> list[Panneau]:
    """Return the panels of the dashboard, each at the level that this view names of its hierarchy."""
    found: dict[str, Panneau] = {}
    for panneau in demande.tableau.panneaux:
        axe = levels.named(demande, panneau.axe)
        if axe not in found and levels.shown(demande, axe, found):
            found[axe] = panneau.model_copy(update={"axe": axe})
    return list(found.values())


def _made(demande: Demande) -> list[Panneau]:
    """Return the panels of the last axes that persons made of an axis that the dashboard shows."""
    shown = {panneau.axe for panneau in demande.tableau.panneaux}
    made = [axe.id for axe in demande.axes.values() if axe.base in shown]
    return [Panneau(axe=axe, largeur=6, limite=10) for axe in made[-MADE:]]


def _row(waiting: list[Colonne]) -> list[Colonne]:
    """Take the next column, then those that complete its row; the last is widened to the end of it."""
    row = [waiting.pop(0)]
    while left := 12 - sum(colonne[0].largeur for colonne in row):
        fit = [n for n, c in enumerate(waiting) if c[0].largeur <= left]
        if not fit:
            row[-1] = _wide(row[-1], row[-1][0].largeur + left)
        else:
            row.append(waiting.pop(next((n for n in fit if waiting[n][0].largeur == left), fit[0])))
    return row


def _wide(colonne: Colonne, largeur: int) -> Colonne:
    return tuple(panneau.model_copy(update={"largeur": largeur}) for panneau in colonne)


def _columns(liste: list[Panneau]) -> list[Colonne]:
    """Put each panel that says so under the one before it, and as wide."""
    columns: list[Colonne] = []
    for panneau in liste:
        if panneau.sous and columns:
            columns[-1] = _wide((*columns[-1], panneau), columns[-1][0].largeur)
        else:
            columns.append((panneau,))
    return columns


def _sans_acheteurs(demande: Demande, liste: list[Panneau]) -> list[Panneau]:
    """Take the panels of buyers off; the next one of their own axes, or what stood under, takes the place."""
    propre = next((p for p in liste if levels.owned(demande.axes, p.axe)), None)
    moved = propre.axe if propre else ""
    gardes: list[Panneau] = []
    unfilled: int | None = None
    for panneau in liste:
        if panneau.axe in ("acheteur", "type_acheteur"):
            gardes += [propre.model_copy(update={"largeur": panneau.largeur})] if propre else []
            unfilled, propre = None if propre else panneau.largeur, None
        elif panneau.axe != moved and demande.axes[panneau.axe].parent != "acheteur":
            head = {"sous": False, "largeur": unfilled} if panneau.sous and unfilled is not None else {}
            gardes.append(panneau.model_copy(update=head))
            unfilled = None
    return gardes


def contexte(demande: Demande, reglages: Reglages = LANDING) -> dict[str, Any]:
    """Compute everything that the screen shows of a request; of a map, the order and the depths stay."""
    if demande.tableau.matrice:
        demande = Carte.of(demande, reglages)
    try:
        corps = matrice.contenu(demande, reglages) if demande.tableau.matrice else contenu(demande)
    except ClosedCrossing:
        corps = {"ferme": True, "cles": fermes.cles(demande), "lignes": {}, "annonce": CLOSED}
    return cadre(demande) | corps


def contenu(demande: Demande) -> dict[str, Any]:
    """Compute what answers a selection: figures, panels, lines. Raises ClosedCrossing when nothing may be
    told.
    """
    tableau = demande.tableau
    figures = chiffres.demander(demande, catalogue().mesures)
    columns = [
        [_placed(fermes.panneau(p, demande), rang) for p in colonne]
        for rang, colonne in enumerate(composer(demande))
    ]
    vues = [vue for column in columns for vue in column]
    interne = chiffres.entre_membres(demande)
    return {
        "phrase": phrase(demande, figures, vues),
        "chiffres": chiffres.presenter(demande, figures, interne, catalogue().mesures),
        "parts": parts.vues(demande),
        **calculs.calculs(demande, interne),
        "mention": parts.mention(demande, *parts.axes(demande)),
        "sans_repertoire": bool(tableau.taux) and not demande.acces.scope.atlas.publication.repertoire,
        "panneaux": vues,
        "exporter": offer.of_board(demande, [(v.axe, v.titre) for v in vues if isinstance(v, Vue)]),
        "colonnes": columns,
        "lignes": apercu(demande),
        "vide": figures.valeurs[COMPTES[tableau.fait]] == 0,
        "entre_membres": _between(demande, interne),
        "annonce": annonce(demande, figures),
    }


def phrase(demande: Demande, figures: Figures, vues: Sequence[Vue | fermes.Ferme]) -> list[mots.Morceau]:
    """What a dashboard says: its leading figures, then what the filter shows, each figure leading to its
    proof.
    """
    drawn = [vue for vue in vues if isinstance(vue, Vue)]
    curve = any(vue.axe == "fournisseur" and vue.moitie for vue in drawn)
    said = constats.dire(demande, figures, {vue.axe for vue in drawn}, courbe=curve)
    return mots.phrase(demande, figures, vues) + said


def _placed(vue: Vue | fermes.Ferme, rang: int) -> Vue | fermes.Ferme:
    """A panel that stands after the first columns is a second one: a narrow screen folds it."""
    return replace(vue, second=rang >= UNFOLDED) if isinstance(vue, Vue) else vue


def _between(demande: Demande, interne: int) -> dict[str, str]:
    """What members paid each other under a selection, and the address that shows it: nothing where they paid
    nothing.
    """
    if not interne:
        return {}
    alone = demande.adresse(demande.selection.only("flux", ["interne"]))
    return {"montant": montant_lisible(interne), "href": alone}


def cadre(demande: Demande) -> dict[str, Any]:
    """Compute what frames a screen: its title, its filters and what else may be asked."""
    noms = mots.noms_choisis(demande)
    return {
        "demande": demande,
        "titre": mots.titre(demande, noms),
        "pilules": mots.pilules(demande, noms),
        "tout_retirer": demande.adresse(Selection()),
        "bascule": bascule(demande),
        "acheteurs": acheteurs_ouverts(demande),
        "acheteur_dit": translated("Un acheteur") if demande.consolidee else mots.qui(demande),
        "exercices": exercices(demande),
        "exercice_dit": comparaison.worded(demande),
        "picker": comparaison.picker(demande),
        "inegale": comparaison.inegale(demande),
        **filtres.offered(demande),
        "croiser": demande.adresse(chemin=f"{demande.chemin}croise/"),
        "comparer": demande.adresse(chemin=f"{demande.chemin}comparer/"),
        "version": demande.acces.scope.version,
        "autre": premier(AUTRE[demande.tableau.fait]),
        "mesure": catalogue().mesures[demande.tableau.mesure],
        "lues": lues(demande),
        "fiabilite": fiabilite(demande),
        "doublons": doutes.doublons(demande),
    }


def fiabilite(demande: Demande) -> str:
    """Say what the data behind a view of payments are worth; nothing for marchés."""
    if demande.tableau.fait != "achats":
        return ""
    acheteurs = demande.selection.get("acheteur")
    kept = Selection({"acheteur": acheteurs} if acheteurs else {})
    years = demande.exercices if demande.exercice == TOUS else (demande.exercice,)
    asked = kept.only("exercice", () if demande.exercice == TOUS else [demande.exercice])
    said = of_view(demande.acces.scope, asked, years)
    filtered = set(demande.selection.clauses) - {"acheteur", "exercice"}
    if not (said and filtered):
        return said
    return dire("Sans les filtres : {dit}", dit=said[:1].lower() + said[1:])


def annonce(demande: Demande, figures: Figures) -> str:
    """Say the result of a filter in one breath: « 265,9 M€, 3 268 fournisseurs »."""
    fait = demande.tableau.fait
    nom, mesure = ("fournisseur", "fournisseurs") if fait == "achats" else ("titulaire", "titulaires")
    total = montant_lisible(figures.valeurs[demande.tableau.mesure])
    return f"{total}, {accord(figures.valeurs[mesure], nom)}" if mesure in figures.valeurs else total


def lues(demande: Demande) -> str:
    """Return how many lines or contracts stand behind the view, all filters put aside."""
    compte = COMPTES[demande.tableau.fait]
    tout = query.figures([compte], Selection(), demande.acces.scope)
    return accord(tout.valeurs[compte], "ligne" if demande.tableau.fait == "achats" else "marché")


def tableau(request: Requete, nom: str) -> HttpResponse:
    """Show a dashboard."""
    demande = demande_de(request, nom)
    if demande.tableau.matrice:
        said = contexte(demande, Reglages.of(request.GET))
        place = said.get("pages", {"numero": 1, "derniere": 1})
        if place["numero"] > place["derniere"]:
            return past_last_page(request, place["numero"], place["derniere"], place["fin"])
        return render(request, "cartographie/matrice.html", said)
    return render(request, "cartographie/tableau.html", contexte(demande))
