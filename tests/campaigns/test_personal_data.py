"""Nothing personal in any store but the vault: planted in every source, looked for in every file (P1)."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from achatlas import pipeline
from achatlas.catalogue.load import PACKAGE
from achatlas.domain.ibans import is_iban
from achatlas.domain.identifiers import is_nir
from achatlas.pipeline import child, rejects
from achatlas.pipeline.received import received
from achatlas.settings import Settings, at
from achatlas.store.jobs import LIRE, Job, Jobs, new_id
from tests.unit.ingest.workbooks import ENTETE as SHEET
from tests.unit.ingest.workbooks import Cell, sheet_xml, xlsx

SIREN, HOSPITAL, LANDLORD = "000900001", "000900019", "000900027"
NIR = "1 51 11 78 006 048 " + str(97 - 1511178006048 % 97).zfill(2)
IBAN, BIC = "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP882"
MAIL, PHONE, MOBILE, BIRTH = "ondine.querville@exemple.fr", "02 98 76 54 32", "0698765432", "17/11/1951"
STAFF, HELPED, PERSON = "QUERVILLE Ondine", "ZEPHYRIN Basile", "OUESSANTIN Gaëlle"
TENANT, PATIENT = "QUIXADA Lucie", "ZOLTANPATIENT Paul"
PEOPLE = ("querville", "zephyrin", "ouessantin", "quixada", "zoltanpatient")
PLANTED = (NIR, IBAN, BIC, MAIL, PHONE, MOBILE, BIRTH, *PEOPLE)
LABEL = f"Sécu {NIR} compte {IBAN} BIC {BIC} {MAIL} {PHONE} {MOBILE} née le {BIRTH}"
CARD = {
    "id": "prive",
    "libelle": "Privé",
    "simule": True,
    "acheteurs": [
        {"siren": SIREN, "nom": "Privé", "nom_court": "Privé", "type": "commune"},
        {"siren": HOSPITAL, "nom": "Soins", "nom_court": "Soins", "type": "hopital", "plan": "M21"},
        {"siren": LANDLORD, "nom": "Logis", "nom_court": "Logis", "type": "bailleur", "plan": "HLM"},
    ],
}
HEADER = "Exercice;Budget;N° mandat;Date mandat;Nature;Service;Code tiers;Tiers;SIRET;Objet;Mt HT;Mt TVA;IBAN"


def bare(text: str) -> str:
    """The text without what separates the parts of a number, in lower case."""
    return re.sub(r"[\s\u00a0\u202f./-]", "", text).lower()


TOKENS = tuple(map(bare, PLANTED))


def mandats() -> str:
    """Purchases, staff, people helped; accepted, repeated, and refused one way and another."""
    lines = [
        f"2025;00;1;15/01/2025;60612;Bâtiments {MAIL};{bare(NIR)};ELEC SA;;{LABEL};12,00;;{IBAN}",
        f"2025;{IBAN};2;15/01/2025;60612;Bâtiments;F2;DUPLEX {MOBILE};{bare(NIR)[:13]};Lampes;13,00;;{IBAN}",
        f"2025;00;3;15/01/2025;64111;RH;M12;{STAFF};;Paie de {STAFF};2000,00;;",
        f"2025;00;3;15/01/2025;64111;RH;M13;{HELPED};;Paie de {HELPED};2000,00;;",
        f"2025;00;4;15/01/2025;65134;CCAS;A7;{HELPED};;Secours {HELPED};150,00;;{IBAN}",
        f"2025;00;5;15/01/2025;64111;RH;M12;{STAFF};;Prime {STAFF};illisible;;{IBAN}",
        f"2025;00;6;15/01/2025;64111;RH;M12;{STAFF};;Prime ; {STAFF};1,00;2,00;{IBAN};x",
        f"2025;00;7;15/01/2025;60612;RH;F1;ELEC SA;;{LABEL};illisible;;{IBAN}",
        f"2025;00;8;née le {BIRTH} {NIR};60612;RH;F1;ELEC SA;;{LABEL};3,00;;{IBAN}",
        f"20x5;00;9;;6531;Élus;E1;{STAFF};;{LABEL};3,00;;{IBAN}",
        *(
            f"2025;00;{n};15/01/2025;{compte};Logement;L{n};{TENANT};;Dû à {TENANT};{amount};;"
            for n, compte in enumerate(("673", "4661", "165", "65888", "6521", "6718"), start=10)
            for amount in ("12,50", "illisible")
        ),
    ]
    return "\n".join([HEADER, *lines, lines[2], ""])


def hospital() -> str:
    """Purchases, and what is given back to patients on accounts that no list names."""
    line = "2025;00;{n};15/01/2025;{compte};Soins;P{n};{name};;Séjour {name};{amount};;"
    lines = [
        line.format(n=n, compte=compte, name=PATIENT, amount=amount)
        for n, compte in enumerate(("673", "6586", "6718", "", "6571"), start=2)
        for amount in ("12,50", "illisible")
    ]
    bought = line.format(n=1, compte="60211", name="PHARMA SA", amount="100,00")
    cut = f"2025;00;9;15/01/2025;{PATIENT};12,50"
    return "\n".join([HEADER, bought, *lines, cut, ""])


def workbook() -> bytes:
    rows: list[list[Cell]] = [
        [2025, 21, None, "60612", f"ELEC {MAIL}", None, LABEL, 12.0, "D"],
        [2025, 22, None, "64111", STAFF, None, f"Paie {STAFF}", 13.0, "D"],
        [2025, 23, None, "65134", HELPED, None, f"Secours {HELPED}", "illisible", "D"],
    ]
    return xlsx({"F": sheet_xml([SHEET, *rows])})


def unknown() -> str:
    """An export that nothing describes, its columns proposed."""
    header = "Exer;N° mandat;Dt Emission;Tiers;Art.;Objet;Mt HT;RIB;Date naissance;Tél;Courriel;Montants"
    line = "2025;{n};1{n}/07/2025;CLAIR SAS {n};6283;{said};1 284,5{n};{iban};{birth};{phone};{mail};7,00"
    said = {"iban": IBAN, "birth": BIRTH, "phone": MOBILE, "mail": MAIL}
    return "\n".join([header, *(line.format(n=n, said=LABEL, **said) for n in range(3, 9)), ""])


def pes() -> str:
    """The example of the product, its third parties made a natural person, bank data in every block."""
    text = (PACKAGE / "sources/pes_depense/exemples/petit.xml").read_text(encoding="iso-8859-1")
    text = text.replace("00000001800010", f"{SIREN}00017").replace("LES PRIMEURS", "PRIMEURS SA")
    last, first = PERSON.split()
    person = (
        f'<InfoTiers><IdTiers V=""/><NatIdTiers V="09"/><RefTiers V="{bare(NIR)}"/><CatTiers V="01"/>'
        f'<Nom V="{last}"/><Prenom V="{first}"/><DteNais V="1951-11-17"/></InfoTiers>'
    )
    text = re.sub(r'<InfoTiers><IdTiers V="18.*?</InfoTiers>', person, text)
    text = text.replace("FR7630006000011234567890189", bare(IBAN).upper())
    text = text.replace('<Obj V="Aide"/>', f'<Obj V="Aide {PERSON} {LABEL}"/>')
    return text.replace("<CpteBancaire>", f'<CpteBancaire><BIC V="{BIC}"/><TitCpte V="{PERSON}"/>')


def fec() -> str:
    names = (
        "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef "
        "PieceDate EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
    )
    line = "{j}\t{j}\t{n}\t20250110\t{c}\tx\t{a}\t{t}\tP{n}\t20250110\t{l}\t{d}\t{k}\t\t\t20250110\t\t"
    rows = [
        line.format(j="PA", n=1, c="641100", a="", t="", l=f"Salaire {STAFF}", d="1000,00", k="0,00"),
        line.format(j="PA", n=1, c="421000", a="Q1", t=STAFF, l="Net à payer", d="0,00", k="1000,00"),
        line.format(j="PA", n=2, c="421000", a="Q1", t=STAFF, l="Virement", d="1000,00", k="0,00"),
        line.format(j="PA", n=2, c="512000", a="", t="", l=f"Vir {STAFF} {IBAN}", d="0,00", k="1000,00"),
        line.format(j="PA", n=3, c="641100", a="", t="", l=f"Erreur {STAFF}", d="5,00", k="0,00"),
        line.format(j="VTE", n=5, c="411000", a="C1", t=f"LOCATAIRE {TENANT}", l="Avis", d="7,00", k="0,00"),
        line.format(j="VTE", n=5, c="704000", a="", t="", l=f"Loyer {TENANT}", d="0,00", k="7,00"),
        line.format(j="BQ", n=6, c="512000", a="", t="", l=f"VIR {TENANT}", d="7,00", k="0,00"),
        line.format(j="BQ", n=6, c="471000", a="", t="", l=f"Attente {TENANT}", d="0,00", k="7,00"),
        line.format(j="BQ", n=7, c="512000", a="", t="", l=f"VIR {TENANT}", d="illisible", k="0,00"),
        line.format(j="BQ", n=8, c="512000", a="", t="", l=f"VIR {TENANT}", d="7,00", k="0,00") + "\tx",
        line.format(j="AN", n=9, c="411000", a="C1", t=TENANT, l="Report", d="7,00", k="0,00"),
        line.format(j="AN", n=9, c="401000", a="F1", t="ELEC", l=f"Dû {TENANT}", d="0,00", k="7,00"),
        line.format(j="HA", n=4, c="606100", a="", t="", l=LABEL, d="10,00", k="0,00"),
        line.format(j="HA", n=4, c="401000", a="F1", t=f"ELEC {MAIL}", l="x", d="0,00", k="10,00"),
    ]
    return "\n".join(["\t".join(names.split()), *rows, ""])


def decp() -> str:
    holder = {"typeIdentifiant": "HORS-UE", "id": bare(NIR), "denominationSociale": f"SELARL {MAIL}"}
    marche = {
        "id": "2025M1", "acheteur": {"id": f"{SIREN}00017"}, "nature": "Marché", "objet": LABEL,
        "codeCPV": "09310000", "procedure": "Procédure adaptée", "dateNotification": "2025-01-02",
        "dureeMois": 12, "datePublicationDonnees": "2025-02-01", "montant": 50000,
        "titulaires": [{"titulaire": holder}],
    }  # fmt: skip
    return json.dumps({"marches": {"marche": [marche, {**marche, "id": "2025M2", "montant": "illisible"}]}})


FILES = (
    ("mandats.csv", mandats().encode("cp1252"), SIREN, "mandats_tableur", "exemple_csv"),
    ("mandats.xlsx", workbook(), SIREN, "mandats_tableur", "exemple_xlsx"),
    ("flux.xml", pes().encode("iso-8859-1"), SIREN, "pes_depense", None),
    (f"{LANDLORD}FEC20251231.txt", fec().encode(), LANDLORD, "fec", None),
    ("soins.csv", hospital().encode("cp1252"), HOSPITAL, "mandats_tableur", "exemple_csv"),
    ("decp.json", decp().encode(), None, "decp_2022", None),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A territory where all of it came in, was run and published; one file came by the jobs of a server."""
    root = tmp_path_factory.mktemp("prive")
    home = root / "donnees" / "prive"
    home.mkdir(parents=True)
    (home / "territoire.yml").write_text(yaml.safe_dump(CARD), encoding="utf-8")
    atelier = pipeline.open_workshop(Settings(home.parent, "prive", None, "400MB"))
    for name, content, siren, source, profil in FILES:
        (root / name).write_bytes(content)
        pipeline.import_file(atelier, root / name, siren, source, profil, choix="ajouter")
    jobs, job = Jobs(home), Job(new_id(), LIRE, fichier="inconnu.csv", acheteur_siren=SIREN)
    received(home, job.id).parent.mkdir(parents=True)
    received(home, job.id).write_text(unknown(), encoding="cp1252")
    jobs.add(job)
    jobs.start(job.id)
    child.work(home, job.id)
    received(home, job.id).unlink(missing_ok=True)
    pipeline.run(atelier)
    pipeline.publish(atelier)
    return home


