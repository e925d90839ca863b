"""What is counted and what it is worth: the perimeter, the classification, who was recognised."""

from __future__ import annotations

from achatlas.containers.documents.modele import Note, Section
from achatlas.domain.nombres import lisser
from achatlas.web.cartographie import views
from achatlas.web.documents.sujet import Sujet
from achatlas.web.documents.tracer import barres, lisible, share

AXES = ("perimetre", "classement", "identification")


def section(sujet: Sujet) -> Section:
    """The accounts kept, how lines were classed, how suppliers were recognised."""
    found = sujet.figures("montant_classe", "montant_identifie").valeurs
    waiting = sujet.total - found.get("montant_classe", 0)
    lead = (
        f"{share(found.get('montant_classe', 0), sujet.total)} du payé est classé dans la nomenclature"
        + (f" ({lisible(waiting)} attendent d’être qualifiés), " if waiting > 0 else ", ")
        + f"{share(found.get('montant_identifie', 0), sujet.total)} va à un fournisseur reconnu."
    )
    titles = ("Ce que les comptes disent de la dépense", "Comment les lignes ont été classées",
              "Comment les fournisseurs ont été reconnus")  # fmt: skip
    blocs = [barres(sujet, axe, titre, 7) for axe, titre in zip(AXES, titles, strict=True)]
    quality = views.fiabilite(sujet.demande)
    notes = [Note(lisser(quality))] if quality else []
    mesures = ("montant_classe", "montant_identifie")
    return Section("Périmètre et qualité", lead, (*blocs, *notes), sujet.definitions(AXES, mesures))
