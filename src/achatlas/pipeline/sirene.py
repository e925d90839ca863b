"""The referential of enterprises in use: stock files imported whole or not at all, then pointed to.

A refresh is the same import with newer files: until it ends, runs go on with the former one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.catalogue.fingerprint import code_version
from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import PublicationMissing, UnreadableFile
from achatlas.pipeline.workshop import Progress, Workshop, silent
from achatlas.reconcile.repertoire import prepare_names
from achatlas.sirene import stage
from achatlas.sirene.changes import changes, counts
from achatlas.sirene.codes import unknown
from achatlas.sirene.plausible import verify
from achatlas.store import retention
from achatlas.store.snapshots import NOMS, SIRENE, digest, sha256

COMPTES = "comptes.json"


@dataclass(frozen=True)
class Repertoire:
    """A referential: its key, its folder, what it holds, the account of each file; ``changements`` says what
    it changed to the one before it, None when there was none or when nobody has just imported it.
    ``perdues``: how many successions the one before held, when this one was given none.
    """

    cle: str
    dossier: Path
    contenu: Mapping[str, Any]
    changements: Mapping[str, Mapping[str, int]] | None = None
    perdues: int = 0

    @property
    def date(self) -> str:
        """The last treatment that its files tell, a day; empty when they tell none."""
        return str(self.contenu["date"])

    def as_dict(self) -> dict[str, Any]:
        """Plain values for machines."""
        told = {"changements": self.changements, "successions_perdues": self.perdues}
        return {"cle": self.cle, **self.contenu, **told}


def importer(atelier: Workshop, fichiers: Sequence[Path], progress: Progress = silent) -> Repertoire:
    """Imports the stock files and makes them the referential in use; the same ones again change nothing.

    Raises what ``sirene.stage.run`` does: the former referential is then still the one in use.
    """
    home, former = atelier.home, atelier.register.pointed(SIRENE)
    marks = sorted(_mark(path) for path in fichiers)
    cle = digest([code_version(atelier.catalogue), *marks])
    held = _successions(atelier, former)
    retention.sweep(home)
    with retention.working(home):
        if atelier.snapshots.path(SIRENE, cle).exists() and atelier.snapshots.damaged(SIRENE, cle):
            retention.discard(atelier.snapshots.path(SIRENE, cle))
        dossier = atelier.snapshots.make(
            SIRENE, cle, lambda target: _build(atelier, fichiers, target, progress)
        )
        changed = _changed(atelier, former, cle)
        atelier.register.point(SIRENE, cle)
        progress("noms du répertoire", 0, 1)
        searchable(atelier)
        progress("noms du répertoire", 1, 1)
    retention.prune(home, atelier.register)
    told = _told(dossier)
    return Repertoire(cle, dossier, told, changed, 0 if told["contient"]["successions"] else held)


def _mark(path: Path) -> str:
    """The hash of a file's bytes. Raises UnreadableFile when there is none."""
    try:
        return sha256(path)
    except OSError as error:
        raise UnreadableFile(
            f"Fichier introuvable : « {path.name} »", str(path), "rien ne s'y lit", "vérifiez le chemin"
        ) from error


def _build(atelier: Workshop, fichiers: Sequence[Path], target: Path, progress: Progress) -> None:
    with atelier.engine(SIRENE) as engine:
        comptes = stage.run(engine, atelier.catalogue, fichiers, target, progress)
        for compte in comptes:
            verify(compte, atelier.catalogue.regle("sirene"))
        held = counts(engine, atelier.catalogue.tables, target)
        codes = unknown(engine, atelier.catalogue.tables, target, _codes(atelier.catalogue))
    said = {
        "date": max(compte.dernier for compte in comptes)[:10],
        "contient": held,
        "codes_inconnus": codes,
        "fichiers": [compte.as_dict() for compte in comptes],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    (target / COMPTES).write_text(text, encoding="utf-8")


def _codes(catalogue: Catalogue) -> dict[str, dict[str, list[str]]]:
    """The codes that the rules can read, those of the communes included."""
    known = {genre: dict(columns) for genre, columns in catalogue.regle("sirene")["codes"].items()}
    known["etablissements"]["commune_code"] = [
        one["code"] for one in catalogue.lines("referentiels/communes.csv")
    ]
    return known


def _changed(atelier: Workshop, former: str | None, cle: str) -> dict[str, dict[str, int]] | None:
    if former in (None, cle) or not atelier.snapshots.path(SIRENE, str(former)).exists():
        return None
    before, after = (atelier.snapshots.path(SIRENE, key) for key in (str(former), cle))
    with atelier.engine(SIRENE) as engine:
        try:
            return changes(engine, atelier.catalogue.tables, before, after)
        except PublicationMissing:  # another version of the product wrote the former one
            return None


def _successions(atelier: Workshop, cle: str | None) -> int:
    """How many successions a referential holds; none when there is none."""
    dossier = atelier.snapshots.path(SIRENE, cle) if cle else None
    return int(_told(dossier)["contient"]["successions"]) if dossier and dossier.is_dir() else 0


def _told(dossier: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((dossier / COMPTES).read_text(encoding="utf-8"))
    return said


def current(atelier: Workshop) -> Path | None:
    """The folder of the referential in use, where ``sirene__*.parquet`` stand; None before the first import.

    Raises UnreadableFile when it has gone: nothing is said of enterprises as if nobody had imported them.
    """
    cle = atelier.register.pointed(SIRENE)
    if cle is None:
        return None
    dossier = atelier.snapshots.path(SIRENE, cle)
    if not dossier.is_dir():
        raise _broken(atelier, dossier, "il a disparu du disque")
    return dossier


def searchable(atelier: Workshop) -> tuple[Path, Path] | None:
    """The folder of the referential in use and that of its names, which are prepared once for all searches:
    at the import, or when another version of the product did it. None before the first import.

    Raises UnreadableFile when the referential has gone.
    """
    dossier = current(atelier)
    if dossier is None:
        return None
    cle = digest([code_version(atelier.catalogue), dossier.name])

    def prepared(target: Path) -> None:
        with atelier.engine(NOMS) as engine:
            prepare_names(engine, atelier.catalogue, dossier, target)

    noms = atelier.snapshots.make(NOMS, cle, prepared)
    atelier.register.point(NOMS, cle)
    return dossier, noms


def in_use(atelier: Workshop) -> Repertoire | None:
    """The referential in use, None before the first import. Raises UnreadableFile when its files are no
    longer those that were written.
    """
    dossier = current(atelier)
    if dossier is None:
        return None
    if wrong := atelier.snapshots.damaged(SIRENE, dossier.name):
        raise _broken(atelier, dossier, f"il a changé ou manque sur le disque : {', '.join(wrong)}")
    return Repertoire(dossier.name, dossier, _told(dossier))


def _broken(atelier: Workshop, dossier: Path, pourquoi: str) -> UnreadableFile:
    return UnreadableFile(
        quoi="Le répertoire SIRENE est abîmé",
        ou=str(dossier),
        pourquoi=pourquoi,
        que_faire=f"importez-le de nouveau : {atelier.settings.commande('sirene FICHIER…')}",
    )