def told(path: Path) -> Iterator[str]:
    """All that a stored file says, whatever its format."""
    if path.suffix == ".parquet":
        yield str(pq.read_table(path).to_pylist())
        yield str(pq.read_schema(path).metadata)
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as base:
            for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                yield str(base.execute(f'SELECT * FROM "{name}"').fetchall())
    elif path.suffix == ".sqlite3":
        with sqlite3.connect(path) as base:
            for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                yield str(base.execute(f'SELECT * FROM "{name}"').fetchall())
    yield path.read_bytes().decode("latin-1")
    yield path.name


def stored(home: Path) -> list[Path]:
    return [p for p in home.parent.rglob("*") if p.is_file() and "depots" not in p.relative_to(home).parts]


def leaks(home: Path) -> list[str]:
    found = []
    for path in stored(home):
        flat = bare("\n".join(told(path)))
        found += [f"{path.relative_to(home)}: {token}" for token in TOKENS if token in flat]
    return found


def test_what_is_planted_is_what_it_claims() -> None:
    assert is_nir(NIR) and is_iban(IBAN)
    assert len(set(TOKENS)) == len(PLANTED)


@pytest.mark.lent
def test_nothing_planted_stands_in_any_file_but_the_vault(home: Path) -> None:
    suffixes = {path.suffix for path in stored(home)}
    assert {".parquet", ".duckdb", ".sqlite3", ".json"} <= suffixes
    assert leaks(home) == []


