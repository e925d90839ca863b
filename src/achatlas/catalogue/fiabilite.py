"""Published measures: the version of the rules that they were made with, and how one is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from achatlas.catalogue import names
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_fiabilite import Fiabilite, Published

FOLDER = Path("metier") / "fiabilite"


@dataclass(frozen=True)
class Sample:
    """What is measured on: its name (that of the file), how a page calls it, what it is, whether it was
    invented, what it counts (in the plural), and the command that measures again.
    """

    nom: str
    libelle: str
    description: str
    simule: bool
    unite: str
    commande: str


def fingerprint(catalogue: Catalogue, sujet: Fiabilite) -> str:
    """The version of the rules that a thing depends on: the bytes of the files that it names (``regles``)."""
    hashed = blake2b(digest_size=8)
    for relative in sujet.regles:
        hashed.update(relative.encode() + b"\0" + catalogue.file(relative).read_bytes())
    return hashed.hexdigest()


def engines(catalogue: Catalogue, sujet: Fiabilite) -> Mapping[str, str]:
    """What to call the engines of a thing: the members of its axis, else the engines of the cascade."""
    cascade = (*catalogue.cascade.marches, *catalogue.cascade.achats)
    return catalogue.axes[sujet.axe].membres or {one.nom: one.libelle for one in cascade}


def publish(
    catalogue: Catalogue, root: Path, sujet: str, sample: Sample, date: str, mesure: Mapping[str, Any]
) -> Path:
    """Writes a measure under a root of definitions (the package, an overlay), in the place of the one of the
    same name; returns where. Raises CatalogueError for a name that no file could bear.
    """
    names.verify("mesure publiée", sample.nom, f"metier/fiabilite/{sujet}")
    told = {
        "libelle": sample.libelle,
        "description": sample.description,
        "simule": sample.simule,
        "unite": sample.unite,
        "date": date,
        "empreinte": fingerprint(catalogue, catalogue.fiabilites[sujet]),
        "commande": sample.commande,
        "mesure": mesure,
    }
    Published.model_validate_json(json.dumps({"id": sample.nom, **told}))
    target = root / FOLDER / sujet / f"{sample.nom}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target
