"""What the tests of deposits share: a home of its own, files, and jobs done at once instead of aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from achatlas import pipeline
from achatlas.settings import at
from tests.web.atelier import carte

if TYPE_CHECKING:
    from django.test import Client

MIEN, AUTRE = "000000001", "000000002"
ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;Libellé;Montant HT"
COLONNES = {
    "Exercice": "exercice", "N° mandat": "num_mandat", "Date mandat": "date_mandat", "Nature": "compte",
    "Tiers": "tiers_nom", "Libellé": "objet", "Montant HT": "montant_ht",
}  # fmt: skip
PROFIL = {
    "libelle": "Essai",
    "lecture": {"format": "csv", "separateur": ";", "encodage": "utf-8"},
    "nombres": {"decimale": ",", "milliers": ""},
    "dates": "%d/%m/%Y",
    "colonnes": COLONNES,
}


def laid(folder: Path, entete: str, files: Mapping[str, Sequence[str]]) -> Path:
    """A territory whose buyers (SIREN) have each deposited a file of these lines, with place and number of
    each tiers; nothing is run.
    """
    made = folder / "essai"
    profils = made / "instance" / "sources" / "mandats_tableur" / "profils"
    profils.mkdir(parents=True)
    columns = {**COLONNES, "CP": "tiers_code_postal", "Siret": "tiers_siret"}
    (made / "territoire.yml").write_text(yaml.safe_dump(carte(), allow_unicode=True), encoding="utf-8")
    told = yaml.safe_dump({**PROFIL, "colonnes": columns}, allow_unicode=True)
    (profils / "essai.yml").write_text(told, encoding="utf-8")
    atelier = pipeline.open_workshop(at(made))
    for siren, lines in files.items():
        path = folder / f"mandats_{siren}.csv"
        path.write_bytes("\n".join([entete, *lines, ""]).encode())
        pipeline.import_file(atelier, path, siren, "mandats_tableur", "essai")
    return made


def home(folder: Path) -> Path:
    """A territory where nothing is deposited yet, with one profile of columns."""
    made = folder / "essai"
    profils = made / "instance" / "sources" / "mandats_tableur" / "profils"
    profils.mkdir(parents=True)
    (made / "territoire.yml").write_text(yaml.safe_dump(carte(), allow_unicode=True), encoding="utf-8")
    (profils / "essai.yml").write_text(yaml.safe_dump(PROFIL, allow_unicode=True), encoding="utf-8")
    return made


def mandat(number: int, month: int, euros: str) -> str:
    """A line of payment."""
    return f"2025;{number};15/{month:02d}/2025;60612;ELEC SA;Électricité {number};{euros}"


YEAR = [mandat(m, m, f"{100 * m},00") for m in range(1, 13)]


def content(lines: Sequence[str]) -> bytes:
    """The bytes of a file."""
    return "\n".join([ENTETE, *lines, ""]).encode()


def send(
    client: Client, data: bytes, name: str = "a.csv", door: str = "/depots/deposer/", **more: str
) -> Any:
    """Drops one file, as a browser without JavaScript does."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(door, {**more, "fichiers": SimpleUploadedFile(name, data), "fin": "1"})


def work(made: Path) -> None:
    """Does the jobs that wait, in this process."""
    from achatlas.pipeline import child
    from achatlas.store.jobs import Jobs

    jobs = Jobs(made)
    while job := jobs.following():
        jobs.start(job.id)
        child.work(made, job.id)


def dropped(client: Client, made: Path, data: bytes, name: str = "a.csv", **more: str) -> str:
    """Drops a file and has it read; returns the hash of its deposit, or nothing when it was refused."""
    from achatlas.store.jobs import Jobs

    response = send(client, data, name, **more)
    assert response.status_code == 302, response.content.decode()
    work(made)
    return str(Jobs(made).every()[0].depot)
