"""Discovery without magic: everything that was found, from where, with its first sentence."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from achatlas.analyse import formes
from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.references import check
from achatlas.classify import engine as classify
from achatlas.cleanse import caractere
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError
from achatlas.enrich import attribut
from achatlas.ingest.discover import discover
from achatlas.reconcile import engine as reconcile
from achatlas.settings import read

GENRES = (
    "axes", "mesures", "taux", "enjeux", "tableaux", "agregats", "tables", "controles", "qualite",
    "fiabilite", "seuils", "territoires", "fiches", "reperes", "constats", "indicateurs",
    "obligations", "reperes_nationaux", "essentiels", "leviers",
)  # fmt: skip
PHRASES = ("definition", "description", "libelle")


@dataclass(frozen=True)
class Item:
    """Something found: its id, its first sentence, and where it stands."""

    id: str
    phrase: str
    ou: str

    def as_dict(self) -> dict[str, str]:
        """Plain values."""
        return asdict(self)


def _sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0].rstrip(".")


def _where(path: Path) -> str:
    return str(path.relative_to(PACKAGE)) if path.is_relative_to(PACKAGE) else str(path)


def _first(content: Mapping[str, Any]) -> str:
    """What a definition says of itself; a file of several series says what the first one is."""
    series = next((one for one in content.values() if isinstance(one, dict) and "libelle" in one), {})
    return _sentence(str(next((c[k] for c in (content, series) for k in PHRASES if c.get(k)), "")))


def _defined(catalogue: Catalogue, genre: str) -> list[Item]:
    found = catalogue.paths(genre)
    return [
        Item(n, _first(yaml.safe_load(p.read_text(encoding="utf-8"))), _where(p)) for n, p in found.items()
    ]


def _engines(engines: Mapping[str, object], folder: str) -> list[Item]:
    return [Item(n, _sentence(type(e).__doc__ or ""), f"{folder}/{n}.py") for n, e in engines.items()]


def engines_left_out(instance: Path | None) -> list[Path]:
    """Engines and attributes written in an overlay: they are code, and only those of the product are read."""
    stages = ("classify", "enrich", "reconcile")
    return [] if instance is None else [p for s in stages for p in sorted((instance / s).rglob("*.py"))]


def inventory(catalogue: Catalogue) -> dict[str, list[Item]]:
    """Everything found by its place, by kind; cross-references are checked on the way (CatalogueError)."""
    check(catalogue)
    attribut.verify(catalogue)
    caractere.verify(catalogue)
    formes.verify(catalogue)
    said = {genre: _defined(catalogue, genre) for genre in GENRES}
    sources = discover(catalogue)
    said["sources"] = [
        Item(n, _sentence(s.definition.description), _where(s.dossier)) for n, s in sources.items()
    ]
    said["profils"] = [
        Item(n, _sentence(p.libelle), f"{_where(s.dossier)}/profils/{n}.yml")
        for s in sources.values()
        for n, p in s.profils.items()
    ]
    said["attributs"] = [
        Item(n, _sentence(doc), f"enrich/attributs/{n}.py") for n, doc in attribut.described().items()
    ]
    said["caracteres"] = [
        Item(n, _sentence(doc), f"cleanse/caracteres/{n}.py") for n, doc in caractere.described().items()
    ]
    said["formes"] = [
        Item(n, _sentence(doc), f"analyse/formes/{n}.py") for n, doc in formes.described().items()
    ]
    said["moteurs_de_classement"] = _engines(classify.discover(), "classify/engines")
    said["moteurs_de_rapprochement"] = _engines(reconcile.discover(), "reconcile/engines")
    return said


def catalogue(asked: argparse.Namespace, display: Display) -> int:
    """Lists all that was found, from where, with its first sentence; CatalogueError for an unknown kind."""
    instance = read(asked.territoire).instance
    found = inventory(Catalogue(instance))
    if asked.genre is not None and asked.genre not in found:
        raise CatalogueError(
            quoi=f"Genre inconnu : « {asked.genre} »",
            pourquoi="rien de tel n'est répertorié",
            que_faire=f"choisissez parmi : {', '.join(found)}",
        )
    kept = {genre: items for genre, items in found.items() if asked.genre in (None, genre)}
    display.machine({genre: [item.as_dict() for item in items] for genre, items in kept.items()})
    for genre, items in kept.items():
        display.title(genre, f"({len(items)})")
        display.table(("", "", ""), [(item.id, item.phrase, item.ou) for item in items])
    for path in engines_left_out(instance):
        display.say(f"▲ {path} n'est pas lu : un moteur est du code, il s'installe dans le produit.")
    return 0
