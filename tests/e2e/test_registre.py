"""The registre des procédures: filled with what is known, completed, imported back; no euro moves."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from achatlas.cli import main
from achatlas.pipeline import findings, open_workshop
from achatlas.settings import read
from tests.e2e.test_cli import MARCHES, SIREN, Command, achatlas, territory

__all__ = ["achatlas"]
ONE = {**MARCHES[0], "datePublicationDonnees": "2024-03-01"}
TWO = [{"titulaire": {"typeIdentifiant": "SIRET", "id": s}} for s in ("00090007600001", "00090007700009")]
CHANGED = {
    **ONE, "id": "2024M5", "objet": "Travaux ; « toit »", "titulaires": TWO, "montant": 100000.01,
    "techniques": {"technique": ["Accord-cadre"]}, "offresRecues": 4,
    "modifications": [{"modification": {
        "id": 1, "dateNotificationModification": "2024-09-01", "montant": 120000,
        "datePublicationDonneesModification": "2024-09-20"}}],
}  # fmt: skip


@pytest.fixture(scope="module")
def lance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory of two marchés, run once: copy it."""
    folder = tmp_path_factory.mktemp("lance")
    home, path = territory(folder), folder / "decp.json"
    path.write_text(json.dumps({"marches": {"marche": [ONE, CHANGED]}}), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(folder))
        assert main(["importer", str(path), "--source", "decp_2022", "--territoire", "essai"]) == 0
        main(["lancer", "--territoire", "essai"])
    return home


@pytest.fixture
def traite(achatlas: Command, lance: Path, tmp_path: Path) -> Command:
    """The command line on this territory."""
    shutil.copytree(lance, tmp_path / "essai", dirs_exist_ok=True)
    return achatlas


def marches() -> list[tuple[Any, ...]]:
    net = findings.folder(open_workshop(read(None)))
    assert net
    rows = pq.read_table(net / "net__marches.parquet").to_pylist()
    asked = (
        "marche_cle",
        "montant_ht_centimes",
        "modifications",
        "technique",
        "date_notification",
        "duree_mois",
    )
    return sorted(tuple(row[c] for c in asked) for row in rows)


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_a_marche_is_told_as_it_was_notified_a_line_for_each_titulaire(
    traite: Command, tmp_path: Path
) -> None:
    said = traite("registre", "--acheteur", SIREN, "-o", tmp_path / "r.csv", "--json").json
    assert (said["ok"], said["marches"]) == (True, 2)
    first, second, third = lines(tmp_path / "r.csv")
    assert (first["num_marche"], first["montant_max_ht"], first["nature"]) == ("2024M1", "60000,00", "Marché")
    assert (first["date_notification"], first["cpv"], first["duree_mois"]) == ("03/02/2024", "09310000", "12")
    assert second["montant_max_ht"] == third["montant_max_ht"] == "100000,01"
    assert (second["nature"], second["nb_offres"], second["part_ht"]) == ("Accord-cadre", "4", "")
    assert [one["titulaire_siret"] for one in (second, third)] == ["00090007600001", "00090007700009"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_downloaded_and_completed_comes_back_and_no_euro_moves(
    traite: Command, tmp_path: Path, suffix: str
) -> None:
    before, path = marches(), tmp_path / f"registre{suffix}"
    traite("registre", "--acheteur", SIREN, "-o", path)
    complete(path)
    read_back = traite("importer", path, "--acheteur", SIREN, "--json").json["fichiers"][0]
    assert read_back["source"].startswith("registre_procedures") and read_back["rejete"] == {}
    assert (read_back["lu"], read_back["ok"]) == (3, True)
    said = traite("lancer", "--json").json
    assert said["ok"] and marches() == before
    again = tmp_path / "encore.csv"
    traite("registre", "--acheteur", SIREN, "-o", again)
    assert {one["service"] for one in lines(again)} == {"Voirie"}


def complete(path: Path) -> None:
    """Writes « Voirie » in the column of the service, as a person would."""
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    else:
        import fastexcel

        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
        table = sheet.to_arrow()
        rows = [["" if cell is None else str(cell) for cell in row.values()] for row in table.to_pylist()]
    service = rows[0].index("service")
    for row in rows[1:]:
        row[service] = "Voirie"
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet_ = book.add_worksheet()
            for rank, row in enumerate(rows):
                sheet_.write_row(rank, 0, row, book.add_format({"num_format": "@"}))


def test_before_the_first_run_the_registre_is_its_header(achatlas: Command, tmp_path: Path) -> None:
    assert achatlas("registre", "-o", tmp_path / "r.csv", "--json").json["marches"] == 0
    assert lines(tmp_path / "r.csv") == [] and "num_marche" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_a_folder_that_is_not_there_is_said_and_an_unknown_buyer_too(
    achatlas: Command, tmp_path: Path
) -> None:
    said = achatlas("registre", "-o", tmp_path / "absent" / "r.csv")
    assert said.statut == 1 and "Le registre n'a pas pu être écrit" in said.erreur
    assert achatlas("registre", "--acheteur", "123456782", "-o", tmp_path / "r.csv").statut == 1
