"""The ingest stage: one file in, ``brut__*`` and its rejects out, and a ledger that balances or nothing at
all.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from achatlas.catalogue.load import Catalogue
from achatlas.containers.survey import survey
from achatlas.containers.survey.found import Survey
from achatlas.containers.texts import signs_of
from achatlas.domain.balance import ZERO, Account, Ledger
from achatlas.domain.errors import CatalogueError, UnbalancedAccount, UnreadableFile
from achatlas.domain.money import format_euros, reader_of
from achatlas.ingest.context import Context, Declaration, Parse, Row, Told
from achatlas.ingest.counter.count import count_file
from achatlas.ingest.discover import FoundSource, choose, discover
from achatlas.ingest.layout import Layout, build_layout, count_spec
from achatlas.ingest.persons import persons
from achatlas.ingest.probe import (
    check_container,
    choose_encoding,
    choose_separator,
    displayable,
    sha256,
)
from achatlas.ingest.readers import csv, sheet
from achatlas.ingest.records import RecordStage, read_objects, write_rows
from achatlas.ingest.repetitions import set_apart
from achatlas.ingest.tabular import TableStage, cells_of, disarmoured, find_header
from achatlas.ingest.writer import PART, BrutWriter, Sorties

LIMITES_EXCEL = (65_536, 1_048_576)


@dataclass(frozen=True)
class IngestResult:
    """What one file gave: its deposit (SHA-256), the table and files written, its ledger, and what deserves
    notice.

    ``signalements`` counts flags such as ``nir_retire``, ``iban_retire``, ``fin_de_ligne_absente``,
    ``limite_excel``; ``premieres_lignes`` gives the first line (or record) of those raised by one.
    """

    fichier: str
    depot: str
    source: str
    profil: str | None
    table: str
    chemin: Path
    rejets: Path
    bilan: Ledger
    encodage: str
    separateur: str
    signalements: dict[str, int]
    premieres_lignes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Opened:
    """A file whose container, encoding and separator have been established."""

    path: Path
    fichier: str
    layout: Layout
    conteneur: str
    encodage: str
    separateur: str
    survey: Survey | None = None

    @property
    def feuille(self) -> str | None:
        """The sheet that is read, the first visible one when none is named."""
        return self.survey.nom if self.survey else self.layout.lecture.feuille


@dataclass(frozen=True)
class Reading:
    """What the parser saw of a file, not yet held against the counter: ``result.bilan.lu`` is still
    empty.
    """

    result: IngestResult
    conteneur: str
    lignes_min: int


def ingest_file(
    path: Path,
    *,
    acheteur_siren: str | None,
    source: str,
    profil: str | None = None,
    cible: Path,
    catalogue: Catalogue | None = None,
    fichier: str | None = None,
    told: Told | None = None,
) -> IngestResult:
    """Read one file into ``cible`` (an existing folder) and return its balanced result: what ``read_file``
    reads, settled with what ``count_again`` counts; raise what they do.
    """
    catalogue = catalogue or Catalogue()
    reading = read_file(
        path,
        acheteur_siren=acheteur_siren,
        source=source,
        profil=profil,
        cible=cible,
        catalogue=catalogue,
        fichier=fichier,
        told=told,
    )
    return settle(reading, count_again(path, source, profil, catalogue, fichier))


def read_file(
    path: Path,
    *,
    acheteur_siren: str | None,
    source: str,
    profil: str | None,
    cible: Path,
    catalogue: Catalogue,
    fichier: str | None,
    told: Told | None,
) -> Reading:
    """Read one file into ``cible`` by the parser of its source.

    ``acheteur_siren`` is None for a file that holds several buyers; ``fichier`` is the name shown when the
    bytes come from the vault; ``told`` is what the territory says of the buyer. Same bytes and same
    definitions give the same Parquet bytes. Raise UnknownSource, CatalogueError, UnreadableFile,
    UnknownColumn or AutreAcheteur.
    """
    told = told or Told()
    trouvee, layout = _definition(source, profil, catalogue)
    ouvert = _open(path, displayable(fichier or path.name), layout)
    if ouvert.conteneur == "tableur":
        ouvert = replace(ouvert, survey=survey(path, layout.lecture.feuille))
    depot = sha256(path)
    provenance = {
        "acheteur_siren": acheteur_siren,
        "source": source,
        "depot": depot,
        "fichier": ouvert.fichier,
        "feuille": ouvert.feuille,
    }
    tables = catalogue.tables
    named = persons(catalogue, (told.acheteur_type, told.acheteur_plan), layout.table)
    with Sorties(tables[layout.table], tables["rejets"], cible, provenance, named) as sorties:
        _parse(trouvee, ouvert, sorties, Declaration(acheteur_siren, told.regroupes))
        sorties.signalements.at(None)
        premieres_lignes = {**sorties.signalements.premieres, **_flags(ouvert, sorties)}
        sorties.brut.parquet.close()
        if not layout.repetitions:
            table, rows = tables[layout.table], cible / f"{layout.table}.parquet"
            sorties.brut.without(set_apart(table, rows, sorties.journal, cible / ".tampon"))
    result = IngestResult(
        ouvert.fichier,
        depot,
        source,
        profil,
        layout.table,
        cible / f"{layout.table}.parquet",
        cible / "rejets.parquet",
        _unsettled(sorties),
        ouvert.encodage,
        ouvert.separateur,
        dict(sorted((+sorties.signalements).items())),
        premieres_lignes,
    )
    return Reading(result, ouvert.conteneur, layout.lignes_min)


def count_again(
    path: Path, source: str, profil: str | None, catalogue: Catalogue, fichier: str | None = None
) -> Account:
    """Count a file by the counter of its container, which shares no code with the parser: for whoever does
    both at once. Raise what ``read_file`` raises of a file that cannot be opened.
    """
    _, layout = _definition(source, profil, catalogue)
    ouvert = _open(path, displayable(fichier or path.name), layout)
    return count_file(path, count_spec(layout, ouvert.encodage, ouvert.separateur))


def settle(reading: Reading, lu: Account) -> IngestResult:
    """Hold what was parsed against what was counted. Raise UnbalancedAccount when they disagree,
    UnreadableFile when too little was read: nothing of the file may then be kept.
    """
    result = reading.result
    bilan = replace(result.bilan, lu=lu)
    check_balance(bilan, result.fichier)
    if lu.lignes < reading.lignes_min:
        raise UnreadableFile(
            "Le fichier ne contient aucune donnée",
            result.fichier,
            f"{lu.lignes} enregistrement lu, {reading.lignes_min} au moins attendu",
            "refaites l'export",
        )
    flags = Counter(result.signalements)
    flags["limite_excel"] += reading.conteneur == "csv" and lu.lignes + 1 in LIMITES_EXCEL
    return replace(result, bilan=bilan, signalements=dict(sorted((+flags).items())))


def _definition(source: str, profil: str | None, catalogue: Catalogue) -> tuple[FoundSource, Layout]:
    trouvee, choisi = choose(discover(catalogue), source, profil)
    return trouvee, build_layout(trouvee.definition, choisi)


def _unsettled(sorties: Sorties) -> Ledger:
    journal = sorties.journal
    return Ledger(
        ZERO,
        sorties.brut.tally.account(),
        journal.accounts("rejet"),
        journal.accounts("exclu"),
        journal.accounts("doublon"),
    )


def _open(path: Path, fichier: str, layout: Layout) -> _Opened:
    """Establish what the file is; raise UnreadableFile when it is not what the source reads."""
    conteneur = layout.conteneur
    check_container(path, conteneur)
    if conteneur in {"tableur", "xml"}:
        return _Opened(path, fichier, layout, conteneur, "", "")
    encodage = choose_encoding(path, layout.lecture.encodage)
    attendus = layout.obligatoires | {layout.montants[0].colonne}
    separateur = (
        choose_separator(path, encodage, layout.lecture.separateur, attendus) if conteneur == "csv" else ""
    )
    return _Opened(path, fichier, layout, conteneur, encodage, separateur)


def _parse(trouvee: FoundSource, ouvert: _Opened, sorties: Sorties, declaration: Declaration) -> None:
    """Send every record of the file to the accepted rows or to the journal."""
    layout = ouvert.layout
    if layout.lecture.format == "parse":
        parse = load_parse(trouvee)
        context = Context(
            layout,
            ouvert.fichier,
            sorties.journal,
            ouvert.encodage,
            ouvert.separateur,
            reader_of(layout.nombres),
            declaration,
        )
        _write_parsed(parse(ouvert.path, context), sorties.brut)
    elif layout.lecture.format in {"json", "xml"}:
        RecordStage(layout, ouvert.fichier, sorties.journal).run(
            read_objects(ouvert.path, layout, ouvert.encodage), sorties.brut
        )
    else:
        enregistrements = read_table(ouvert, layout)
        entete = find_header(enregistrements, layout, ouvert.fichier)
        if set(layout.retour) <= set(entete.noms):
            sorties.signalements["correction_de_rejets"] += 1
            enregistrements = disarmoured(enregistrements)
        stage = TableStage(
            layout,
            entete,
            sorties.journal,
            lambda entete, rangs: cells_of(read_table(ouvert, layout), entete, rangs),
            typed=ouvert.conteneur == "tableur",
        )
        stage.run(enregistrements, sorties.brut)


def read_table(ouvert: _Opened, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield the numbered records of a CSV or of a sheet."""
    if ouvert.conteneur == "tableur":
        return sheet.read_records(ouvert.path, layout.lecture.feuille, found=ouvert.survey)
    return csv.read_records(ouvert.path, ouvert.encodage, ouvert.separateur, layout.lecture.guillemet)