@pytest.mark.lent
def test_the_scan_would_see_it(home: Path) -> None:
    seen = "\n".join(part for path in (home / "depots").rglob("contenu") for part in told(path))
    assert all(token in bare(seen) for token in (bare(IBAN), bare(MAIL), *PEOPLE))


@pytest.mark.lent
def test_lines_paid_to_persons_keep_their_euros_and_stay_two_when_they_are_two(home: Path) -> None:
    atelier = pipeline.open_workshop(at(home))
    depot = next(d for d in atelier.register.depots() if d.fichier == "mandats.csv")
    path = atelier.snapshots.path("brut", depot.instantane) / "brut__mandats.parquet"
    paid = [row for row in pq.read_table(path).to_pylist() if row["compte"] == "64111"]
    assert [(row["montant_ht_centimes"], row["tiers_code"], row["objet"]) for row in paid] == [
        (200_000, "PP-1", None),
        (200_000, "PP-2", None),
    ]
    assert depot.signalements["identite_retiree"] >= 4


@pytest.mark.lent
def test_a_hospital_and_a_landlord_keep_accounts_and_euros(home: Path) -> None:
    atelier = pipeline.open_workshop(at(home))
    found = {
        depot.fichier: atelier.snapshots.path("brut", depot.instantane) for depot in atelier.register.depots()
    }
    rows = pq.read_table(found["soins.csv"] / "brut__mandats.parquet").to_pylist()
    named = {(row["compte"], row["tiers_nom"], row["montant_ht_centimes"]) for row in rows}
    others = {(compte, "PP-anonyme", 1_250) for compte in ("673", "6586", "6718", None, "6571")}
    assert named == {("60211", "PHARMA SA", 10_000), *others}
    out = pq.read_table(found[f"{LANDLORD}FEC20251231.txt"] / "rejets.parquet").to_pylist()
    said = {row["extrait"] for row in out}
    assert {"VTE;5;20250110;411000;7,00;0,00", "BQ;6;20250110;512000;7,00;0,00"} <= said


