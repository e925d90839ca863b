"""The page of one operator and its export: within the view and the year asked, and within the rights."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from achatlas.analyse.fiche import PAYE, Fiche, Held, acheteurs_of, by, fiche, held
from achatlas.domain.nombres import accord, en_lettres, entier, lisser, montant, pourcent, unite_de
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.chiffres import Chiffre
from achatlas.screens.demande import TOUS
from achatlas.screens.mots import periode
from achatlas.screens.operateurs import identite, lieux, marches, mots
from achatlas.screens.operateurs.demande import Question
from achatlas.web import exports
from achatlas.web.acces import local_dit, ouvrir
from achatlas.web.cartographie.views import Choix, exercices
from achatlas.web.operateurs import achats, calculs, preuves
from achatlas.web.operateurs.demande import question
from achatlas.web.policies import Requete


def montrer(request: Requete, identifiant: str) -> HttpResponse:
    """Show the page of an operator; raises Http404 when this view does not name it."""
    asked, found = _asked(request, identifiant)
    return render(request, "operateurs/fiche.html", contexte(found, asked))


def _asked(request: Requete, identifiant: str) -> tuple[Question, Fiche]:
    """What is asked and of whom; without a year in the address, the last one in which it was paid."""
    asked = question(request, identifiant)
    one = fiche(asked.operateur, asked.acces.scope)
    if one is None:
        raise Http404
    years = by(one.paid, "exercice")
    return (asked if request.GET.get("exercice") else asked.en(max(years, default=TOUS))), one


def contexte(one: Fiche, asked: Question) -> dict[str, Any]:
    """Everything that the page shows."""
    holding = held(one, asked.annee, asked.acces.scope)
    today = date.today()
    contrats = marches.marches(one, asked, today)
    annees, unite_annees = achats.annees(one, asked)
    places, unite_places = lieux.etablissements(one, asked)
    figures = chiffres(one, holding, contrats, asked)
    return _cadre(one, asked) | {
        "phrase": lisser(mots.phrase(one, holding, asked)),
        "alertes": mots.notices(one, asked),
        "chiffres": figures,
        "calculs": calculs.calculs(figures, one, contrats, asked),
        "achats": achats.achats(one, holding, asked),
        "annees": annees,
        "unite_annees": unite_annees,
        "largeur_annees": achats.PAS * len(annees),
        "dependance": achats.dependance(holding, asked),
        "groupe": achats.groupe(one, asked),
        "champs": identite.champs(one, asked),
        "vues_lieu": lieux.lieux(one, asked),
        "etablissements": places,
        "unite_places": unite_places,
        "mention": lisser(local_dit()),
        "marches": contrats,
        "preuves": preuves.preuves(one, asked),
    }


def _cadre(one: Fiche, asked: Question) -> dict[str, Any]:
    """The frame of the page: its title, its switch, its menus, the ways out."""
    lignes = asked.acces.lignes("achats")
    return {
        "demande": asked,
        "titre": mots.nom(one, asked),
        "periode": periode(asked),
        "membre": one.membre,
        "silencieux": one.undisclosed,
        "bascule": bascule(one, asked),
        "acheteurs": acheteurs(one, asked),
        "acheteur_dit": _who(asked),
        "exercices": exercices(asked),
        "exercice_dit": next((c.texte for c in exercices(asked) if c.ici), asked.exercice),
        "carte": asked.carte(),
        "lignes": asked.carte(lignes=True) if lignes else "",
        "marches_tous": asked.carte("marches", lignes=True),
        "csv": asked.adresse(chemin=f"{asked.chemin}achats.csv"),
        "opens_lines": asked.acces.droits.lignes,
        "version": asked.acces.scope.version,
    }


def _who(asked: Question) -> str:
    if asked.consolidee:
        return translated("Un acheteur")
    return asked.territoire.acheteur(asked.acces.acheteur).dit


def bascule(one: Fiche, asked: Question) -> list[Choix]:
    """The switch of the map, without a view that would not name this operator."""
    if not asked.acces.droits.lignes:
        return []
    count, own = len(asked.territoire.acheteurs), asked.acces.droits.acheteur
    said = dire("Les {count}", count=en_lettres(count)) if count > 1 else translated("La vue commune")
    common = asked.adresse(vue="consolidee", pour="") if asked.consolidee or _common(asked) else ""
    choices = [Choix(said, common, asked.consolidee)]
    if own:
        own_href = asked.adresse(vue="individuelle", pour=own) if own in one.acheteurs else ""
        choices.append(Choix(translated("Le mien"), own_href, not asked.consolidee))
    return choices


def _common(asked: Question) -> bool:
    """Whether the common view names the operator: it names no natural person."""
    acces = ouvrir(asked.acces.droits, "consolidee", "", asked.acces.version)
    return bool(acheteurs_of(asked.operateur, acces.scope))


def acheteurs(one: Fiche, asked: Question) -> list[Choix]:
    """The buyers of this operator that the project team may open one by one."""
    droits = asked.acces.droits
    if droits.acheteur or not droits.lignes:
        return []
    named = {*one.acheteurs, asked.acces.acheteur}
    if not asked.consolidee:
        common = ouvrir(droits, "consolidee", "", asked.acces.version)
        named |= set(acheteurs_of(asked.operateur, common.scope))
    return [
        Choix(
            a.dit,
            asked.adresse(vue="individuelle", pour=a.siren),
            a.siren == asked.acces.acheteur,
        )
        for a in asked.territoire.acheteurs
        if a.siren in named
    ]


def chiffres(one: Fiche, holding: Held, contrats: marches.Marches, asked: Question) -> list[Chiffre]:
    """The figures on top: euros, buyers, segments, what is under marché, the strongest hold, the marchés."""
    rows = one.de(asked.annee)
    total, under = sum(row[PAYE] for row in rows), mots.sous_marche(rows)
    unite, segments = unite_de(total), [s for s in by(rows, "segment") if s]
    lines = sum(row["lignes"] for row in rows)
    first = Chiffre(translated("Payé HT"), montant(total, unite), unite, mots.change(one, asked), "")
    marche = Chiffre(
        translated("Sous un marché connu"), pourcent(under, total, 0) if total > 0 else "—",
        "%" if total > 0 else "", "", "", pour_cent(min(under, total), total),
    )  # fmt: skip
    paying = Chiffre(
        translated("Acheteurs"),
        entier(len(by(rows, "acheteur"))),
        "",
        dire("sur {nombre}", nombre=len(asked.territoire.acheteurs)),
        "",
    )
    return [
        first,
        *([paying] if asked.consolidee else []),
        Chiffre(translated("Segments"), entier(len(segments)), "", accord(lines, "ligne"), ""),
        marche,
        _strongest(holding, asked),
        Chiffre(
            translated("Marchés"),
            entier(contrats.nombre),
            "",
            accord(contrats.en_cours, "connu en cours", "connus en cours"),
            "",
        ),
    ]


def _strongest(holding: Held, asked: Question) -> Chiffre:
    """The heaviest segment of a buyer, and what part of it the operator holds."""
    part = next((one for one in holding.parts if one.segment and one.depense), None)
    nom, definition = (
        translated("Part du premier segment"),
        translated("Part de ce que cet acheteur paie dans ce segment"),
    )
    if part is None:
        return Chiffre(nom, "—", "", "", definition)
    segment = lisser(mots.noms(asked, "segment").get(part.segment, part.segment))
    where = f"{asked.territoire.acheteur(part.acheteur).dit}, " if asked.consolidee else ""
    value = achats.share(part)
    return Chiffre(nom, value, "%" if value != "—" else "", f"{where}{segment}", definition)


def exporter(request: Requete, identifiant: str) -> HttpResponseBase:
    """Send as CSV the payments of the page, as finely as its view may cross them."""
    asked, one = _asked(request, identifiant)
    holding = held(one, asked.annee, asked.acces.scope)
    contenu = f"fiche de {mots.nom(one, asked)}, {_view(asked)}, {periode(asked)}"
    tete = exports.entete(asked.territoire, asked.acces.scope.version, contenu, lost=asked.acces.lost)
    return exports.repondre(
        "operateur-achats", [*tete, *achats.exporter(one, holding, asked)], asked.territoire
    )


def _view(asked: Question) -> str:
    return "vue commune" if asked.consolidee else _who(asked)
