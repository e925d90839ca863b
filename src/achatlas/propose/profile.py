"""The profile that a proposal makes, and its file: readable, in the shape of those of the product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from achatlas.catalogue.models_sources import Lecture, Nombres, Profil, Sens
from achatlas.domain.errors import CatalogueError
from achatlas.domain.money import NumberFormat
from achatlas.propose.model import Board, Proposition
from achatlas.propose.scan import TOTAL
from achatlas.propose.table import Table

SOURCE = "mandats_tableur"
_SIGNS = ("avant", "apres", "parentheses", "credit")


@dataclass(frozen=True)
class Reading:
    """All that was decided about how a file is read, beside its columns."""

    encodages: tuple[str, ...]
    nombres: NumberFormat
    dates: str
    base: str
    sens: Sens | None
    totaux: str
    sans_identite: bool = False


def numbers_of(fmt: NumberFormat, *, typed: bool) -> Nombres:
    """The format of numbers as a profile declares it; a workbook bears no mark that its numbers could
    have.
    """
    signs = tuple(sorted(fmt.signes, key=_SIGNS.index))
    milliers = "" if typed and fmt.milliers in (".", ",") else fmt.milliers
    return Nombres.model_validate(
        {
            "decimale": fmt.decimale,
            "milliers": milliers,
            "signe": signs,
            "symbole": fmt.symbole,
            "unite": fmt.unite,
        }
    )


def build_profile(board: Board, table: Table, reading: Reading) -> Profil:
    """The profile of a file whose columns are all decided."""
    return Profil.model_validate({
        "id": "propose",
        "libelle": "Profil proposé",
        "lecture": _opening(table, reading),
        "nombres": numbers_of(reading.nombres, typed=table.typed),
        "dates": reading.dates,
        "base": reading.base,
        "colonnes": {c.name: c.cible for c in board.columns if c.cible},
        "ignore": {c.name: c.why for c in board.columns if not c.cible and c.name},
        "sens": reading.sens,
        "lignes_de_total": reading.totaux,
        "sans_identite": reading.sans_identite,
    })  # fmt: skip


def _opening(table: Table, reading: Reading) -> dict[str, object]:
    """How the file is opened."""
    entete = "deux_lignes" if table.heading.deux_lignes else "auto"
    if table.typed:
        named = len(table.feuilles) > 1 or not table.first
        return {"format": "tableur", "entete": entete, "feuille": table.feuille if named else None}
    found = {"separateur": table.separateur, "encodage": reading.encodages, "guillemet": table.guillemet}
    return {"format": "csv", "entete": entete, **found}


def save_profile(proposition: Proposition, folder: Path, nom: str, libelle: str) -> Path:
    """Write ``<folder>/<nom>.yml`` and return it; ``folder`` is ``sources/mandats_tableur/profils`` of a
    territory.

    Raise CatalogueError when the proposal still has questions, or when a profile of that name exists.
    """
    path = folder / f"{nom}.yml"
    if proposition.profil is None:
        raise CatalogueError(
            "Ce profil ne peut pas encore être enregistré",
            str(path),
            "il reste des questions",
            "répondez-y d'abord",
        )
    if path.exists() or not nom.isidentifier():
        cause = (
            "un profil porte déjà ce nom" if path.exists() else "lettres, chiffres et traits bas seulement"
        )
        raise CatalogueError("Nom de profil refusé", str(path), cause, "choisissez un autre nom")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(render(proposition.profil, libelle), encoding="utf-8")
    return path


def render(profil: Profil, libelle: str) -> str:
    """The YAML text of a profile."""
    default = {name: field.default for name, field in Lecture.model_fields.items()}
    lecture = {
        k: _alone(v) for k, v in profil.lecture.model_dump().items() if k == "format" or v != default[k]
    }
    nombres = {k: _alone(v) for k, v in profil.nombres.model_dump().items() if v or k != "unite"}
    return "\n".join([
        f"libelle: {_scalar(libelle)}",
        "description: 'Profil proposé à la lecture d''un fichier, puis confirmé.'",
        f"lecture: {_flow(lecture)}",
        f"nombres: {_flow(nombres)}",
        f"dates: {_scalar(profil.dates)}",
        *([f"base: {profil.base}"] if profil.base != "ht" else []),
        "colonnes:",
        *(f"  {_scalar(nom)}: {cible}" for nom, cible in profil.colonnes.items()),
        *_tail(profil),
        "",
    ])  # fmt: skip


def _tail(profil: Profil) -> list[str]:
    """The rubrics that not every profile has."""
    lines = []
    if profil.sens:
        lines.append(
            f"sens: {_flow({side: list(values) for side, values in profil.sens.model_dump().items()})}"
        )
    if profil.ignore:
        lines += ["ignore:", *(f"  {_scalar(nom)}: {_scalar(why)}" for nom, why in profil.ignore.items())]
    if profil.lignes_de_total != TOTAL.pattern:
        lines.append(f"lignes_de_total: {_scalar(profil.lignes_de_total)}")
    if profil.sans_identite:
        lines.append("sans_identite: true")
    return lines


def _alone(value: Any) -> Any:
    """A tuple of one as its value, a longer one as a list."""
    return value if not isinstance(value, tuple) else value[0] if len(value) == 1 else list(value)


def _flow(value: Any) -> str:
    return yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000
    ).strip()


def _scalar(text: str) -> str:
    return yaml.safe_dump(
        [text], allow_unicode=True, default_flow_style=True, width=10_000, default_style="'"
    ).strip()[1:-1]
