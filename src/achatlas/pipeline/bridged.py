"""On which marché payments are made, where the machine does not decide alone: the queue left to persons, and
what they say. Every question says whose payments may be seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.domain.errors import OutOfScope
from achatlas.domain.judgement import Judgement
from achatlas.pipeline.order import PONT
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.pipeline.written import Portee
from achatlas.store.rattachements import Cle, Rattachement, Rattachements
from achatlas.store.register import now

PROPOSITIONS = "pont__propositions.parquet"
Row = Mapping[str, Any]
Groupe = tuple[str, str, str]
"""Who pays (SIREN), who is paid (``fournisseur_id``), what is bought (segment)."""


@dataclass(frozen=True)
class Candidat:
    """A marché on which payments may be made: its key, the score (0 to 100), the evidence in words, how many
    lines and cents, the first and last days (ISO 8601), and what somebody who could not tell has said.
    """

    marche_cle: str
    score: int
    preuves: tuple[str, ...]
    lignes: int
    centimes: int
    jours: tuple[str, str]
    incertain: bool


@dataclass(frozen=True)
class Attendu:
    """A group of payments that awaits a judgement: its candidates, the likeliest first; ``enjeu`` is the sum
    of absolute cents, for the order of the queue.
    """

    groupe: Groupe
    candidats: tuple[Candidat, ...]
    enjeu: int


def awaiting(atelier: Workshop, portee: Portee) -> tuple[Attendu, ...]:
    """What awaits a judgement among the payments of these buyers, the heaviest first; nothing before a run.
    What was judged since the last run waits no more.
    """
    key = atelier.register.pointed(CARTES)
    path = atelier.snapshots.path(PONT, key or "") / PROPOSITIONS
    if key is None or not path.exists():
        return ()
    said = Rattachements(atelier.home).jugements()
    settled = {cle[:3] for cle, one in said.items() if one == Judgement.OUI}
    groups: dict[Groupe, list[Row]] = {}
    own = (row for row in _rows(path, path.stat().st_mtime_ns) if row["acheteur_siren"] in portee.acheteurs)
    for row in own:
        if _group(row) not in settled and said.get(_cle(row)) != Judgement.NON:
            groups.setdefault(_group(row), []).append(row)
    found = [_attendu(groupe, rows, said) for groupe, rows in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.enjeu, one.groupe)))


@lru_cache(maxsize=2)
def _rows(path: Path, _stamp: int) -> Sequence[Row]:
    rows: Sequence[Row] = pq.read_table(path).to_pylist()
    return rows


def _group(row: Row) -> Groupe:
    return row["acheteur_siren"], row["fournisseur_id"], row["segment_code"]


def _cle(row: Row) -> Cle:
    return (*_group(row), row["marche_cle"])


def _attendu(groupe: Groupe, rows: Iterable[Row], said: Mapping[Cle, Judgement]) -> Attendu:
    ordered = sorted(rows, key=lambda row: (-row["score"], -row["centimes_absolus"], row["marche_cle"]))
    candidates = tuple(_candidat(row, said.get(_cle(row)) == Judgement.INCERTAIN) for row in ordered)
    return Attendu(groupe, candidates, max(row["centimes_absolus"] for row in ordered))


def _candidat(row: Row, unsure: bool) -> Candidat:
    days = tuple(row[name].isoformat() if row[name] else "" for name in ("premier_jour", "dernier_jour"))
    return Candidat(
        row["marche_cle"], row["score"], tuple(json.loads(row["preuves"])), row["lignes"], row["centimes"],
        (days[0], days[1]), unsure or bool(row["jugement"]),
    )  # fmt: skip


def judge(
    atelier: Workshop, portee: Portee, cle: Cle, jugement: Judgement, qui: str, motif: str = ""
) -> None:
    """Keeps what a person says of the payments of a group and a marché; the next run obeys. Raises
    OutOfScope for what is not proposed to them.
    """
    known = {(*one.groupe, c.marche_cle) for one in awaiting(atelier, portee) for c in one.candidats}
    if cle not in known:
        raise OutOfScope(
            quoi="Rattachement introuvable",
            ou="file des rattachements",
            pourquoi="il n'est plus proposé, ou ne vous est pas ouvert",
            que_faire="rechargez la file",
        )
    Rattachements(atelier.home).add(Rattachement(*cle, jugement, qui, now(), motif))


def take_back(atelier: Workshop, portee: Portee, cle: Cle, qui: str) -> None:
    """Takes a judgement back: a row more says so. Raises OutOfScope for one that is not open, or stands no
    more.
    """
    if cle[0] not in portee.acheteurs or cle not in Rattachements(atelier.home).standing():
        raise OutOfScope(
            quoi="Décision introuvable",
            ou="file des rattachements",
            pourquoi="elle ne tient plus, ou ne vous est pas ouverte",
            que_faire="rechargez la file",
        )
    Rattachements(atelier.home).add(Rattachement(*cle, Judgement.SANS_AVIS, qui, now()))


def decided(atelier: Workshop, portee: Portee) -> tuple[Rattachement, ...]:
    """What persons said of the payments of these buyers, the latest first."""
    standing = Rattachements(atelier.home).standing().values()
    kept = [one for one in standing if one.acheteur_siren in portee.acheteurs]
    return tuple(sorted(kept, key=lambda one: one.date, reverse=True))
