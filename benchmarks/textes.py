"""The `textes` bench: the judge of words on lines as the demonstration writes them, on one core."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.textes.judge import Achat, Avis, Judge
from achatlas.classify.textes.traits import words
from benchmarks.resources import MEGA, own_peak
from demo.libelles import Redaction
from demo.territoire import Acheteur, acheteurs, segments

SEED = 2026
BLOCK = 60
CHECKED = 2_000


def drawn(count: int) -> list[Achat]:
    """As many lines as asked, by every body and of every segment, with the account of the segment."""
    return list(islice(_drawn(random.Random(SEED)), count))


def _drawn(draw: random.Random) -> Iterator[Achat]:
    tirage, bodies = np.random.default_rng(SEED), acheteurs(1_000)
    pens: dict[str, Redaction] = {body.cle: Redaction(body, tirage) for body in bodies}
    while True:
        body: Acheteur = draw.choice(bodies)
        segment = draw.choice(segments())
        days, months = tirage.integers(1, 29, BLOCK), tirage.integers(1, 13, BLOCK)
        account = segment.comptes[body.plan]
        for text in pens[body.cle].lines(segment.objets, days, months):
            yield Achat(text, plan=body.plan, compte=account)


def bare(lines: Sequence[Achat], known: frozenset[str]) -> float:
    """Seconds to do nothing but split the texts and look their words up."""
    start, hits = time.process_time(), 0
    for one in lines:
        hits += sum(word in known for word in words(one.objet))
    return time.process_time() - start


def asked(judge: Judge, lines: Sequence[Achat]) -> tuple[float, list[Avis | None]]:
    """Seconds to judge the lines one after the other, nothing being remembered before; the answers."""
    judge.forget()
    start = time.process_time()
    said = [judge.judge(one) for one in lines]
    return time.process_time() - start, said


def same(judge: Judge, lines: Sequence[Achat], said: Sequence[Avis | None]) -> bool:
    """Whether each line, asked alone by a judge that remembers nothing, has the same answer."""
    for one, answer in zip(lines, said, strict=True):
        judge.forget()
        if judge.judge(one) != answer:
            return False
    return True


def measure(folder: Path, lignes: int, repetitions: int) -> dict[str, Any]:
    """The lines in their order, repeated ones included; then each different one once. Nothing is written in
    the folder; what is drawn is measured once, whatever the ``repetitions``.
    """
    catalogue = Catalogue()
    judge = Judge(catalogue, build(catalogue.segments.values(), plans(catalogue)))
    lines = drawn(lignes)
    different = list(dict.fromkeys(lines))
    known = frozenset(word for one in different[:CHECKED] for word in words(one.objet))
    judge.judge(lines[0])
    whole, said = asked(judge, lines)
    rival = bare(lines, known)
    once, answers = asked(judge, different)
    step = max(1, len(different) // CHECKED)
    told = dict(zip(lines, said, strict=True))
    right = same(judge, different[::step], answers[::step])
    return {
        "lignes": lignes,
        "lignes_par_seconde": round(lignes / whole),
        "differentes": len(different),
        "differentes_par_seconde": round(len(different) / once),
        "memoire_mo": round(own_peak() / MEGA),
        "mots_nus": {"secondes": round(rival, 3)},
        "rapports": {"mots_nus": round(whole / rival, 2)},
        "juste": right and all(told[one] == answer for one, answer in zip(different, answers, strict=True)),
    }


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    return "\n".join([
        f"{found['lignes']:,} lignes jugées à leurs mots : {found['lignes_par_seconde']:,} par seconde, "
        f"{found['memoire_mo']} Mo",
        f"  les {found['differentes']:,} qui diffèrent, une fois chacune : "
        f"{found['differentes_par_seconde']:,} par seconde",
        f"  {found['rapports']['mots_nus']} fois le temps de couper les textes et d'y chercher leurs mots",
        "Chaque réponse est celle d'un juge sans mémoire." if found["juste"]
        else "UNE RÉPONSE N'EST PAS CELLE D'UN JUGE SANS MÉMOIRE.",
    ])  # fmt: skip
