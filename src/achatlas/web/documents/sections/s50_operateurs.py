"""What suppliers are: size, place, social economy, inclusion; each share with what nobody knows."""

from __future__ import annotations

from achatlas.containers.documents.modele import Bloc, Note, Section
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.screens import parts
from achatlas.web.documents.sujet import Sujet
from achatlas.web.documents.tracer import barres, parts_de

TITLES = {
    "taille": "Taille",
    "proximite": "Du plus près au plus loin",
    "departement": "Départements",
    "ess": "Économie sociale et solidaire",
    "inclusion": "Structures inclusives",
}


def section(sujet: Sujet) -> Section:
    """The shares as intervals, then the axes that they are told from."""
    axes = sujet.demande.axes
    told = [one for one in sujet.taux if one.axe in axes and axes[one.axe].attribut]
    found = [parts.share_of(one, sujet.demande) for one in told]
    shares = parts_de(found, "Ce que l’on sait des opérateurs", f"part du payé HT, exercice {sujet.exercice}")
    blocs: list[Bloc] = [shares]
    if mention := parts.mention(sujet.demande, "local", "local_siege"):
        blocs.append(Note(f"{lisser(mention)}."))
    for axe, titre in TITLES.items():
        if sujet.known(axe):
            blocs += _of(sujet, axe, titre)
    lead = (
        "Une part va de ce qui est sûr à ce qui est possible : ce que l’on ignore est rayé, et n’est "
        "jamais un non."
    )
    said = tuple((one.nom, lisser(one.definition)) for one in found if not one.ferme)
    return Section("Lieu, taille, économie sociale, inclusion", lead, tuple(blocs), said)


def _of(sujet: Sujet, axe: str, titre: str) -> list[Bloc]:
    try:
        return [barres(sujet, axe, titre, 8)]
    except ClosedCrossing:
        return []
