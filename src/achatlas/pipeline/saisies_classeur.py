"""Entries in a workbook: a template filled with what is known, to be completed and sent back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import partial
from pathlib import Path

from achatlas.catalogue.models_indicateurs import Champ
from achatlas.containers import workbook
from achatlas.containers.survey import survey
from achatlas.containers.workbook import Cell, Number, Sheet
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.saisie import DENOMINATEUR, EUROS, NUMERATEUR, UNITES
from achatlas.ingest.readers import sheet
from achatlas.ingest.sandbox import sandboxed
from achatlas.ingest.zygote import Limits
from achatlas.pipeline.saisies import Ecrite, Ligne
from achatlas.settings import Settings

FEUILLE = "saisies"
TITRES = (
    "Réf.", "Indicateur", "SIREN", "Acheteur", "Année", "Objet", "Objet, en clair", "Premier nombre",
    "Unité du premier", "Ce qu'il compte", "Second nombre", "Unité du second", "Ce que le second compte",
    "Source", "Lu à la ligne",
)  # fmt: skip
READ = {
    "Réf.": "indicateur", "SIREN": "acheteur", "Année": "annee", "Objet": "objet",
    "Premier nombre": NUMERATEUR, "Second nombre": DENOMINATEUR, "Source": "source",
}  # fmt: skip
VU = "Lu à la ligne"
WIDTHS = (6, 38, 12, 24, 7, 20, 34, 14, 14, 34, 14, 14, 34, 34, 10)
AIDE = (
    "Complétez « Premier nombre », « Second nombre » et « Source » ; le reste dit de quoi il s'agit.",
    "Une case vide veut dire « je ne sais pas », jamais zéro : écrivez 0 quand c'est zéro.",
    "Vider les deux nombres d'une ligne déjà saisie la retire ; ce qu'elle a été reste écrit.",
    "Objet : le numéro d'un marché tel qu'il est au registre, ou une catégorie ; vide, c'est tout le reste.",
    "Pour une catégorie de plus, recopiez la ligne, changez l'objet et videz la dernière case.",
    "Rien n'est arrondi : des euros ont au plus deux décimales, le reste est entier.",
    "Le fichier entre en entier, ou chaque refus dit sa case. Le renvoyer tel quel n'écrit rien.",
    "« Lu à la ligne » protège ce qu'une autre personne aurait saisi depuis : laissez-la.",
)
SIGNES = {
    "heures": "heures", "euros": "euros HT", "vehicules": "véhicules", "megawattheures": "MWh",
    "marches": "marchés", "categories": "catégories", "personnes": "personnes",
    "fournisseurs": "fournisseurs", "kilogrammes": "kg d'équivalent CO2",
}  # fmt: skip
"""How each unit is written."""
ROWS = 50_000
"""How many rows of a workbook are read."""


def template(lignes: Iterable[Ligne], noms: Mapping[str, str]) -> bytes:
    """The workbook of some rows, with the names of buyers by SIREN."""
    rows = [_row(one, noms) for one in lignes]
    first = Sheet(FEUILLE, [TITRES, *rows], WIDTHS, frozen=(1, 2), filtre=True)
    return workbook.written([first, Sheet("aide", [("Aide",), *((said,) for said in AIDE)], (110,))])


def _row(one: Ligne, noms: Mapping[str, str]) -> Sequence[Cell]:
    told, entree = one.saisie, one.indicateur.entree
    assert entree is not None
    top = _cells(told.numerateur if told else None, entree.haut, one.indicateur.numerateur)
    low = _cells(told.denominateur if told else None, entree.bas, one.indicateur.denominateur)
    what = (one.indicateur.id.upper(), one.indicateur.libelle, one.acheteur, noms.get(one.acheteur, ""))
    source = told.source if told else ""
    return (*what, str(one.annee), one.objet, one.dit, *top, *low, source, Number(one.vu))


def _cells(valeur: int | None, champ: Champ | None, words: str) -> tuple[Cell, Cell, Cell]:
    """A number, its unit, and what it counts."""
    if champ is None:
        return "", "", ""
    return _number(valeur, champ.unite), SIGNES[champ.unite], champ.libelle or words


def _number(valeur: int | None, unite: str) -> Cell:
    if valeur is None:
        return ""
    if unite == EUROS:
        return Number(Decimal(valeur) / UNITES[unite], "euros")
    whole, rest = divmod(valeur, UNITES[unite])
    return Number(Decimal(valeur) / UNITES[unite], "jours") if rest else Number(whole)


def read(path: Path, nom: str, settings: Settings) -> tuple[Ecrite, ...]:
    """The rows of a workbook that somebody sent under a name, read in a confined process. Raises
    UnreadableFile, also for what is no template.
    """
    limits = Limits(memory=settings.memoire_lecture, wall=settings.duree_lecture)
    try:
        return tuple(sandboxed(partial(rows, path, nom), nom, limits))
    except UnreadableFile as error:
        where = error.ou.replace(path.name, nom) or nom
        raise type(error)(error.quoi, where, error.pourquoi, error.que_faire) from error


def rows(path: Path, nom: str) -> tuple[Ecrite, ...]:
    """The rows of a workbook. Raises UnreadableFile."""
    found = survey(path, None)
    formulas = found.faults.keys() | found.vides
    records = iter(sheet.read_records(path, None, ROWS, found))
    _, head = next(records, (0, ()))
    places = {title.strip(): rank for rank, title in enumerate(head)}
    if missing := [title for title in READ if title not in places]:
        raise UnreadableFile(
            quoi="Ce classeur n’est pas un modèle de saisie",
            ou=f"{nom}, première ligne",
            pourquoi=f"il y manque : {', '.join(missing)}",
            que_faire="Téléchargez le modèle, et complétez-le",
        )
    return tuple(_ecrites(records, places, formulas))


def _ecrites(
    records: Iterator[tuple[int, Sequence[str]]], places: Mapping[str, int], formulas: Set[tuple[int, int]]
) -> Iterator[Ecrite]:
    for number, cells in records:
        texts = {field: _at(cells, places[title]) for title, field in READ.items()}
        where = {field: f"{chr(ord('A') + places[title])}{number}" for title, field in READ.items()}
        computed = frozenset(field for title, field in READ.items() if (number, places[title]) in formulas)
        seen = _at(cells, places[VU]) if VU in places else ""
        if any(texts.values()) or computed:
            yield Ecrite(texts, where, _rank(seen), formules=computed)


def _rank(seen: str) -> int | None:
    """The row that was read, as a cell tells it; None when it tells none."""
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None


def _at(cells: Sequence[str], rank: int) -> str:
    return str(cells[rank]).strip() if rank < len(cells) else ""
