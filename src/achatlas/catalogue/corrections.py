"""Repairs written as data: ``sources/<id>/corrections.yml``, in the product or in a territory's overlay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.catalogue.models_controles import Correction
from achatlas.catalogue.refus import fault
from achatlas.catalogue.text import read_yaml
from achatlas.domain.errors import CatalogueError

REGLES = "regles/corrections.yml"
FICHIER = "corrections.yml"


@dataclass(frozen=True)
class Reparation:
    """A repair as found: the source it repairs, and whether the product or the territory wrote it."""

    source: str
    origine: str
    correction: Correction


def corrections(catalogue: Catalogue, table: str) -> tuple[Reparation, ...]:
    """The repairs of every source that writes a table; the territory's wins on the same value.

    Raises CatalogueError naming the file and the key: unknown key, field that cannot be repaired, value kept
    that says nothing, value repaired twice.
    """
    found: dict[tuple[str, str, str], Reparation] = {}
    for root in catalogue.roots:
        origine = "produit" if root == PACKAGE else "instance"
        for path in sorted((root / "sources").glob(f"*/{FICHIER}")):
            if _writes(catalogue, path.parent.name) == table:
                for one in _read(catalogue, path, table):
                    found[path.parent.name, one.champ, one.valeur] = Reparation(
                        path.parent.name, origine, one
                    )
    return tuple(found[key] for key in sorted(found))


def _writes(catalogue: Catalogue, source: str) -> str:
    """The table that a source writes, as its definition says."""
    for root in reversed(catalogue.roots):
        path = root / "sources" / source / "source.yml"
        if path.exists():
            return str(read_yaml(path).get("ecrit", ""))
    return ""


def _read(catalogue: Catalogue, path: Path, table: str) -> Iterator[Correction]:
    rules = read_yaml(catalogue.file(REGLES))
    columns = {c for c, d in catalogue.tables[table].colonnes.items() if d.type == "string"}
    allowed = columns - set(rules["champs_exclus"]) | set(rules["champs_de_liste"].get(table, ()))
    said = read_yaml(path)
    if not isinstance(said, list):
        raise _refused(path, 0, "une liste de corrections est attendue")
    seen: set[tuple[str, str]] = set()
    for rank, content in enumerate(said, start=1):
        one = _one(path, rank, content)
        if one.champ not in allowed:
            raise _refused(path, rank, f"le champ « {one.champ} » ne se corrige pas")
        if one.par.strip().casefold() in {s.casefold() for s in rules["valeurs_refusees"]}:
            raise _refused(path, rank, f"« {one.par} » ne dit rien : une valeur inconnue reste inconnue")
        if one.par == one.valeur or (one.champ, one.valeur) in seen:
            raise _refused(path, rank, "cette valeur est corrigée deux fois, ou par elle-même")
        seen.add((one.champ, one.valeur))
        yield one


def _one(path: Path, rank: int, content: Any) -> Correction:
    try:
        return Correction.model_validate(content)
    except ValidationError as error:
        key, cause = fault(error)
        raise _refused(path, rank, f"clé « {key} » : {cause}") from error


def _refused(path: Path, rank: int, cause: str) -> CatalogueError:
    return CatalogueError(
        quoi="Correction refusée",
        ou=f"{path}, correction {rank}",
        pourquoi=cause,
        que_faire="écrivez champ, valeur exacte, par, motif, constate (fichier et ligne) et date",
    )
