"""A saved profile whose headers are exactly those of a file: used at once, when it reads the file well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import Profil
from achatlas.catalogue.synonymes import Synonymes, synonymes
from achatlas.containers.survey import survey
from achatlas.domain.errors import AchatlasError
from achatlas.domain.shapes.dates import readings
from achatlas.domain.shapes.encodings import detect
from achatlas.domain.shapes.numbers import figured, stray
from achatlas.ingest.amounts import ILLISIBLE, Montant, amount_reader, read_rule, read_text
from achatlas.ingest.discover import FoundSource, discover
from achatlas.ingest.layout import AmountRule, Layout, build_layout, header
from achatlas.ingest.probe import check_container, choose_encoding, choose_separator
from achatlas.ingest.readers import csv, sheet
from achatlas.ingest.tabular import Entete, amount_rule, find_header
from achatlas.propose.directions import takes_away
from achatlas.propose.model import ANSWERED, NEVER, NOTHING
from achatlas.propose.scan import noted
from achatlas.propose.units import same_unit

LINES_MAX = 20_000


def match_profile(
    path: Path, catalogue: Catalogue, serves: Callable[[str], bool] = lambda _: True
) -> tuple[str, str] | None:
    """The source and the profile that read the file as it stands: same columns, amounts and dates written
    as the profile says. None when there is none, or when several would give other values; ``serves`` says
    which names of profile are looked at.
    """
    known = synonymes(catalogue)
    found = [
        (source, nom, profil)
        for source in discover(catalogue).values()
        for nom, profil in source.profils.items()
        if serves(nom) and reads(path, source, profil, known)
    ]
    ways = {way(profil) for _, _, profil in found}
    return (found[0][0].id, found[0][1]) if len(ways) == 1 else None


def way(profil: Profil) -> tuple[object, ...]:
    """All that makes the values of a profile: two profiles alike in this give the same."""
    lecture = (profil.lecture.feuille, profil.lecture.guillemet, profil.lecture.entete)
    columns = tuple(sorted(profil.colonnes.items()))
    return (*lecture, profil.nombres, profil.dates, profil.base, profil.sens, profil.lignes_de_total, columns)


def reads(
    path: Path, source: FoundSource, profil: Profil, known: Synonymes, wrong: float | None = None
) -> bool:
    """Whether a profile reads a file, but for a share of its amounts and of its dates; without it, but for
    words and for a few strays. It reads none that says another unit of amounts.
    """
    layout = build_layout(source.definition, profil)
    try:
        check_container(path, layout.lecture.format)
        encodage = _encoding(path, layout) if layout.lecture.format == "csv" else ""
        return encodage is not None and _fits(path, layout, encodage, known, wrong)
    except (AchatlasError, UnicodeDecodeError):
        return False


def _encoding(path: Path, layout: Layout) -> str | None:
    """The declared encoding of the file, None when another is plainly its own."""
    chosen, seen = choose_encoding(path, layout.lecture.encodage), detect(path)
    return chosen if chosen.startswith("utf") or seen.name == chosen else None


def _records(path: Path, layout: Layout, encodage: str) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """The numbered records of the file, opened as declared, and the name of their sheet."""
    if layout.lecture.format == "tableur":
        found = survey(path, layout.lecture.feuille)
        return sheet.read_records(path, layout.lecture.feuille, found=found), found.nom
    mark = choose_separator(path, encodage, layout.lecture.separateur, layout.obligatoires)
    return csv.read_records(path, encodage, mark, layout.lecture.guillemet), ""


def _fits(path: Path, layout: Layout, encodage: str, known: Synonymes, most: float | None) -> bool:
    """Whether the header is that of the profile, whole, and the first lines are written as it says; those of
    its own rejects need not be: they come back to be told right or wrong again.
    """
    records, feuille = _records(path, layout, encodage)
    entete = find_header(records, layout, path.name)
    if not _headed(entete, layout):
        return False
    if layout.retour and set(layout.retour) <= set(entete.noms):
        return True
    body = [cells for _, cells in islice(records, LINES_MAX)]
    data = (cells for cells in body if not _beside(cells, entete, layout))
    lines = [dict(zip(entete.noms, cells, strict=False)) for cells in data]
    return (
        same_unit([feuille, *_aside(entete, body)], lines, layout, known)
        and _left_blank(lines, layout)
        and _amounts_fit(lines, entete, layout, known, most)
        and _dated(lines, entete, layout, most)
    )


def _aside(entete: Entete, body: list[list[str]]) -> list[str]:
    """The texts before the header, and those of the records that may be notes."""
    records = [*(cells for _, cells in entete.preambule), *map(noted, body)]
    return [cell for cells in records for cell in cells]


def _headed(entete: Entete, layout: Layout) -> bool:
    """Whether the names are those of the profile, its own rejects apart."""
    return {nom for nom in entete.noms if nom} - set(layout.retour) == layout.known - set(layout.retour)


def _amounts_fit(
    lines: list[dict[str, str]], entete: Entete, layout: Layout, known: Synonymes, most: float | None
) -> bool:
    """Whether the amounts are written as declared, and none is taken away by a column that is not read."""
    typed = layout.lecture.format == "tableur"
    rule, lire = amount_rule(layout, entete.noms), amount_reader(layout.nombres, typed)
    read = [(line, read_rule(line, rule, lire)) for line in lines]
    faults = [line.get(one.colonne, "") for line, one in read if one.motif == ILLISIBLE]
    paid = [line for line, one in read if one.centimes > 0]
    if _turned_again(read, rule) or _taken_again(lines, rule, lire):
        return False
    return _few(faults, len(lines), most) and not any(
        takes_away(nom, [line.get(nom, "").strip() for line in paid], known)
        for nom, why in layout.ignore.items()
        if NEVER not in why and ANSWERED not in why
    )


def _turned_again(read: list[tuple[dict[str, str], Montant]], rule: AmountRule) -> bool:
    """Whether an amount that the profile turns is written negative already: turned again, it would add."""
    return any(
        one.centimes > 0 and signs.get(line.get(column, "").strip()) == -1
        for line, one in read
        for column, signs in rule.signes.items()
    )


def _taken_again(lines: list[dict[str, str]], rule: AmountRule, lire: Callable[[str], int]) -> bool:
    """Whether all that the profile takes away is written negative: taken away, it would add."""
    if rule.moins is None or rule.principal:
        return False
    cents = [read_text(line.get(rule.moins, ""), rule.moins, lire).centimes for line in lines]
    return bool(told := [one for one in cents if one]) and max(told) < 0


def _left_blank(lines: list[dict[str, str]], layout: Layout) -> bool:
    """Whether what was ignored for holding nothing to take away still says nothing but zero."""
    unused = [nom for nom, why in layout.ignore.items() if why == NOTHING]
    return not any(line.get(nom, "").strip(" 0.,€-") for line in lines for nom in unused)


def _few(faults: list[str], total: int, most: float | None) -> bool:
    """Whether the cells that are not read are no more than a share; else a few strays, words left out."""
    if most is not None:
        return len(faults) <= most * total
    strays = sum(map(figured, faults))
    return 2 * len(faults) <= total and (not strays or stray(strays, total - len(faults) + strays))


def _beside(cells: list[str], entete: Entete, layout: Layout) -> bool:
    """Whether a record is blank, the header again, or a total."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    again = [header(cell) for cell in cells][: len(entete.ecrits)] == entete.ecrits
    return not first or again or layout.is_total(first)


def _dated(lines: list[dict[str, str]], entete: Entete, layout: Layout, most: float | None) -> bool:
    """Whether the dates are written as declared."""
    nom = layout.source_of("date_mandat")
    texts = [line.get(nom, "").strip() for line in lines] if nom in entete.noms and nom else []
    filled = [text for text in texts if text]
    faults = [t for t in filled if not any(form in (layout.dates, "iso") for form, _ in readings(t))]
    return _few(faults, len(filled), most)
