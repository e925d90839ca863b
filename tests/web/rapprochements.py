"""A territory whose files name enterprises without an identifier, and what a directory would say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.pipeline import Workshop, rapprochements
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.settings import at
from achatlas.store.kinds import arrow_schema
from tests.web.depots import AUTRE, MIEN, laid

BON, AUTRE_BON, ECRIT = "000900001", "000900019", "000900027"
ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;CP;Siret;Libellé;Montant HT"
PAPETERIE, GARAGE, IMPRIMERIE = "Papeterie du Port SARL", "GARAGE DES QUAIS", "Imprimerie Ancre"
CLE = ecrit_cle(PAPETERIE, "69001")
NOMMEE = "Nommée SA"
RECONNU = ecrit_cle(NOMMEE, "")
MINE = [
    f"2025;1;15/01/2025;60612;{PAPETERIE};69001;;Papier A4;1000,00",
    "2025;2;15/02/2025;60612;PAPETERIE DU PORT - SARL;69001;;Papier;200,00",
    f"2025;3;15/03/2025;60612;{GARAGE};69002;;Révision;300,00",
    "2025;4;15/04/2025;60612;DURAND Anne;69003;;Cours;50,00",
    f"2025;5;15/05/2025;60612;Nommée SA;69004;{ECRIT};Fioul;8000,00",
]
THEIRS = [
    "2025;1;15/01/2025;60612;papèterie du port sarl;69001;;Cahiers;500,00",
    f"2025;2;15/02/2025;60612;{IMPRIMERIE};42000;;Affiches;400,00",
    f"2024;3;15/03/2024;60612;Nommée SA;69004;{ECRIT};Fioul;1600,00",
]
FOUND = (
    (PAPETERIE, "69001", BON, "PAPETERIE DU PORT", 97, "même nom · même commune"),
    (PAPETERIE, "69001", AUTRE_BON, "PAPETERIE DES PORTES", 61, "nom voisin · autre commune"),
    (GARAGE, "69002", AUTRE_BON, "GARAGE DU QUAI", 72, "nom voisin"),
)


def home(folder: Path) -> Path:
    """A territory of two buyers, run, its candidates told; nothing of it is published."""
    made = laid(folder, ENTETE, {MIEN: MINE, AUTRE: THEIRS})
    run(workshop(made))
    return made


def recognised(atelier: Workshop, folder: Path) -> None:
    """Adds a payment that the machine recognises by the books of its buyer: the same name, no number nor
    place; runs.
    """
    path = folder / "reconnu.csv"
    path.write_text(f"{ENTETE}\n2025;9;15/09/2025;60612;{NOMMEE};;;Gaz;750,00\n", encoding="utf-8")
    pipeline.import_file(atelier, path, MIEN, "mandats_tableur", "essai", choix="ajouter")
    run(atelier)


def workshop(made: Path) -> Workshop:
    """The workshop of this territory."""
    return pipeline.open_workshop(at(made))


def run(atelier: Workshop) -> None:
    """Runs; the names engine, whose place is held here, tells its candidates."""
    pipeline.run(atelier)
    folders = rapprochements.folders(atelier)
    assert folders is not None
    tell(folders[1])


def tell(lien: Path) -> None:
    """Writes the candidates of what is written, for every tiers that writes it."""
    links = pq.read_table(lien / "lien__tiers_entreprise.parquet").to_pylist()
    rows = [row for link in links for row in _candidats(link)]
    schema = arrow_schema(Catalogue().tables["lien__candidats"])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), lien / "lien__candidats.parquet")


def _candidats(link: dict[str, Any]) -> list[dict[str, Any]]:
    own = [one for one in FOUND if ecrit_cle(one[0], one[1]) == link["ecrit_cle"]]
    return [
        {
            "tiers_cle": link["tiers_cle"], "rang": rang, "ecrit_cle": link["ecrit_cle"], "siren": siren,
            "siret": f"{siren}00010", "nom": nom, "code_postal": cp, "commune_code": "", "score": score,
            "preuves": preuves,
        }
        for rang, (_, cp, siren, nom, score, preuves) in enumerate(own, 1)
    ]  # fmt: skip


def directory(atelier: Workshop) -> None:
    """Imports a directory that knows one of the candidates: closed, its seat, ten to nineteen people."""
    folder = atelier.snapshots.path("sirene", "essai")
    folder.mkdir(parents=True)
    unite = {
        "siren": BON, "denomination": "PAPETERIE DU PORT", "siege_siret": f"{BON}00010", "etat": "A",
        "tranche_effectif": "11", "categorie_entreprise": "PME", "naf": "47.62Z",
    }  # fmt: skip
    place = {
        "siret": f"{BON}00010", "siren": BON, "siege": True, "etat": "F", "code_postal": "69001",
        "commune_libelle": "LYON 1ER", "naf": "47.62Z",
    }  # fmt: skip
    for name, row in (("sirene__unites", unite), ("sirene__etablissements", place)):
        rows = pa.Table.from_pylist([row], schema=arrow_schema(Catalogue().tables[name]))
        pq.write_table(rows, folder / f"{name}.parquet")
    atelier.register.point("sirene", "essai")
