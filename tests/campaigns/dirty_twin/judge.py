"""What was imported, compared with the truth: false values that nothing says, and clean lines refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.domain.balance import Ledger
from tests.campaigns.dirty_twin.damage import LOST, SAME
from tests.campaigns.dirty_twin.files import Truth, Twin

Read = Mapping[str, Any]


@dataclass
class Verdict:
    """What the campaign has found; ``silent`` tells each false value, ``refused`` each clean line refused."""

    silent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rows: int = 0
    clean: int = 0
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def kept(self) -> float:
        """Share of the clean lines that were accepted."""
        return 1 - len(self.refused) / max(self.clean, 1)


def net_lines(folder: Path) -> dict[str, dict[int, Read]]:
    """The cleansed lines by deposit and number, each with what the journal says of its fields."""
    lines: dict[str, dict[int, Read]] = {}
    for row in pq.read_table(folder / "net__mandats.parquet").to_pylist():
        lines.setdefault(row["depot"], {})[row["numero_ligne"]] = {**row, "told": set()}
    for row in pq.read_table(folder / "journal_mandats.parquet").to_pylist():
        if found := lines.get(row["depot"], {}).get(row["numero_ligne"]):
            found["told"].add(row["champ"])
    return lines


def judge(verdict: Verdict, twin: Twin, read: Mapping[int, Read], account: Ledger) -> None:
    """Compares the accepted lines of a file with their truth; its account must hold every row."""
    name = f"{twin.path.name} ({twin.form})"
    if not account.equilibre:
        verdict.silent.append(f"{name}: its account does not balance")
    expected = len(twin.truth) - 1 - twin.unseen
    if account.lu.lignes != expected:
        verdict.silent.append(f"{name}: {account.lu.lignes} rows counted of {expected}")
    for number in read.keys() - twin.truth.keys():
        verdict.silent.append(f"{name}, line {number}: accepted, and not in the file")
    for number, truth in twin.truth.items():
        row = read.get(number)
        verdict.rows += 1
        verdict.clean += truth.fate == SAME
        if row is not None and truth.damage == "shifted" and _told(truth, row):
            verdict.fates["shifted: accepted, and told"] += 1
            continue
        verdict.fates[f"{truth.damage or 'whole'}: {'accepted' if row else 'refused'}"] += 1
        where = f"{name}, line {number}, {truth.damage or 'whole'}"
        if row is None and truth.fate == SAME:
            verdict.refused.append(where)
        if row is not None:
            verdict.silent += [f"{where}: {fault}" for fault in _faults(truth, row)]


def _told(truth: Truth, row: Read) -> bool:
    """Whether a shifted line says that something is wrong with it: its day or its SIRET cannot be read, or
    it has no account and stays out of the map. In a workbook whose last column is blank on that line, no
    width tells the shift.
    """
    lost = truth.line is not None and truth.line.siret and not row["tiers_siret"]
    return bool(row["told"]) or not row["compte"] or bool(lost)


def _faults(truth: Truth, row: Read) -> Iterator[str]:
    """What an accepted line says that is false without saying so."""
    line = truth.line
    if line is None or truth.fate == LOST:
        yield f"accepted for {row['montant_ht_centimes']} cents"
        return
    if row["montant_ht_centimes"] != line.cents:
        yield f"{row['montant_ht_centimes']} cents for {line.cents}"
    day = row["date_mandat"]
    if day != line.day and (day is not None or truth.fate == SAME):
        yield f"day {day} for {line.day}"
    siret, siren = row["tiers_siret"] or "", row["tiers_siren"] or ""
    if (siret or line.siret) != line.siret or (siren or line.siret[:9]) != line.siret[:9]:
        yield f"SIRET {siret or siren} for {line.siret}"
    if truth.fate == SAME:
        yield from _same(truth, row)


def _same(truth: Truth, row: Read) -> Iterator[str]:
    """What a line that lost nothing must say besides."""
    line = truth.line
    if line is None:
        return
    told = {"compte": line.compte, "tiers_nom": line.name, "num_mandat": str(line.number)}
    if truth.damage != "siret_one_digit_wrong":
        told["tiers_siret"] = line.siret
    for column, value in told.items():
        if row[column] != value:
            yield f"{column} {row[column]!r} for {value!r}"
    if truth.objet.strip(" \u00a0") != row["objet"]:
        yield f"objet {row['objet']!r} for {truth.objet!r}"
