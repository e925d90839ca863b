"""One small territory, made by the generator of the demonstration and by the real pipeline."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from achatlas import pipeline
from achatlas.analyse.scope import Atlas, Droits, Scope, consolidated, individual
from achatlas.catalogue.territoire import Fichier
from achatlas.pipeline import sirene
from achatlas.settings import Settings
from achatlas.store.publications import Publication, Sessions, current
from demo.generer import generer
from demo.repertoire import DOSSIER

GENRES = ("commune", "ccas", "hopital", "sem", "syndicat_mixte")
LIGNES, NAME = 3_000, "demonstration"
Record = dict[str, Any]


@dataclass(frozen=True)
class Petit:
    """A published territory and what it takes to question it."""

    settings: Settings

    @cached_property
    def atelier(self) -> pipeline.Workshop:
        """The workshop of the pipeline."""
        return pipeline.open_workshop(self.settings)

    @cached_property
    def publication(self) -> Publication:
        """What is published."""
        return current(self.settings.home)

    @cached_property
    def atlas(self) -> Atlas:
        """What a server would hold open."""
        sessions = Sessions(self.settings.home / "lecture")
        return Atlas(self.atelier.catalogue, self.publication, sessions)

    @property
    def sirens(self) -> list[str]:
        """The five buyers, in order."""
        return sorted(self.atelier.territoire.sirens)

    def individuel(self, siren: str) -> Scope:
        """The view of one buyer."""
        return individual(self.atlas, Droits(frozenset({siren}), consolide=False), siren)

    def consolide(self, *sirens: str) -> Scope:
        """The common view, of somebody who may open the lines of these buyers."""
        return consolidated(self.atlas, Droits(frozenset(sirens), consolide=True))

    def folder(self, etape: str) -> Path:
        """Where the only result of a stage stands."""
        (found,) = (self.settings.home / "instantanes" / etape).iterdir()
        return found

    def mart(self, fait: str) -> list[Record]:
        """The rows of a mart, as its Parquet file holds them."""
        path = self.folder("cartes") / f"mart__{fait}.parquet"
        rows: list[Record] = pq.read_table(path).to_pylist()
        return rows


def _fewer(home: Path) -> None:
    """Keeps the first buyer of each kind, its files, and the contracts of all."""
    path = home / "territoire.yml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    firsts = {a["type"]: a for a in reversed(told["acheteurs"])}
    told["acheteurs"] = [firsts[genre] for genre in GENRES]
    kept = {a["siren"] for a in told["acheteurs"]} | {None}
    told["fichiers"] = [f for f in told["fichiers"] if f["acheteur"] in kept]
    path.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")


def deposit(atelier: pipeline.Workshop, fichier: Fichier) -> pipeline.Imported:
    """Imports a file of the territory, in this process."""
    path = atelier.home / fichier.chemin
    return pipeline.import_file(atelier, path, fichier.acheteur, fichier.source, fichier.profil)


def _of(racine: Path) -> Petit:
    home = racine / NAME
    return Petit(Settings(racine, home.name, home / "instance", "600MB"))


def twin(made: Path, racine: Path) -> Petit:
    """All of a territory that was built, elsewhere."""
    shutil.copytree(made / NAME, racine / NAME)
    return _of(racine)


def build(racine: Path) -> Petit:
    """Generates, imports, runs and publishes."""
    petit = _of(racine)
    home, settings = petit.settings.home, petit.settings
    generer(home, lignes=LIGNES)
    _fewer(home)
    for fichier in petit.atelier.territoire.fichiers:
        deposit(petit.atelier, fichier)
    sirene.importer(petit.atelier, sorted((settings.home / DOSSIER).glob("*.csv")))
    pipeline.run(petit.atelier)
    pipeline.publish(petit.atelier)
    return petit


def copy(petit: Petit, racine: Path) -> Petit:
    """The same territory elsewhere, its files imported, nothing run yet."""
    home = racine / petit.settings.territoire
    for etape in ("brut", "sirene"):
        shutil.copytree(petit.settings.home / "instantanes" / etape, home / "instantanes" / etape)
    shutil.copytree(petit.settings.home / "instance", home / "instance")
    for name in ("territoire.yml", "registre.sqlite3"):
        shutil.copyfile(petit.settings.home / name, home / name)
    return _of(racine)