def load_parse(trouvee: FoundSource) -> Parse:
    """Return the ``parse`` function of a source's ``parse.py``; raise CatalogueError when there is none."""
    chemin = trouvee.parse_py
    spec = importlib.util.spec_from_file_location(f"achatlas_source_{trouvee.id}", chemin) if chemin else None
    if spec is None or spec.loader is None:
        raise CatalogueError(
            f"La source « {trouvee.id} » n'a pas de parse.py",
            str(trouvee.dossier),
            "son format est parse",
            "écrivez-le ou changez lecture.format",
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Parse, module.parse)


def _write_parsed(rows: Iterator[Row], brut: BrutWriter) -> None:
    lot: list[tuple[int, int, Row]] = []
    for row in rows:
        lot.append((row.pop("numero_ligne"), row.pop("montant_ht_centimes"), row))
        if len(lot) >= PART:
            write_rows(lot, brut)
            lot = []
    write_rows(lot, brut)


def _flags(ouvert: _Opened, sorties: Sorties) -> dict[str, int]:
    """Count the signs of a file that was cut or badly encoded before it came (F02, F03, F04), and what its
    sheet does not say; return the first line of those that have one.
    """
    if ouvert.layout.base != "ht":
        sorties.signalements["montants_ttc" if ouvert.layout.base == "ttc" else "base_inconnue"] += 1
    if ouvert.survey is not None:
        sorties.signalements.update(ouvert.survey.notices)
        sorties.signalements["limite_excel"] += ouvert.survey.last_row in LIMITES_EXCEL
    if ouvert.conteneur != "csv":
        return {}
    signs = signs_of(ouvert.path, ouvert.encodage, ouvert.separateur)
    sorties.signalements.update(signs.notices)
    return signs.first


def check_balance(bilan: Ledger, fichier: str) -> None:
    """Raise UnbalancedAccount when the counter and the parser disagree in any of the four totals."""
    if bilan.equilibre:
        return
    ecart = bilan.ecart()
    raise UnbalancedAccount(
        "Le bilan du fichier n'est pas équilibré",
        fichier,
        f"écart de {ecart.lignes} ligne(s), {format_euros(ecart.centimes)} en somme, "
        f"{format_euros(ecart.centimes_absolus)} en valeur absolue, empreinte {ecart.empreinte:016x}",
        "rien n'a été importé : signalez ce fichier, le lecteur et le compteur n'y voient pas la même chose",
    )
