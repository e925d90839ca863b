"""The enterprises that tiers without a valid identifier may be, searched by their names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Candidat, Tiers
from achatlas.reconcile.engines.personne import is_person
from achatlas.reconcile.noms.recherche import Asked
from achatlas.reconcile.noms.voisins import Lieu
from achatlas.reconcile.repertoire import Repertoire
from achatlas.reconcile.shares import search

UNNAMED = ("absent", "invalide")
PROPOSED = "seuil_propose"
SEPARATOR = " · "
Candidats = Mapping[str, Sequence[Candidat]]


def searched(tiers: Sequence[Tiers], catalogue: Catalogue, repertoire: Repertoire) -> Candidats:
    """The candidates of each tiers, by key; a natural person is never searched, nor is a valid identifier.

    What several buyers write alike is searched once.
    """
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in tiers:
        if not one.siren and one.etat in UNNAMED and not is_person(one.nom):
            alike[one.nom, one.code_postal].append(one.cle)
    asked = [Asked(str(rank), nom, Lieu(code)) for rank, (nom, code) in enumerate(alike)]
    least, keys = catalogue.regle("noms")[PROPOSED], list(alike.values())
    found: dict[str, list[Candidat]] = {}
    for name, kept in search(asked, catalogue, repertoire, least):
        found.update({cle: kept for cle in keys[int(name.cle)] if kept})
    return found


def rows(tiers: Sequence[Tiers], candidats: Candidats) -> Iterator[dict[str, Any]]:
    """The lines of ``lien__candidats``."""
    for one in tiers:
        for rang, candidat in enumerate(candidats.get(one.cle, ()), 1):
            told = {**vars(candidat), "preuves": SEPARATOR.join(candidat.preuves)}
            written = ecrit_cle(one.nom, one.code_postal)
            yield {"tiers_cle": one.cle, "rang": rang, "ecrit_cle": written, **told}
