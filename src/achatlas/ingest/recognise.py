"""Which source, and which profile, reads a file: told from its first records, or asked of the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import Lecture, Profil
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import AchatlasError, AutreFlux, UnknownSource, UnreadableFile, inside
from achatlas.ingest.discover import FoundSource, discover
from achatlas.ingest.layout import Layout, build_layout, header_names
from achatlas.ingest.probe import HEAD, check_container, choose_encoding, choose_separator
from achatlas.ingest.readers import csv, elements, sheet
from achatlas.ingest.records import RecordMap, read_objects
from achatlas.ingest.tabular import ENTETE_MAX, Enregistrement, find_header

Candidate = tuple[str, str | None]
SAMPLE = 200
SHOWN = 3


@dataclass(frozen=True)
class Verdict:
    """What the beginning of a file says to a source: the error that it would give (None when it reads it),
    how many of its columns are there (0 to 1; -1 for another container), how many it demands.
    """

    candidate: Candidate
    faute: AchatlasError | None
    proximity: float
    demand: int

    @property
    def name(self) -> str:
        """How the person names the source and its profile."""
        source, profil = self.candidate
        return source if profil is None else f"{source} (profil {profil})"


class _Head:
    """The first records of one file, as each source would open it; a workbook is opened once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = cache(self._rows)

    def _rows(self, feuille: str | None) -> list[Enregistrement]:
        return list(sheet.read_records(self.path, feuille, ENTETE_MAX))

    def table(self, layout: Layout, conteneur: str) -> list[Enregistrement]:
        """The first records of a sheet or of a delimited file."""
        if conteneur == "tableur":
            return self.rows(layout.lecture.feuille)
        encodage = choose_encoding(self.path, layout.lecture.encodage, HEAD)
        expected = layout.obligatoires | {layout.montants[0].colonne}
        separateur = choose_separator(self.path, encodage, layout.lecture.separateur, expected)
        records = csv.read_records(self.path, encodage, separateur, layout.lecture.guillemet)
        return list(islice(records, ENTETE_MAX))

    def objects(self, layout: Layout) -> Iterator[tuple[int, str, object]]:
        """The first records of a JSON or XML file."""
        told = layout.conteneur == "json"
        encodage = choose_encoding(self.path, layout.lecture.encodage, HEAD) if told else ""
        return islice(read_objects(self.path, layout, encodage), SAMPLE)


def recognise(path: Path, catalogue: Catalogue, profil: str | None = None) -> Candidate:
    """The one source and profile whose beginning of file it is; the most demanding when several are.

    A profile named alone tells its source. Nothing is ingested: the first records are enough. Raises
    UnknownSource when no source would read the file, with what the nearest says, or when several are as
    demanding, naming them.
    """
    found = discover(catalogue)
    if profil is not None:
        return _of_profile(profil, found)
    head = _Head(path)
    alone: tuple[str | None, ...] = (None,)
    asked = [(one, nom) for one in found.values() for nom in (tuple(one.profils) or alone)]
    verdicts = [_verdict(head, one, nom) for one, nom in asked]
    accepted = [v for v in verdicts if v.faute is None]
    best = [v for v in accepted if v.demand == max(a.demand for a in accepted)]
    if len(best) == 1:
        return best[0].candidate
    raise _several(path, best) if best else _refused(path, verdicts)


def _of_profile(profil: str, found: dict[str, FoundSource]) -> Candidate:
    holders = [name for name, one in found.items() if profil in one.profils]
    if len(holders) == 1:
        return holders[0], profil
    if holders:
        quoi, choices = f"Plusieurs sources ont un profil « {profil} »", holders
    else:
        quoi, choices = (
            f"Profil « {profil} » inconnu",
            sorted(n for one in found.values() for n in one.profils),
        )
    raise UnknownSource(quoi, "", "", f"choisissez parmi : {', '.join(choices)}")


def _verdict(head: _Head, source: FoundSource, nom: str | None) -> Verdict:
    profil: Profil | None = source.profils[nom] if nom else None
    layout = build_layout(source.definition, profil)
    conteneur, flow = layout.conteneur, layout.conteneur == "xml" and layout.lecture.format == "parse"
    candidate, demand = (source.id, nom), 0 if flow else len(layout.obligatoires)
    try:
        check_container(head.path, conteneur)
    except UnreadableFile as faute:
        return Verdict(candidate, faute, -1, demand)
    seen: set[str] = set()
    try:
        _check(head, layout, conteneur, seen)
    except UnicodeError:
        unread = UnreadableFile("Encodage illisible", head.path.name, "", "réenregistrez-le en UTF-8")
        return Verdict(candidate, unread, 0, demand)
    except AchatlasError as faute:
        shared = len(seen & set(layout.colonnes)) / max(len(layout.colonnes), 1)
        return Verdict(candidate, faute, shared, demand)
    return Verdict(candidate, None, 1, demand)


