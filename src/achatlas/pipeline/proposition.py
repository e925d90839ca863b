"""The seam with the reader of unknown columns: what it proposes, what it asks, what was answered.

``achatlas.ingest.propose`` may be absent: an unknown file is then refused politely.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from achatlas.domain.errors import UnknownSource
from achatlas.ingest.probe import nature_of
from achatlas.pipeline.workshop import Workshop
from achatlas.store.jobs import Job

TABLES = ("un fichier texte", "un classeur", "un ancien classeur")
MODULE = "achatlas.ingest.propose"
PROFILS = "instance/sources/mandats_tableur/profils"


@dataclass(frozen=True)
class Asked:
    """A question on a column: its choices as (value, label), and what is proposed."""

    id: str
    colonne: str
    texte: str
    choix: tuple[tuple[str, str], ...]
    propose: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as the report of an import writes a question."""
        said = [{"valeur": value, "libelle": label} for value, label in self.choix]
        return {**asdict(self), "choix": said}


@dataclass(frozen=True)
class Chosen:
    """How a file will be read, or what must be answered first; ``dit`` is what was seen of it."""

    source: str | None
    profil: str | None
    questions: tuple[Asked, ...] = ()
    dit: Mapping[str, Any] = field(default_factory=dict)


def module() -> Any | None:
    """The reader of unknown columns, when it is installed."""
    try:
        return importlib.import_module(MODULE)
    except ModuleNotFoundError as absent:
        if absent.name != MODULE:
            raise
        return None


def ask(atelier: Workshop, path: Path, job: Job, error: UnknownSource) -> Chosen:
    """What a file that no source recognises seems to be, the answers already given being followed.

    Raises the error of the recognition when nothing can be proposed.
    """
    reader = module()
    if reader is None:
        raise _polite(error) if nature_of(path).startswith(TABLES) else error
    found = reader.propose(path, atelier.catalogue, job.demande.get("reponses", {}))
    if not found.certaine and found.questions:
        asked = tuple(Asked(q.id, q.colonne, q.texte, tuple(q.choix), q.propose) for q in found.questions)
        return Chosen(None, None, asked, seen(found))
    if found.profil:
        return Chosen(found.source, found.profil)
    nom = f"depot_{job.sha256[:12]}"
    reader.save_profile(found, atelier.home / PROFILS, nom, f"Colonnes de {job.fichier}")
    return Chosen(found.source, nom)


def _polite(error: UnknownSource) -> UnknownSource:
    """What is said of an unknown table when nobody can propose its columns."""
    return UnknownSource(
        "Colonnes à confirmer",
        error.ou,
        "aucun profil connu n'a les colonnes de ce fichier",
        "faites écrire son profil (guide « Vos fichiers »), puis déposez-le de nouveau",
    )


def seen(found: Any) -> dict[str, Any]:
    """What was seen of a file, for the screen and for machines."""
    columns = [
        {
            "nom": c.nom, "rang": c.rang, "cible": c.cible, "etat": c.etat, "pourquoi": c.pourquoi,
            "exemples": list(c.exemples), "remplies": c.remplies, "lues": c.lues,
        }
        for c in found.colonnes
    ]  # fmt: skip
    return {
        "source": found.source,
        "encodage": found.encodage,
        "separateur": found.separateur,
        "colonnes": columns,
    }
