"""The page where buyers enter what no register publishes, its workbook, and who answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.domain.errors import AchatlasError, ActeConcurrent, UnreadableFile
from achatlas.domain.nombres import accord
from achatlas.domain.saisie import Cle
from achatlas.langues import translated
from achatlas.pipeline import saisies as entering
from achatlas.pipeline import saisies_classeur as classeur
from achatlas.pipeline.saisies import Cadre, Ecrite, Ligne, SaisieRefusee
from achatlas.screens.droits import GROUPE_PROJET, Droits
from achatlas.screens.spaser import saisies
from achatlas.screens.spaser.vue import Spaser
from achatlas.store.saisies import Saisies, Version
from achatlas.web import exports
from achatlas.web.acces import catalogue, maison, ouvrir, territoire
from achatlas.web.depots.reception import DepotRefuse, taken
from achatlas.web.depots.rights import workshop
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, vue_of

RACINE = f"spaser/{saisies.RACINE}"
DONE = {
    "ecrit": "C’est enregistré : les chiffres le suivent.",
    "rien": "Rien n’avait changé : rien n’est écrit.",
}


def opened(droits: Droits) -> frozenset[str]:
    """The buyers (SIREN) that a person may enter."""
    return frozenset(siren for siren in territoire().sirens if droits.individuelle(siren))


def cadre(droits: Droits, last: Mapping[Cle, Version]) -> Cadre:
    """What a person may enter, read in the buyers' own files."""
    kept: dict[str, Mapping[str, str]] = {}

    def known(siren: str) -> Mapping[str, str]:
        if siren not in kept:
            kept[siren] = saisies.numeros(ouvrir(droits, "individuelle", siren).scope, last)
        return kept[siren]

    return Cadre(entering.attentes(indicateurs()), opened(droits), known, date.today().year)


def indicateurs() -> Mapping[str, Indicateur]:
    """The indicators."""
    return catalogue().indicateurs


def montrer(request: Requete) -> HttpResponse:
    """Show what a buyer is to enter, and what is entered; in the common view, who answered. Raises Http404,
    BadAddress.
    """
    vue = vue_of(request, saisies.RACINE)
    if request.method == "POST":
        return _written(request, vue)
    return _form(request, vue) if vue.acheteur else _matrix(request, vue)


def _matrix(request: Requete, vue: Spaser) -> HttpResponse:
    contexte = around(vue, saisies.RACINE) | {
        "lignes": saisies.couverture(vue),
        "noms": list(saisies.noms(vue)),
        "equipe": request.droits.role == GROUPE_PROJET,
        **_sending(request, vue),
    }
    return render(request, "spaser/saisies_tous.html", contexte)


def _sending(request: Requete, vue: Spaser) -> dict[str, Any]:
    """Where the workbook is taken and sent back; nothing for who enters nothing."""
    may = bool(opened(request.droits)) and (bool(vue.acheteur) or request.droits.role == GROUPE_PROJET)
    return {
        "modele": vue.adresse(f"{saisies.RACINE}modele.xlsx") if may else "",
        "envoi": vue.adresse(f"{saisies.RACINE}importer/") if may else "",
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }


def _form(
    request: Requete,
    vue: Spaser,
    typed: saisies.Typed | None = None,
    wrong: tuple[saisies.Faults, list[tuple[str, str, str]]] = ({}, []),
    refus: AchatlasError | None = None,
) -> HttpResponse:
    faults, summary = wrong
    blocs = saisies.fiches(vue, Saisies(maison()).last(), typed or {}, faults)
    contexte = around(vue, saisies.RACINE) | {
        "blocs": blocs,
        "dites": saisies.dites(one for _, some in blocs for form in some for one in form),
        "ici": vue.adresse(saisies.RACINE),
        "fautes": summary,
        "refus": refus,
        **_sending(request, vue),
    }
    late = HTTPStatus.CONFLICT if isinstance(refus, ActeConcurrent) else HTTPStatus.BAD_REQUEST
    return render(request, "spaser/saisies.html", contexte, status=late if faults or refus else HTTPStatus.OK)


