"""The address of a document, and how one is made without a browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.http import Http404, HttpResponseBase, QueryDict

from achatlas.analyse.selection import Selection
from achatlas.containers.documents import docx, pdf
from achatlas.containers.documents.modele import Document
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.text import searchable
from achatlas.screens.acces import Acces
from achatlas.screens.demande import TOUS, Demande, precedent
from achatlas.screens.droits import Droits
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import dernier, lire
from achatlas.web.cartographie.emporter import sending
from achatlas.web.comptes.models import Profil
from achatlas.web.documents.making import document
from achatlas.web.documents.sujet import Sujet
from achatlas.web.policies import Politique, Requete, route

WRITERS: dict[str, Callable[[Document], bytes]] = {"pdf": pdf.write, "docx": docx.write}


def exporter(request: Requete, forme: str) -> HttpResponseBase:
    """Send the cartography of a view as a document. Raises Http404 for a view or a format that does not exist
    for this person, PublicationMissing when nothing was paid.
    """
    if forme not in WRITERS:
        raise Http404
    acces = ouvrir(request.droits, request.GET.get("vue", ""), request.GET.get("pour", ""))
    asked = of_year(acces, request.GET)
    made = WRITERS[forme](document(subject(asked)))
    return sending.made(named(asked), forme, asked, lambda path: sending.kept(path, made))


def of_year(acces: Acces, params: QueryDict) -> Demande:
    """What is told: a view and one year, the last one unless another is asked, no filter."""
    definitions = catalogue()
    board = next((one for one in definitions.dashboards("achats") if not one.matrice), None)
    if board is None:
        raise Http404
    found = lire(params, board, definitions.axes_of(board.fait), acces, territoire())
    if found.exercice == TOUS and found.exercices:
        last = dernier(found.exercices, found.territoire)
        found = replace(found, exercice=last, contre=precedent(last, found.exercices))
    return replace(found, selection=Selection())


def subject(asked: Demande, jour: date | None = None) -> Sujet:
    """The subject of a document. Raises PublicationMissing when nothing was paid that year."""
    found = Sujet(asked, jour or date.today())
    if not found.total:
        raise PublicationMissing(
            quoi="Rien à raconter dans ce document",
            ou=f"{found.qui}, exercice {found.exercice}",
            pourquoi="aucun paiement n’est publié pour cette vue et cet exercice",
            que_faire="Choisissez un autre exercice, ou déposez puis publiez les paiements",
        )
    return found


def named(asked: Demande) -> str:
    """The name of the file: whose, which year."""
    if asked.consolidee:
        return f"cartographie-consolidee-{asked.exercice}"
    whose = searchable(asked.territoire.acheteur(asked.acces.acheteur).dit)
    return f"cartographie-{'-'.join(whose.replace(chr(39), ' ').split())}-{asked.exercice}"


def write(folder: Path, acheteur: str, exercice: str, forme: str) -> Path:
    """Write a document in a folder, as the project team reads it: of one buyer (SIREN), or of all. Raises
    CatalogueError for an unknown buyer, Http404 for an unknown year, PublicationMissing.
    """
    team = Droits(Profil.Role.GROUPE_PROJET, "", "ligne de commande")
    if acheteur:
        territoire().acheteur(acheteur)
    acces = ouvrir(team, "individuelle" if acheteur else "consolidee", acheteur)
    params = QueryDict(mutable=True)
    if exercice:
        params["exercice"] = exercice
    asked = of_year(acces, params)
    notice = "-simule" if asked.territoire.simule else ""
    path = folder / f"{named(asked)}{notice}.{forme}"
    path.write_bytes(WRITERS[forme](document(subject(asked))))
    return path


ROUTES = [route("documents/cartographie.<slug:forme>", exporter, "document", Politique.CONNECTE)]
