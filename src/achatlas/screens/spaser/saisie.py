"""An objective as it is typed: its targets by year, whom it binds, who carries it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from achatlas.domain.objectif import Objectif
from achatlas.langues import translated

ROWS, WIDE = 4, 120
WEIGHTS = ("1", "2", "3", "4", "5")
YEAR = re.compile(r"20\d\d")
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class Typed:
    """What is typed, as texts: pairs of year and target, buyers, and words."""

    cibles: tuple[tuple[str, str], ...]
    acheteurs: tuple[str, ...]
    axe: str
    pilote: str
    poids: str
    motif: str

    @staticmethod
    def of(told: Mapping[str, str], acheteurs: Sequence[str]) -> Typed:
        """What a form sends."""
        pairs = tuple(
            (told.get(f"annee_{n}", "").strip(), told.get(f"cible_{n}", "").strip()) for n in range(ROWS)
        )
        words = {name: told.get(name, "").strip() for name in ("axe", "pilote", "poids", "motif")}
        return Typed(cibles=pairs, acheteurs=tuple(acheteurs), **words)

    @staticmethod
    def written(kept: Objectif | None, annee: str) -> Typed:
        """What an objective says, or an empty form whose first year is the one shown."""
        said = sorted(kept.cibles.items()) if kept else []
        pairs = [(str(year), plain(value)) for year, value in said] or [(annee, "")]
        pairs += [("", "")] * (ROWS - len(pairs))
        if kept is None:
            return Typed(tuple(pairs), (), "", "", "1", "")
        return Typed(tuple(pairs), kept.acheteurs, kept.axe, kept.pilote, str(kept.poids), "")


def plain(value: Decimal) -> str:
    """A target as it is typed: « 32,5 »."""
    told = f"{value:f}"
    return (told.rstrip("0").rstrip(".") if "." in told else told).replace(".", ",")


def number(text: str) -> Decimal | None:
    """A target that is typed, a comma or a point before its decimals; None for what is no number."""
    kept = re.sub(r"[\s%\u202f\u00a0]", "", text)
    return Decimal(kept.replace(",", ".")) if NUMBER.fullmatch(kept) else None


def read(typed: Typed, sirens: frozenset[str], unite: str) -> tuple[dict[str, object], dict[str, str]]:
    """The fields of an objective, and what is wrong by field."""
    cibles, wrong = _cibles(typed, unite)
    weight = typed.poids if typed.poids in WEIGHTS else ""
    if not weight:
        wrong["poids"] = translated("Écrivez un poids de 1 à 5.")
    if unknown := [one for one in typed.acheteurs if one not in sirens]:
        wrong["acheteurs"] = f"{translated('Acheteur inconnu')} : {', '.join(unknown)}"
    words = {name: str(getattr(typed, name)) for name in ("axe", "pilote", "motif")}
    wrong |= _too_long(words)
    return {
        "cibles": cibles,
        "acheteurs": tuple(sorted(typed.acheteurs)),
        "poids": int(weight or 1),
        **words,
    }, wrong


def _too_long(words: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with words, by their field."""
    return {
        name: translated("Écrivez au plus 120 caractères, sur une ligne.")
        for name, said in words.items()
        if len(said) > WIDE or not said.isprintable()
    }


def _cibles(typed: Typed, unite: str) -> tuple[dict[int, Decimal], dict[str, str]]:
    """The targets that are typed, and what is wrong by field."""
    found: dict[int, Decimal] = {}
    wrong: dict[str, str] = {}
    for rank, (year, target) in enumerate(typed.cibles):
        value, said = number(target), excess(target, unite)
        if not (year or target):
            continue
        if not YEAR.fullmatch(year):
            wrong[f"annee_{rank}"] = translated("Écrivez une année, comme 2027.")
        elif said or value is None:
            wrong[f"cible_{rank}"] = said
        elif int(year) in found:
            wrong[f"annee_{rank}"] = translated("Cette année est déjà dite.")
        else:
            found[int(year)] = value
    if not found and not wrong:
        wrong["annee_0"] = translated("Écrivez au moins une année et sa cible.")
    return found, wrong


def excess(target: str, unite: str) -> str:
    """What is wrong with a target that is typed; "" when nothing is."""
    value = number(target)
    if value is None:
        return translated("Écrivez un nombre, comme 30 ou 32,5.")
    return translated("Une part ne dépasse pas 100 %.") if unite == "pourcent" and value > 100 else ""
