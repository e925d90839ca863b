"""Reads every definition from the package and from a territory's overlay; the same id replaces the file
whole.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import ValidationError

from achatlas.catalogue import names
from achatlas.catalogue.models import (
    Agregat,
    Axe,
    Cascade,
    Definition,
    Enjeu,
    Mesure,
    Table,
    Tableau,
    Taux,
    Terme,
)
from achatlas.catalogue.models_controles import Controle, Serie
from achatlas.catalogue.models_fiabilite import Fiabilite, Published
from achatlas.catalogue.models_fiches import Constat, Fiche, Repere
from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.catalogue.models_leviers import Levier
from achatlas.catalogue.models_obligations import Essentiel, Obligation, RepereNational
from achatlas.catalogue.pivot import revised
from achatlas.catalogue.refus import fault, place, refer, unreadable
from achatlas.catalogue.text import read_yaml
from achatlas.domain.errors import CatalogueError
from achatlas.domain.evolution import Pivot
from achatlas.domain.langue import FRENCH

Stamp = tuple[Path, int, int]
PACKAGE = Path(__file__).resolve().parent.parent
Ranked = TypeVar(
    "Ranked",
    Taux, Enjeu, Terme, Fiabilite, Repere, Constat, Indicateur, Levier, Obligation, RepereNational,
    Essentiel,
)  # fmt: skip
D = TypeVar("D", bound=Definition)


def _yaml(path: Path) -> dict[str, Any]:
    try:
        content = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(
            quoi="Définition illisible",
            ou=f"{path}{place(error)}",
            pourquoi=unreadable(error),
            que_faire="Corrigez la syntaxe YAML, et enregistrez en UTF-8.",
        ) from error
    if not isinstance(content, dict):
        raise CatalogueError(
            quoi="Définition vide",
            ou=str(path),
            pourquoi="le fichier ne contient pas de clés",
            que_faire="Complétez-le.",
        )
    return content


def _build(model: type[D], path: Path) -> D:
    """Builds one definition; the file's name is its id.

    Raises CatalogueError naming the file and the key at fault.
    """
    try:
        return model.model_validate({"id": path.stem, **_yaml(path)})
    except ValidationError as error:
        key, cause = fault(error)
        raise CatalogueError(
            quoi="Définition refusée",
            ou=f"{path}, clé « {key} »",
            pourquoi=cause,
            que_faire="Comparez avec une définition voisine du même dossier.",
        ) from error


@lru_cache(maxsize=64)
def records(state: Stamp) -> tuple[tuple[int, Mapping[str, str]], ...]:
    """The records of a state of a table, each with its line: runs of one process read it once."""
    path, *_ = state
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=";")
        try:
            return tuple((reader.line_num, line) for line in reader)
        except UnicodeDecodeError as error:
            raise CatalogueError(
                quoi="Table illisible",
                ou=f"{path}, après la ligne {reader.line_num}",
                pourquoi="elle n'est pas en UTF-8",
                que_faire="enregistrez-la en « CSV UTF-8 »",
            ) from error


def _ranked(kind: str, model: type[Ranked]) -> cached_property[Mapping[str, Ranked]]:
    """The definitions of a folder by id, in their order, read once by each catalogue."""

    def read(catalogue: Catalogue) -> Mapping[str, Ranked]:
        return catalogue._ordered(kind, model)

    return cached_property(read)


@dataclass(frozen=True)
class Catalogue:
    """All that is defined, by its place: the package, the overlay ``instance``, over them the ``pivot``."""

    instance: Path | None = None
    pivot: Pivot = Pivot()
    langue: ClassVar[str] = FRENCH.code
    made: ClassVar[tuple[str, ...]] = ()
    """What tells its axes that persons made from any others: nothing when there are none."""

    @property
    def retires(self) -> dict[str, str]:
        """The segments that stand no more and the one where each ends, where the files have one there."""
        return {code: vers for code, vers in self.pivot.retires.items() if vers in self.segments}

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders searched, the overlay last so that it wins."""
        return (PACKAGE,) if self.instance is None else (PACKAGE, self.instance)

    def paths(self, kind: str, pattern: str = "*.yml") -> Mapping[str, Path]:
        """Where each definition of a kind stands, by id: ``paths("axes")["famille"]``."""
        found = {p.stem: p for root in self.roots for p in sorted((root / "metier" / kind).glob(pattern))}
        return dict(sorted(found.items()))

    def _all(self, kind: str, model: type[D], pattern: str = "*.yml") -> Mapping[str, D]:
        return {name: _build(model, path) for name, path in self.paths(kind, pattern).items()}

    def _ordered(self, kind: str, model: type[Ranked]) -> Mapping[str, Ranked]:
        return dict(sorted(self._all(kind, model).items(), key=lambda item: (item[1].ordre, item[0])))

    def _named(self, genre: str, kind: str, model: type[D]) -> Mapping[str, D]:
        for name, path in self.paths(kind).items():
            names.verify(genre, name, str(path))
        return self._all(kind, model)

    def file(self, relative: str) -> Path:
        """The data file ``metier/<relative>``, the overlay's if it has one."""
        for root in reversed(self.roots):
            path = root / "metier" / relative
            if path.exists():
                return path
        raise CatalogueError(
            quoi="Donnée de référence absente",
            ou=f"metier/{relative}",
            pourquoi="le fichier n'existe ni dans le produit ni dans l'instance",
            que_faire="Rétablissez-le depuis le dépôt.",
        )

    def lines(self, relative: str) -> Iterator[dict[str, str]]:
        """The records of a semicolon CSV of ``metier/``, those of the nomenclature as it is in force."""
        found = (line for _, line in self.numbered(relative))
        return iter(revised(self.pivot, relative, found, self._familles)) if self.pivot else found

    @cached_property
    def _familles(self) -> Mapping[str, str]:
        return {line["code"]: line["libelle"] for _, line in self.numbered("nomenclature/familles.csv")}

    def numbered(self, relative: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The records of a semicolon CSV of ``metier/``, each with its line in the file, which persons change
        nothing of. Raises CatalogueError when it is not in UTF-8.
        """
        return ((number, dict(line)) for number, line in records(self.stamp(relative)))

    def stamp(self, relative: str) -> Stamp:
        """Which state of a data file counts: where it is, when it was written, its bytes."""
        path = self.file(relative)
        told = path.stat()
        return path, told.st_mtime_ns, told.st_size

    @cached_property
    def axes(self) -> Mapping[str, Axe]:
        """Axes by id."""
        return self._named("axe", "axes", Axe)

    @cached_property
    def mesures(self) -> Mapping[str, Mesure]:
        """Measures by id."""
        return self._named("mesure", "mesures", Mesure)

    @cached_property
    def tableaux(self) -> Mapping[str, Tableau]:
        """Dashboards by id."""
        return self._named("tableau", "tableaux", Tableau)

    @cached_property
    def agregats(self) -> Mapping[str, Agregat]:
        """Pre-aggregated marts by id, those of operators with every attribute."""
        more = tuple(self.attributs)
        found = self._all("agregats", Agregat)
        wide = {n: a.model_copy(update={"axes": (*a.axes, *more)}) for n, a in found.items() if a.attributs}
        return {**found, **wide}

    @cached_property
    def attributs(self) -> Mapping[str, Axe]:
        """The axes that an attribute of operators tells, by id."""
        return {name: axe for name, axe in self.axes.items() if axe.attribut}

    @cached_property
    def caracteres(self) -> Mapping[str, Axe]:
        """The axes that a character of marchés tells, by id."""
        return {name: axe for name, axe in self.axes.items() if axe.caractere}

    @cached_property
    def taux(self) -> Mapping[str, Taux]:
        """Shares told as intervals by id, in their order."""
        return self._ordered("taux", Taux)

    @cached_property
    def enjeux(self) -> Mapping[str, Enjeu]:
        """What a decision of segment puts at stake by id, in their order. Raises CatalogueError."""
        found = self._ordered("enjeux", Enjeu)
        known = next(self.lines("nomenclature/leviers.csv"), {})
        for one in found.values():
            refer(f"enjeux/{one.id}", "colonne", [one.colonne], known)
        return found

    @cached_property
    def termes(self) -> tuple[Terme, ...]:
        """The terms of the score of the data, in their order."""
        return tuple(self._ordered("qualite", Terme).values())

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Table schemas by id, with the columns of attributes of operators and of characters of marchés where
        they are borne.
        """
        axes = self.axes.values()
        return {name: table.bearing(axes) for name, table in self._all("tables", Table).items()}

    @cached_property
    def controles(self) -> Mapping[str, Controle]:
        """Validation rules by id."""
        return self._all("controles", Controle)

    fiabilites = _ranked("fiabilite", Fiabilite)
    """What is measured of the machine, in the order of the page."""

    @cached_property
    def fiches(self) -> Mapping[str, Fiche]:
        """Kinds of pages of members by id."""
        return self._named("fiche", "fiches", Fiche)

    reperes = _ranked("reperes", Repere)
    """What is compared among peers by id, in their order."""
    constats = _ranked("constats", Constat)
    """The sentences that a view may say by id, in their order."""
    indicateurs = _ranked("indicateurs", Indicateur)
    """Indicators of the SPASER by id: social, environmental, economic."""
    leviers = _ranked("leviers", Levier)
    """Levers of indicators by id, in their order."""
    obligations = _ranked("obligations", Obligation)
    """What the law asks by id, the oldest first."""
    reperes_nationaux = _ranked("reperes_nationaux", RepereNational)
    """What others publish of the same figures by id, the latest first."""
    essentiels = _ranked("essentiels", Essentiel)
    """What an élu reads first by id, in the order of the page."""

    def published(self, sujet: str) -> tuple[Published, ...]:
        """The measures published of one of these, the invented samples last."""
        found = self._all(f"fiabilite/{sujet}", Published, "*.json")
        return tuple(sorted(found.values(), key=lambda one: (one.simule, one.id)))

    def seuil(self, fichier: str, nom: str) -> Serie:
        """A dated value of ``metier/seuils/<fichier>.yml``."""
        return Serie.model_validate(_yaml(self.file(f"seuils/{fichier}.yml"))[nom])

    def regle(self, nom: str) -> Mapping[str, Any]:
        """The figures of ``metier/regles/<nom>.yml``."""
        return _yaml(self.file(f"regles/{nom}.yml"))

    @cached_property
    def cascade(self) -> Cascade:
        """The order of the classification engines."""
        return _build(Cascade, self.file("regles/cascade.yml"))

    @cached_property
    def segments(self) -> Mapping[str, dict[str, str]]:
        """Segments of the pivot nomenclature by code, with the columns of their CSV: those retired since
        too, which nothing bears any more.
        """
        return {line["code"]: line for line in self.lines("nomenclature/pivot.csv")}

    def axes_of(self, fait: str) -> Mapping[str, Axe]:
        """The axes that a fact carries, named as it calls them."""
        return _carried(self, fait)

    def dashboards(self, fait: str = "") -> tuple[Tableau, ...]:
        """Dashboards in the order of the navigation, of one fact if it is named."""
        kept = [t for t in self.tableaux.values() if fait in ("", t.fait)]
        return tuple(sorted(kept, key=lambda tableau: (tableau.rang, tableau.id)))

    def mesures_of(self, fait: str) -> Mapping[str, Mesure]:
        """The measures of a fact."""
        return {name: mesure for name, mesure in self.mesures.items() if mesure.fait == fait}


def motif_of(catalogue: Catalogue, nom: str) -> Mapping[str, str]:
    """What a reason named after a validation rule says: its label, and what to do; empty for another."""
    if nom not in catalogue.controles:
        return {}
    controle = catalogue.controles[nom]
    cas = [one for one in controle.cas.values() if one.severite == "erreur"]
    faire = " ; ".join(dict.fromkeys(one.que_faire for one in cas))
    return {"libelle": f"{controle.libelle} ({nom.upper()})", "que_faire": faire}


def _carried(catalogue: Catalogue, fait: str) -> Mapping[str, Axe]:
    """The axes of a fact, told once for each catalogue: a page asks for them hundreds of times."""
    told: dict[str, Mapping[str, Axe]] = catalogue.__dict__.setdefault("_of_facts", {})
    if fait not in told:
        told[fait] = {name: axe.of(fait) for name, axe in catalogue.axes.items() if fait in axe.faits}
    return told[fait]


def with_axes(catalogue: Catalogue, axes: Iterable[Axe]) -> Catalogue:
    """The same catalogue with axes that persons made."""
    found, made = copy(catalogue), {axe.id: axe for axe in axes}
    found.__dict__["axes"] = {**catalogue.axes, **made}
    found.__dict__["_of_facts"] = {}
    found.__dict__["made"] = tuple(axe.model_dump_json() for _, axe in sorted(made.items()))
    return found