def _check(head: _Head, layout: Layout, conteneur: str, seen: set[str]) -> None:
    """Raise what the source would say of the first records; ``seen`` receives the names found on the way."""
    if conteneur == "xml" and layout.lecture.format == "parse":
        _check_sections(head.path, layout.lecture, seen, set(layout.colonnes))
    elif conteneur in {"json", "xml"}:
        _check_objects(head, layout, seen)
    else:
        records = head.table(layout, conteneur)
        names = [set(header_names(cells, layout.known)) for _, cells in records]
        seen |= max(names, key=lambda found: len(found & set(layout.colonnes)), default=set())
        find_header(iter(records), layout, head.path.name)


def _check_sections(path: Path, lecture: Lecture, seen: set[str], expected: set[str]) -> None:
    """Raise UnreadableFile when an XML flow has none of the elements, told by their paths, that its parser
    reads; a flow of the same root is the nearest to it.
    """
    sections = lecture.racine
    if sections and not elements.holds(path, sections):
        if elements.holds(path, tuple(section.partition(".")[0] for section in sections)):
            seen |= expected
        raise elements.other_kind(path, sections, lecture.ailleurs)


def _check_objects(head: _Head, layout: Layout, seen: set[str]) -> None:
    keys = RecordMap(layout, head.path.name)
    keys.vues = seen
    for rank, racine, value in head.objects(layout):
        if isinstance(value, dict):
            keys.row(rank, racine, value)
    if not seen:
        raise UnreadableFile("Aucun enregistrement dans ce fichier", head.path.name, "", "refaites l'export")
    keys.check_present()


def _several(path: Path, best: list[Verdict]) -> UnknownSource:
    names = ", ".join(one.name for one in best)
    return UnknownSource(
        "Plusieurs formats lisent ce fichier",
        path.name,
        "rien ne dit lequel est le bon",
        f"précisez --source (et --profil) parmi : {names}",
    )


def _refused(path: Path, verdicts: list[Verdict]) -> UnknownSource:
    """The refusal of a file: by the source that knows it to hold nothing for us, or by all."""
    known = [v.faute for v in verdicts if isinstance(v.faute, AutreFlux)]
    if known:
        return UnknownSource(known[0].quoi, path.name, "", known[0].que_faire)
    return _none(path, verdicts)


def _none(path: Path, verdicts: list[Verdict]) -> UnknownSource:
    """The refusal of a file that no source would read: what the nearest say, the first with its remedy."""
    quoi, names = "Format du fichier non reconnu", ", ".join(sorted({v.candidate[0] for v in verdicts}))
    near = sorted((v for v in verdicts if v.proximity >= 0), key=lambda v: -v.proximity)
    if not near:
        nature = nature_of(path)
        cause = f"son contenu est {nature.nom}, qu'aucune source ne lit"
        return UnknownSource(quoi, path.name, cause, nature.que_faire)
    first = near[0].faute
    if near[0].proximity == 0 and len({v.faute.quoi for v in near if v.faute}) > 1:
        cause = "aucun nom de colonne ou de clé connu n'est dans ses premiers enregistrements"
        return UnknownSource(
            quoi, path.name, cause, f"précisez --source parmi : {names} ; ou écrivez un profil"
        )
    return UnknownSource(
        quoi, path.name, f"le plus proche est {_nearest(near)}", first.que_faire if first else ""
    )


def _nearest(near: list[Verdict]) -> str:
    """What the nearest source says, then those nearly as near that say something else."""
    best = near[0]
    others = [v for v in near[1:SHOWN] if v.proximity > 0 and v.proximity >= best.proximity / 2]
    apart = [v for v in others if v.faute and best.faute and v.faute.quoi != best.faute.quoi]
    return " ; ".join([_said(best, whole=True), *(_said(v, whole=False) for v in apart)])


def _said(verdict: Verdict, *, whole: bool) -> str:
    """What a source says of the file; ``whole`` adds where and why."""
    faute = verdict.faute
    if faute is None:
        return verdict.name
    ou = f" ({faute.ou})" if whole and faute.ou else ""
    pourquoi = f", {faute.pourquoi}" if whole and faute.pourquoi else ""
    return f"{verdict.name}, qui dit : {inside(faute.quoi)}{ou}{pourquoi}"