def _written(request: Requete, vue: Spaser) -> HttpResponse:
    """Keep what is typed, all or nothing; show it again, each fault beside its field. Raises Http404 for who
    enters nothing there.
    """
    if not vue.acheteur or not request.droits.individuelle(vue.acheteur):
        raise Http404
    told = {name: str(value) for name, value in request.POST.items()}
    rows, typed = saisies.ecrites(told, vue.acheteur, vue.annee)
    try:
        done = _keep(request, [row for _, row in rows])
    except SaisieRefusee as error:
        wrong = saisies.faults(rows, error.fautes), saisies.sommaire(rows, error.fautes)
        return _form(request, vue, typed, wrong)
    except ActeConcurrent as error:
        return _form(request, vue, typed, refus=error)
    return redirect(vue.adresse(saisies.RACINE, fait=_said(done)))


def _keep(request: Requete, rows: Iterable[Ecrite], nom: str = "") -> tuple[Version, ...]:
    frame = cadre(request.droits, Saisies(maison()).last())
    return entering.keep(maison(), rows, frame, request.user.get_username(), nom)


def _said(done: tuple[Version, ...]) -> str:
    return "ecrit" if done else "rien"


def modele(request: Requete) -> HttpResponse:
    """Send the workbook to be completed: of a buyer, or of all for the project team. Raises Http404."""
    vue = vue_of(request, saisies.RACINE)
    last, sirens = Saisies(maison()).last(), [one for one in vue.sirens if one in opened(request.droits)]
    if not sirens or (not vue.acheteur and request.droits.role != GROUPE_PROJET):
        raise Http404
    rows = [row for siren in sirens for row in _lines(request.droits, siren, vue.annee, last)]
    names = {one.siren: one.nom_court for one in territoire().acheteurs}
    whose = vue.acheteur or "tous"
    content = classeur.template(rows, names)
    return exports.classeur(f"saisies-{whose}-{vue.annee}", content, vue.demande.territoire)


def _lines(droits: Droits, siren: str, annee: str, last: Mapping[Cle, Version]) -> list[Ligne]:
    scope = ouvrir(droits, "individuelle", siren).scope
    some = saisies.objets(saisies.marches(scope, int(annee)))
    return entering.lignes(indicateurs(), siren, int(annee), some, last)


def importer(request: Requete) -> HttpResponse:
    """Take a completed workbook, whole or not at all; tell every refusal with its cell. Raises Http404."""
    vue = vue_of(request, saisies.RACINE)
    if not opened(request.droits):
        raise Http404
    try:
        files = taken(request)
    except DepotRefuse as error:
        return _refused(request, vue, error)
    try:
        nom = str(files[0].name)
        done = _keep(request, classeur.read(files[0].path, nom, workshop().settings), nom)
    except (SaisieRefusee, UnreadableFile, ActeConcurrent) as error:
        return _refused(request, vue, error)
    finally:
        for one in files:
            one.path.unlink(missing_ok=True)
    return redirect(vue.adresse(saisies.RACINE, fait=_said(done)))


def _refused(request: Requete, vue: Spaser, refus: AchatlasError) -> HttpResponse:
    """Why a workbook is refused: every cell of it."""
    wrong = refus.fautes if isinstance(refus, SaisieRefusee) else ()
    contexte = around(vue, saisies.RACINE) | {
        "refus": refus,
        "quoi": translated(refus.quoi),
        "phrase": saisies.refus(refus),
        "fautes": [(one.ou, translated(one.pourquoi)) for one in wrong],
        "combien": accord(len(wrong), "case à corriger", "cases à corriger") if wrong else "",
        "retour": vue.adresse(saisies.RACINE),
    }
    late = HTTPStatus.CONFLICT if isinstance(refus, ActeConcurrent) else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "spaser/saisies_refus.html", contexte, status=late)


CONNECTE, LIGNES = Politique.CONNECTE, Politique.LIGNES
ROUTES = [
    route(RACINE, montrer, "spaser_saisies", CONNECTE, ("GET", "HEAD", "POST")),
    route(f"{RACINE}modele.xlsx", modele, "spaser_saisies_modele", LIGNES),
    route(f"{RACINE}importer/", importer, "spaser_saisies_importer", LIGNES, ("POST",)),
]
