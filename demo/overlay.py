"""What the invented territory adds to the reference tables: the lists of its operators, its basin, its
centrale. Written where a territory's overlay stands, ``instance/metier/referentiels/``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from achatlas.catalogue.load import Catalogue
from demo.fournisseurs import Annuaire
from demo.operateurs import Operateurs
from demo.territoire import read_csv, read_yaml

DOSSIER = Path("instance", "metier", "referentiels")
REGLES = Path("instance", "metier", "regles")
Row = tuple[str, ...]


def write_overlay(dossier: Path, annuaire: Annuaire, operateurs: Operateurs) -> None:
    """Writes the tables under ``dossier/instance``; each replaces the one of the product."""
    folder, shape = dossier / DOSSIER, read_yaml("operateurs.yml")
    folder.mkdir(parents=True, exist_ok=True)
    listed = sorted(_listed(annuaire, operateurs, shape))
    _write(folder / "operateurs_listes.csv", ("identifiant", "liste", "valeur", "source", "date"), listed)
    basin = ((code, shape["bassin"]["nom"]) for code in basin_communes())
    _write(folder / "bassins.csv", ("commune", "bassin"), basin)
    known = [tuple(line.values()) for line in Catalogue().lines("referentiels/centrales.csv")]
    own = annuaire.tiers[annuaire.centrale]
    invented = (own.siren, own.nom, shape["centrale"]["modele"], shape["source"], "")
    _write(folder / "centrales.csv", ("siren", "nom", "modele", "source", "niveau"), [*known, invented])
    _write_levels(dossier / REGLES)


def _write_levels(folder: Path) -> None:
    """Writes the words of levels of mutualisation: those of the product, then the codes of some registers."""
    folder.mkdir(parents=True, exist_ok=True)
    known = [tuple(line.values()) for line in Catalogue().lines("regles/mutualisation.csv")]
    codes = [(code, str(rank)) for rank, code in enumerate(read_yaml("registres.yml")["niveaux"]["codes"])]
    _write(folder / "mutualisation.csv", ("mots", "niveau"), [*known, *codes])


def basin_communes() -> list[str]:
    """The communes of the basin, in order."""
    ring = read_yaml("operateurs.yml")["bassin"]["cercle"]
    return sorted(line["code"] for line in read_csv("communes.csv") if line["cercle"] == ring)


def _listed(annuaire: Annuaire, operateurs: Operateurs, shape: dict[str, Any]) -> Iterator[Row]:
    """The lines of the lists: an establishment where the true list names one, else the enterprise."""
    source, day, tiers = shape["source"], shape["date"], annuaire.tiers
    for rang, kind in operateurs.inclusion.items():
        yield tiers[rang].siret, "inclusion", kind, source, day
    for rang in operateurs.qpv:
        yield tiers[rang].siret, "qpv", "oui", source, day
    for rang in operateurs.approved:
        yield tiers[rang].siren, "esus", "oui", source, day
    for rang, group in operateurs.groupes.items():
        yield tiers[rang].siren, "groupe", group, source, day
    for rang, (kind, since) in operateurs.procedures.items():
        yield tiers[rang].siren, "procedure", kind, source, since


def _write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
