"""A territory whose files give the codes of their buyers' own nomenclatures."""

from __future__ import annotations

from pathlib import Path

import yaml

from achatlas import pipeline
from achatlas.pipeline import Workshop
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.nomenclatures import importer as keep
from achatlas.pipeline.written import Portee
from achatlas.settings import at
from achatlas.store.correspondances import Version
from tests.web.atelier import carte
from tests.web.depots import AUTRE, COLONNES, ENTETE, MIEN, PROFIL

ALL = Portee(frozenset({MIEN, AUTRE}))
LEA = Signature("lea", "atelier")
MINE = [
    "2025;1;15/01/2025;61521;VERT SA;Tonte et taille des espaces verts;1000,00;61.02",
    "2025;2;15/02/2025;61521;VERT SA;Tonte des pelouses;200,00;61.02.4",
    "2025;3;15/03/2025;6283;PROPRE SA;Nettoyage des locaux;300,00;70",
    "2025;4;15/04/2025;6283;PROPRE SA;Nettoyage de la vitrerie;100,00;70",
    "2025;5;15/05/2025;60611;EAU SA;Abonnement;50,00;99",
    "2025;6;15/06/2025;61521;VERT SA;Taille;70,00;15.03.002",
    "2025;7;15/07/2025;60612;ELEC SA;Divers;30,00;",
]
THEIRS = ["2025;1;15/01/2025;6283;PROPRE SA;SECRET nettoyage;5000,00;A1"]
NOMENCLATURE = "\n".join(
    [
        "code;libelle;parent;famille_homogene;segment;compte;cpv",
        "61;Espaces extérieurs;;;;;",
        "61.02;Entretien des espaces verts;61;oui;15.03;;",
        "61.02.4;Tonte;;;;;",
        "70;Prestations de nettoyage de locaux;;oui;;;",
    ]
)


def home(folder: Path) -> Path:
    """A territory of two buyers, run; nobody has a nomenclature yet."""
    made = folder / "essai"
    profils = made / "instance" / "sources" / "mandats_tableur" / "profils"
    profils.mkdir(parents=True)
    told = {**PROFIL, "colonnes": {**COLONNES, "Code achat": "code_nomenclature"}}
    (made / "territoire.yml").write_text(yaml.safe_dump(carte(), allow_unicode=True), encoding="utf-8")
    (profils / "essai.yml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    atelier = workshop(made)
    for siren, lines in ((MIEN, MINE), (AUTRE, THEIRS)):
        path = folder / f"mandats_{siren}.csv"
        path.write_bytes("\n".join([f"{ENTETE};Code achat", *lines, ""]).encode())
        pipeline.import_file(atelier, path, siren, "mandats_tableur", "essai")
    pipeline.run(atelier)
    return made


def workshop(made: Path) -> Workshop:
    """The workshop of this territory."""
    return pipeline.open_workshop(at(made))


def laid(folder: Path, text: str = NOMENCLATURE) -> Path:
    """A file of nomenclature."""
    path = folder / "nomenclature.csv"
    path.write_text(text, encoding="utf-8")
    return path


def imported(atelier: Workshop, folder: Path, text: str = NOMENCLATURE) -> Version:
    """A version of the nomenclature of the first buyer."""
    return keep(atelier, ALL, MIEN, laid(folder, text), "nomenclature.csv", LEA).version