@pytest.mark.lent
def test_no_excerpt_given_back_bears_it(home: Path) -> None:
    atelier = pipeline.open_workshop(at(home))
    for depot in atelier.register.every_depot():
        out = home.parent / "extrait"
        out.write_bytes(rejects.excerpt(atelier, depot).octets)
        seen = [*told(out), str([cell for rows in _sheet(out) for cell in rows])]
        out.unlink()
        flat = bare("\n".join(seen))
        assert [token for token in TOKENS if token in flat] == [], depot.fichier


def _sheet(path: Path) -> list[list[str]]:
    from achatlas.ingest.readers.sheet import read_records

    if not path.read_bytes().startswith(b"PK"):
        return []
    return [cells for _, cells in read_records(path, None)]


@pytest.mark.lent
def test_the_vault_opens_to_its_owner_alone(home: Path) -> None:
    """The bytes are kept as they were given (ADR 2, 17): who may read them is the owner of the process."""
    assert stat.S_IMODE((home / "depots").stat().st_mode) == 0o700
    kept = list((home / "depots").rglob("contenu"))
    assert len(kept) == len(FILES) + 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_no_screen_names_the_vault() -> None:
    """Only the pipeline opens it: to keep, to read again, to write the rejected lines, to forget."""
    named = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bVAULT\b|[\"']contenu[\"']\)?$", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert not [name for name in named if name.startswith(("web", "cli"))], named
