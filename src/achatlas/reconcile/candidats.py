"""The enterprises that tiers without a valid identifier may be, searched by their names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Candidat, Tiers
from achatlas.reconcile.engines.personne import is_person
from achatlas.reconcile.noms.recherche import NOBODY, Asked
from achatlas.reconcile.noms.voisins import Lieu
from achatlas.reconcile.repertoire import Repertoire
from achatlas.reconcile.shares import search

UNNAMED = ("absent", "invalide")
PROPOSED = "seuil_propose"
SEPARATOR = " · "
Candidats = Mapping[str, Sequence[Candidat]]


def searched(tiers: Sequence[Tiers], catalogue: Catalogue, repertoire: Repertoire) -> Candidats:
    """The candidates of each tiers, by key; a natural person is never searched, nor is a valid identifier.

    What a buyer writes alike is searched once; what it knows by its numbers helps it alone, and nothing that
    it writes beside another number, even a false one.
    """
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in tiers:
        if not one.siren and one.etat in UNNAMED and not is_person(one.nom):
            alike[one.nom, one.code_postal, "" if one.ecrit else one.acheteur].append(one.cle)
    connus = known(tiers)
    asked = [
        Asked(str(rank), nom, Lieu(code), connus.get(acheteur, NOBODY))
        for rank, (nom, code, acheteur) in enumerate(sorted(alike))
    ]
    least, keys = catalogue.regle("noms")[PROPOSED], [alike[key] for key in sorted(alike)]
    found: dict[str, list[Candidat]] = {}
    for name, kept in search(asked, catalogue, repertoire, least):
        found.update({cle: kept for cle in keys[int(name.cle)] if kept})
    return found


def known(tiers: Iterable[Tiers]) -> Mapping[str, frozenset[str]]:
    """The enterprises that each buyer pays, or has a marché with, under a valid number."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in tiers:
        if one.siren:
            found[one.acheteur].add(one.siren)
    return {acheteur: frozenset(sirens) for acheteur, sirens in found.items()}


def rows(tiers: Sequence[Tiers], candidats: Candidats) -> Iterator[dict[str, Any]]:
    """The lines of ``lien__candidats``."""
    for one in tiers:
        for rang, candidat in enumerate(candidats.get(one.cle, ()), 1):
            told = {**vars(candidat), "preuves": SEPARATOR.join(candidat.preuves)}
            written = ecrit_cle(one.nom, one.code_postal)
            yield {"tiers_cle": one.cle, "rang": rang, "ecrit_cle": written, **told}
