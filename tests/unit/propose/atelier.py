"""Invented exports: lines of mandat written under any header, in any form; bodies of the 000 block (ADR
10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.stage import IngestResult, ingest_file
from achatlas.propose import Proposition, match_profile, propose, save_profile

CATALOGUE = Catalogue()
NAMES = (
    "ÉTABLISSEMENTS DUPRÉ",
    "Société Générale du Bâtiment",
    "MÉNAGE & Cie",
    "Crèche des Bérets",
    "L’Épicéa",
)
OBJECTS = (
    "Fournitures scolaires",
    "Réparation de l’école",
    "Électricité 2e trimestre",
    "Goûters",
    "Entretien",
)
ACCOUNTS = ("60612", "615221", "6067", "2188", "61551")


@dataclass(frozen=True)
class Mandat:
    """One invented line: the tax in thousandths of the amount without it."""

    rank: int
    cents: int
    day: date
    rate: int = 200

    @property
    def tax(self) -> int:
        """The tax, rounded to the cent."""
        return (self.cents * self.rate + (500 if self.cents >= 0 else -500)) // 1000

    def cell(self, role: str, money: str, day: str) -> str:
        """What one column says of the line."""
        texts = {
            "ex": str(self.day.year), "num": str(1000 + self.rank), "bord": str(self.rank // 5 + 1),
            "date": written_date(self.day, day), "compte": ACCOUNTS[self.rank % 5],
            "nom": NAMES[self.rank % 5],
            "code": f"F{self.rank % 5:04}", "siret": f"0000000{self.rank % 5}",
            "objet": OBJECTS[self.rank % 5],
            "service": "Écoles", "cp": "01200", "ville": "Valserine", "iban": "FR7630006000011234567890189",
            "ht": written(self.cents, money), "tva": written(self.tax, money),
            "ttc": written(self.cents + self.tax, money), "vide": "", "marche": f"2024M{self.rank % 3}",
            "debit": written(max(self.cents, 0), money), "credit": written(max(-self.cents, 0), money),
            "abs": written(abs(self.cents), money), "sens": "D" if self.cents >= 0 else "C",
            "texte": "divers", "taux": "20", "facture": f"FA{self.rank}",
        }  # fmt: skip
        return texts[role]


def mandats(n: int = 40) -> list[Mandat]:
    """Lines over one year, some negative, some large, every day of the month met."""
    return [
        Mandat(
            i,
            (-1 if i % 11 == 7 else 1) * (i * 7919 + i * i * 1013 + 12345),
            date(2024, 1 + i % 12, 1 + (i * 5) % 28),
        )
        for i in range(n)
    ]


def written(cents: int, form: str) -> str:
    """An amount in a form: decimal mark, grouping mark, then how a negative is written (-, ) or after)."""
    mark, group, sign = form[0], form[1:-1], form[-1]
    whole, part = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", group) + f"{mark}{part:02}"
    if cents >= 0:
        return text
    return {"-": f"-{text}", ")": f"({text})", "+": f"{text}-"}[sign]


def written_date(day: date, form: str) -> str:
    """A date in a form; ``serie`` is the number that a spreadsheet gives."""
    if form == "serie":
        return str((day - date(1899, 12, 30)).days)
    return day.isoformat() if form == "iso" else day.strftime(form)


def write_csv(
    path: Path, columns: Sequence[tuple[str, str]], lines: Sequence[Mandat], *,
    money: str = ",\u00a0-", day: str = "%d/%m/%Y", separateur: str = ";", encodage: str = "cp1252", before:
    str = "", ) -> Path:  # fmt: skip
    """Write lines under (header, role) columns."""
    rows = [
        [name for name, _ in columns],
        *([m.cell(role, money, day) for _, role in columns] for m in lines),
    ]
    quoted = [separateur.join(_quoted(cell, separateur) for cell in row) for row in rows]
    path.write_bytes((before + "\r\n".join([*quoted, ""])).encode(encodage))
    return path


def _quoted(cell: str, separateur: str) -> str:
    return f'"{cell}"' if separateur in cell or "\n" in cell else cell


def columns(text: str) -> list[tuple[str, str]]:
    """(header, role) of ``N° mandat=num | Tiers=nom``."""
    return [tuple(part.strip().rsplit("=", 1)) for part in text.split(" | ")]  # type: ignore[misc]


def answered(path: Path, answers: Mapping[str, str] | None = None) -> tuple[Proposition, dict[str, str]]:
    """The proposal once every question has been answered, and the questions that were asked with the
    answers.
    """
    given: dict[str, str] = {}
    for _ in range(8):
        found = propose(path, CATALOGUE, reponses=given)
        if not found.questions:
            return found, given
        for question in found.questions:
            given[question.id] = (answers or {}).get(question.id) or question.propose or question.choix[0][0]
    raise AssertionError(found.questions)


def ingest(proposition: Proposition, path: Path, folder: Path) -> IngestResult:
    """Save the profile in a territory, see it matched, and read the file with it."""
    catalogue = Catalogue(folder / "territoire")
    save_profile(proposition, folder / "territoire/sources/mandats_tableur/profils", "essai", "Essai")
    assert match_profile(path, catalogue) == ("mandats_tableur", "essai")
    target = folder / "sortie"
    target.mkdir()
    return ingest_file(
        path, acheteur_siren=None, source="mandats_tableur", profil="essai", cible=target, catalogue=catalogue
    )


def rows(result: IngestResult) -> list[dict[str, object]]:
    """The accepted lines of a file."""
    found: list[dict[str, object]] = pq.read_table(result.chemin).to_pylist()
    return found
