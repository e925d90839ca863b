"""The pages of the guide: the tree and the search, one segment, the whole guide as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from achatlas.classify.guide import Fiche, Guide, Renvoi, guide
from achatlas.classify.recherche import Reponse, find
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens import chiffres
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.screens.cases import told_of
from achatlas.screens.demande import TOUS
from achatlas.screens.liens import lien
from achatlas.web import exports
from achatlas.web.acces import catalogue
from achatlas.web.cartographie.views import Choix, acheteurs_ouverts, bascule
from achatlas.web.nomenclature import acheteurs, conditions, depense, evolutions, listing
from achatlas.web.nomenclature.depense import RACINE, Depenses, Question
from achatlas.web.policies import Politique, Requete, route

LONGEST = 200
EXEMPLES = ("toner", "réparer un lave-vaisselle", "CPV 90911200", "compte 6283")


def montrer(request: Requete) -> HttpResponse:
    """Show the tree of the nomenclature, and what is found of what is looked for."""
    lu, cherche = guide(catalogue()), " ".join(request.GET.get("q", "").split())[:LONGEST]
    asked = depense.question(request, cherche=cherche)
    paid = depense.par_segment(asked)
    found = find(lu, cherche)
    largest = {} if cherche else listing.biggest(lu, asked, paid)
    context = _cadre(asked) | {
        "cherche": cherche,
        "arbre": listing.arbre(lu, asked, paid),
        "familles": accord(len(lu.familles), "famille"),
        "segments": accord(len(lu.standing), "segment"),
        "gros": largest,
        "exemples": [(one, _search(asked, one)) for one in EXEMPLES],
    }
    return render(request, "nomenclature/guide.html", context | _trouve(found, cherche, lu, asked, paid))


def _search(asked: Question | None, words: str) -> str:
    """The address of a search in the same view."""
    return asked.adresse(chemin=RACINE, q=words) if asked else f"{RACINE}?{urlencode({'q': words})}"


def _cadre(asked: Question | None) -> dict[str, Any]:
    """The view and the year of the figures, and how to change them; nothing when there are none."""
    if asked is None:
        return {"demande": None, "csv": f"{RACINE[:-1]}.csv"}
    openable = acheteurs_ouverts(asked)
    return {
        "demande": asked,
        "csv": f"{RACINE[:-1]}.csv",
        "bascule": bascule(asked),
        "acheteurs": openable,
        "acheteur_dit": next((one.texte for one in openable if one.ici), translated("Un acheteur")),
        "annees": depense.annees(asked),
        "annee_dit": translated("Tous les exercices") if asked.exercice == TOUS else asked.exercice,
        "qui_nom": _qui(asked),
        "qui": f"{_qui(asked)}, {translated('tous exercices') if asked.exercice == TOUS else asked.exercice}",
        "version": asked.acces.scope.version,
        "calcul": _calcul(asked),
    }


def _calcul(asked: Question) -> Calcul:
    """How the euros of the guide were made; their lines are those of the map."""
    told = Cadre.of(asked, chiffres.entre_membres(asked)).mesure(catalogue().mesures[asked.tableau.mesure])
    lines = asked.adresse(chemin=f"/{asked.tableau.id}/lignes/", q="")
    return replace(told, href=lines if told.href else "")


def _qui(asked: Question) -> str:
    """Whose euros these are."""
    if asked.consolidee:
        return translated("tous les acheteurs")
    return asked.territoire.acheteur(asked.acces.acheteur).dit


def _trouve(
    found: Reponse, cherche: str, lu: Guide, asked: Question | None, paid: Depenses
) -> dict[str, Any]:
    """What was found, written; the title says it."""
    if not cherche:
        return {"trouve": False}
    judge = lu.judge
    mot, phrase = listing.sureness(found, judge.seuil, judge.floor)
    codes, avis, words = (
        listing.results(some, lu, asked, paid) for some in (found.codes, found.avis, found.guide)
    )
    return {
        "trouve": not found.vide,
        "codes": codes,
        "avis": avis[:1],
        "pistes": avis[1:],
        "surete": mot,
        "surete_dit": phrase,
        "surete_sur_cent": 0 if found.contredit else found.sureness,
        "guide_dit": words,
        "guide_avant": mot == listing.GUESS and bool(words),
        "titre": _titre(cherche, mot, [*codes, *avis[:1], *words], bool(codes)),
    }


def _titre(cherche: str, mot: str, rows: list[listing.Found], coded: bool) -> str:
    said = dire("«\u00a0{nom}\u00a0»", nom=lisser(cherche))
    if not rows:
        return dire("Aucun segment trouvé pour {said}", said=said)
    if (len(rows) == 1 and mot != listing.GUESS) or (mot == listing.SURE and not coded):
        return told_of(said, f"{rows[0].code} {rows[0].nom}").replace(" : ", "\u00a0: ")
    possible = accord(len(rows), "segment possible", "segments possibles")
    return told_of(said, possible).replace(" : ", "\u00a0: ")


def segment(request: Requete, code: str) -> HttpResponse:
    """Show a segment; raises Http404 when the nomenclature has none of this code."""
    lu = guide(catalogue())
    if code not in lu.fiches:
        raise Http404
    one, asked = lu.fiches[code], depense.question(request, f"{RACINE}{code}/")
    paid, years = depense.par_segment(asked), depense.par_annee(asked, code)
    context = (
        _cadre(asked)
        | _fiche(lu, one, asked)
        | {
            "soeurs": listing.soeurs(lu, one, asked, paid),
            "par_annee": listing.annees(asked, code, years),
            "carte": asked.carte("segment", code) if asked else "",
            "page": lien(asked, "segment", code) if asked else "",
            "reuni": _merged(lu, code),
        }
    )
    return render(request, "nomenclature/segment.html", context)


def _merged(lu: Guide, code: str) -> tuple[str, str, bool]:
    """The segment that stands behind one that stands no more, what it is called, and whether it is the same
    under the code of another family.
    """
    then = lu.retires.get(code, "")
    if not then:
        return "", "", False
    return then, in_french(lisser(lu.fiches[then].libelle)), code in lu.catalogue.pivot.carried


def _fiche(lu: Guide, one: Fiche, asked: Question | None) -> dict[str, Any]:
    """What the guide says of a segment."""
    home = asked.adresse(chemin=RACINE, q="") if asked else RACINE
    return {
        "fiche": one,
        "titre": in_french(lisser(one.libelle)),
        "famille": in_french(lisser(lu.familles.get(one.famille, ""))),
        "retour": home,
        "nature": listing.nature(one),
        "renvois": [_renvoi(lu, case, asked) for case in one.renvois],
        "cpv": listing.prefixes(lu.cpv(one)),
        "comptes": listing.prefixes(lu.comptes(one)),
        "mots": [Choix(in_french(lisser(word)), _search(asked, word), False) for word in one.mots],
        "leviers": listing.leviers(one.leviers),
    }


def _renvoi(lu: Guide, case: Renvoi, asked: Question | None) -> tuple[str, str, str, str]:
    """What a segment leaves to another: the case, then the one that holds it now, its label, its address."""
    vers = lu.retires.get(case.vers, case.vers)
    if vers not in lu.fiches:
        return in_french(lisser(case.cas)), "", "", ""
    return (
        in_french(lisser(case.cas)),
        vers,
        in_french(lisser(lu.fiches[vers].libelle)),
        listing.lien(asked, vers),
    )


def exporter(request: Requete) -> HttpResponseBase:
    """Send the whole guide as CSV: what it says is public work, no figure of anybody."""
    lu = guide(catalogue())
    return exports.envoyer("nomenclature", lu.table())


ROUTES = [
    route("nomenclature/", montrer, "nomenclature", Politique.CONNECTE),
    route("nomenclature.csv", exporter, "nomenclature_csv", Politique.CONNECTE),
    *acheteurs.ROUTES,
    *conditions.ROUTES,
    *evolutions.ROUTES,
    route("nomenclature/<str:code>/", segment, "nomenclature_segment", Politique.CONNECTE),
]
