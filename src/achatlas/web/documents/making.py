"""A document from a subject: its cover, its sections, what each page repeats."""

from __future__ import annotations

from datetime import date

from achatlas.containers.documents.modele import Dit, Document
from achatlas.domain.nombres import lisser
from achatlas.screens.mots import qui
from achatlas.web import exports
from achatlas.web.cartographie import views
from achatlas.web.cartographie.emporter import dit
from achatlas.web.documents.sections import sections
from achatlas.web.documents.sections.s10_essentiel import phrase
from achatlas.web.documents.sujet import Sujet


def document(sujet: Sujet) -> Document:
    """The whole document of a view. Raises ClosedCrossing when nothing of it may be told."""
    demande = sujet.demande
    simule = exports.AVIS if demande.territoire.simule else ""
    genre = "Cartographie consolidée des achats" if sujet.commun else "Cartographie individuelle des achats"
    return Document(
        genre=genre,
        titre=_titre(sujet),
        sous_titre=f"Exercice {sujet.exercice}" + (f", comparé à {sujet.contre}" if sujet.contre else ""),
        phrase=phrase(sujet),
        cover=tuple(_cover(sujet)),
        sections=tuple(sections(sujet)),
        foot=f"Données, version {sujet.acces.scope.version}. Établi le {_day(sujet.jour)}",
        simule=lisser(simule[:1].upper() + simule[1:]),
    )


def _titre(sujet: Sujet) -> str:
    territoire = sujet.demande.territoire
    return lisser(territoire.libelle if sujet.commun else territoire.acheteur(sujet.acces.acheteur).nom)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _cover(sujet: Sujet) -> list[Dit]:
    demande = sujet.demande
    found = [
        ("Territoire", lisser(demande.territoire.libelle)),
        *dit.gone(demande),
        ("Vue", f"commune, {qui(demande)}" if sujet.commun else "individuelle"),
        ("Qui la lit", dit.VUES[sujet.commun]),
        ("Période", f"exercice {sujet.exercice}"),
        (
            "Source",
            dit.SOURCES["achats"]
            + " ; marchés : "
            + dit.SOURCES["marches"][:1].lower()
            + dit.SOURCES["marches"][1:],
        ),
        ("Version des données", sujet.acces.scope.version),
        ("Établi le", _day(sujet.jour)),
    ]
    quality = views.fiabilite(demande)
    return [*found, *([("Fiabilité", quality)] if quality else [])]
