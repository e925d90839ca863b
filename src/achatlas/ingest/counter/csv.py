"""Counts a CSV from its raw text: its own quote-aware splitter; the csv module is not used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from achatlas.domain.balance import Account, Tally
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import reader_of
from achatlas.ingest.counter.amounts import Lire, amount
from achatlas.ingest.layout import AmountRule, CountSpec, header_names

Enregistrement = tuple[int, list[str]]
Only = Callable[[Iterable[int]], None]


@cache
def _champ(separateur: str, guillemet: str) -> re.Pattern[str]:
    """Return the pattern of one field and what ends it: a quoted text, or anything up to the separator."""
    sep, quote = re.escape(separateur), re.escape(guillemet)
    return re.compile(
        rf"(?:{quote}((?:[^{quote}]|{quote}{quote})*){quote}|(?!{quote})([^{sep}\r\n]*))({sep}|\r?\n|\r|$)"
    )


def _cut(texte: str, separateur: str, guillemet: str) -> list[str] | None:
    """Return the fields of a whole record, None when a quote is still open at its end."""
    motif, champs, rang = _champ(separateur, guillemet), [], 0
    while True:
        trouve = motif.match(texte, rang)
        if trouve is None or (trouve.end() < len(texte) and trouve.group(3) != separateur):
            return None
        cite, nu, fin = trouve.groups()
        champs.append(cite.replace(guillemet * 2, guillemet) if cite is not None else nu)
        rang = trouve.end()
        if fin != separateur:
            return champs


def split_records(
    lignes: Iterable[str], separateur: str, guillemet: str, nom: str = ""
) -> Iterator[Enregistrement]:
    """Yield (first physical line, fields) of each record; UnreadableFile when a quote is never closed."""
    attente, debut, numero = "", 1, 0
    for ligne in lignes:
        numero += 1
        if not attente:
            debut = numero
            if not guillemet or guillemet not in ligne:
                yield debut, ligne.rstrip("\r\n").split(separateur)
                continue
        attente += ligne
        if guillemet in ligne and (champs := _cut(attente, separateur, guillemet)) is not None:
            yield debut, champs
            attente = ""
    if attente:
        raise UnreadableFile(
            "Enregistrement illisible",
            f"{nom}, ligne {debut}",
            "un guillemet n'est jamais refermé ou du texte le suit",
            "corrigez cette ligne",
        )


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of a CSV file; every record but the header counts, those before the header for 0
    cents.
    """
    with path.open(encoding=spec.encodage, newline="", errors="strict") as flux:
        return count_records(
            split_records(flux, spec.separateur, spec.guillemet, path.name), spec, reader_of(spec.nombres)
        )


def count_records(
    enregistrements: Iterator[Enregistrement], spec: CountSpec, lire: Lire, only: Only = lambda _: None
) -> Account:
    """Return the account of numbered records: the header is the first that holds all the expected names;
    then ``only`` is told the ranks of the columns that still matter.
    """
    tally, rule, rangs, largeur = Tally(), None, {}, 0
    above: list[str] | None = [] if spec.deux_lignes else None
    for numero, cellules in enregistrements:
        noms = header_names(cellules, spec.known, above)
        above = None if above is None else cellules
        if spec.entete <= set(noms) and (rule := _rule(spec, noms)) is not None:
            rangs, largeur = {nom: noms.index(nom) for nom in rule.colonnes}, len(noms)
            break
        tally.add(numero, 0)
    if rule is not None:
        only(rangs.values())
        corps = _straight(enregistrements, largeur) if spec.format == "csv" else enregistrements
        _count_body(corps, lire, rule, rangs, tally)
    return tally.account()


def _straight(enregistrements: Iterator[Enregistrement], largeur: int) -> Iterator[Enregistrement]:
    """Empty the records narrower than the header or filled beyond it: no cell is in its place."""
    for numero, cellules in enregistrements:
        if len(cellules) == largeur or (len(cellules) > largeur and not "".join(cellules[largeur:]).strip()):
            yield numero, cellules
        else:
            yield numero, []


def _rule(spec: CountSpec, noms: list[str]) -> AmountRule | None:
    return next((rule for rule in spec.montants if set(rule.colonnes) <= set(noms)), None)


def _count_body(
    enregistrements: Iterator[Enregistrement],
    lire: Lire,
    rule: AmountRule,
    rangs: dict[str, int],
    tally: Tally,
) -> None:
    seul, simple = rangs[rule.colonne], len(rangs) == 1
    for numero, cellules in enregistrements:
        try:
            if simple:
                centimes = lire(cellules[seul])
            else:
                centimes = amount(rule, {nom: _cell(cellules, rang) for nom, rang in rangs.items()}, lire)
        except (ValueError, IndexError):
            centimes = 0
        tally.add(numero, centimes)


def _cell(cellules: list[str], rang: int) -> str:
    """Return a cell, blank beyond the end: the row of a sheet ends with its last filled one."""
    return cellules[rang] if rang < len(cellules) else ""
