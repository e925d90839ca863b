"""From the form of periods to the address that holds its answer: the address stays the only state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from achatlas.analyse import periodes
from achatlas.analyse.periodes import MOIS, NOMS, Periode
from achatlas.domain.errors import BadAddress
from achatlas.langues import dire, translated
from achatlas.screens.comparaison import AN, AUTRE, AVANT, NOTHING
from achatlas.screens.demande import TOUS, Demande
from achatlas.web.cartographie import etats
from achatlas.web.policies import Requete


def choisir(request: Requete, tableau: str) -> HttpResponse:
    """Lead from the form of periods to the address that holds its answer. Raises BadAddress, Http404."""
    asked = request.GET
    etat = etats.lire(asked.get("suite", f"/{tableau}/"), request.user, request.droits)
    shown = QueryDict(asked.get("suite", "").partition("?")[2]).get("version", "")
    if asked.get("exercice") == TOUS:
        return redirect(_vers(etat, shown, TOUS, (), ""))
    wanted = _periode(asked, "", etat.demande)
    contre = _contre(asked, wanted, etat.demande)
    return redirect(_vers(etat, shown, wanted.exercice, wanted.mois, contre))


def _vers(etat: etats.Etat, version: str, exercice: str, mois: Sequence[str], contre: str) -> str:
    """The address of a state in another period."""
    free = etat.demande.selection.without("mois")
    choix = free.only("mois", mois) if mois else free
    found = replace(etat.demande, selection=choix, exercice=exercice, contre=contre)
    return replace(etat, demande=found).avec(version=version)


def _periode(asked: QueryDict, nom: str, demande: Demande) -> Periode:
    """The period that a form sends; raises BadAddress for one that does not exist."""
    annee = asked.get(f"{nom}exercice", "")
    written = f"{annee}-{asked.get(f'{nom}du', '01')}_{asked.get(f'{nom}au', '12')}"
    if (found := periodes.lue(written, demande.exercices)) is not None:
        return found
    raise BadAddress(
        quoi=dire(
            "Période impossible : {annee}, de {debut} à {fin}",
            annee=annee or translated("aucune année"),
            debut=_mois(asked, nom, "du"),
            fin=_mois(asked, nom, "au"),
        ),
        ou="choix de la période",
        pourquoi="une période va d’un mois à un mois qui le suit, dans un exercice que le territoire connaît",
        que_faire="Reculez le premier mois, ou avancez le dernier ; pour plusieurs années, prenez-les toutes",
    )


def _mois(asked: QueryDict, nom: str, bout: str) -> str:
    code = asked.get(f"{nom}{bout}", "")
    return translated(NOMS[MOIS.index(code)] if code in MOIS else "un mois inconnu")


def _contre(asked: QueryDict, wanted: Periode, demande: Demande) -> str:
    """What the form compares with, as an address writes it. Raises BadAddress for a period that stands over
    two years, or of which the territory has nothing.
    """
    how = asked.get("contre", AN)
    if how == NOTHING:
        return ""
    if how == AUTRE:
        return _of_form(_periode(asked, "contre_", demande), wanted)
    found = periodes.avant(wanted) if how == AVANT else periodes.an_dernier(wanted)
    if found is None:
        raise BadAddress(
            quoi=dire("Rien d’aussi long juste avant {worded} dans une même année", worded=wanted.worded),
            ou="choix de la comparaison",
            pourquoi="elle serait à cheval sur deux exercices : un même fournisseur y compterait deux fois",
            que_faire="Comparez aux mêmes mois de l’année d’avant, ou à une période choisie",
        )
    return _of_form(found, wanted) if found.exercice in demande.exercices else ""


def _of_form(found: Periode, wanted: Periode) -> str:
    """A whole year, in an address, means the same months of it: that is how the same months are written."""
    if found.mois == wanted.mois:
        return found.exercice
    return f"{found.exercice}-{found.debut:02d}_{found.fin:02d}"
