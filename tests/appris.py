"""Purchases in words that no model knows, and decisions that class them: what there is to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from achatlas.classify.textes.exemples import Decide
from achatlas.classify.textes.judge import Achat
from achatlas.domain.regle import Conditions, Regle
from achatlas.store.regles import Regles
from tests.web.depots import AUTRE, MIEN, laid

JARGON = {"zyrkane": "16.01", "brolixu": "08.03"}
"""A word of a trade, and its segment."""
SYLLABES = ("vorpa", "wizuk", "xolmi", "yubbe", "zettu", "quamo", "kyrsa", "jexip")
LIEUX = ("uvkom", "ozwir", "ixnal", "axguf", "ejtob", "ycpel")


def texts(jargon: str, place: str) -> list[str]:
    """What is bought of a trade in one place."""
    return [f"{jargon} {place} {one}" for one in LIEUX]


def decided(count: int = 8) -> list[Decide]:
    """Each decision names a place; the word of the trade is in all that it tells."""
    return [
        Decide(Achat(text), segment, f"regle {jargon} {place}")
        for jargon, segment in JARGON.items()
        for place in SYLLABES[:count]
        for text in texts(jargon, place)
    ]


def alone() -> list[Decide]:
    """Decisions whose words are in no other."""
    return [
        Decide(Achat(f"{place}{end} {place}{end}a{rank}"), JARGON[jargon], f"regle {place}{end}")
        for jargon, end in (("zyrkane", "or"), ("brolixu", "us"))
        for place in SYLLABES
        for rank in "bcdfgh"
    ]


ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;CP;Siret;Libellé;Montant HT"
NEW = "zyrkane omegu"


def home(folder: Path) -> Path:
    """A territory whose purchases are told in these words, deposited, with the decisions; nothing is run."""
    told = [one.achat.objet for one in decided()]
    mine = [NEW, "Nettoyage des locaux de la mairie", "Fourniture de gaz naturel", "brolixu omegu"]
    made = laid(folder, ENTETE, {MIEN: _lines([*told, *mine]), AUTRE: _lines([NEW, told[0]])})
    decide(made)
    return made


def _lines(texts: Sequence[str]) -> list[str]:
    return [
        f"2025;{rank};15/01/2025;6188;TIERS {rank % 7};69001;;{text};{100 + rank},00"
        for rank, text in enumerate(texts, 1)
    ]


def decide(made: Path) -> None:
    """One rule for each place and trade."""
    kept = Regles(made)
    for jargon, segment in JARGON.items():
        for place in SYLLABES:
            asked = Conditions(mots=(f"{jargon} {place}",), unsure=True)
            kept.write(Regle(0, 0, asked, segment, "lea", "2026-11-26T10:00:00+00:00", ""), {})
