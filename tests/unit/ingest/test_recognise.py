"""A format is told from the first records, nothing is ingested; a refusal gives the reason of the nearest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnknownSource, UnreadableFile
from achatlas.ingest import stage
from achatlas.ingest.discover import FoundSource
from achatlas.ingest.layout import header_names
from achatlas.ingest.probe import choose_encoding
from achatlas.ingest.recognise import recognise
from achatlas.ingest.stage import ingest_file
from tests.sources.golden import examples
from tests.unit.ingest.atelier import ENTETE, mandats

CATALOGUE = Catalogue()
EXAMPLES = [(source, path) for source, path in examples() if source.id != "mandats_tableur"]


def refused(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    with pytest.raises(UnknownSource) as refus:
        recognise(path, CATALOGUE)
    return str(refus.value)


@pytest.mark.parametrize(("source", "path"), EXAMPLES, ids=[f"{s.id}/{p.name}" for s, p in EXAMPLES])
def test_an_example_is_recognised_without_being_ingested(
    source: FoundSource, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_parse", lambda *_: pytest.fail("ingested"))
    shutil.copyfile(path, tmp_path / f"sans_nom{path.suffix}")
    profil = path.stem if source.definition.profils else None
    assert recognise(tmp_path / f"sans_nom{path.suffix}", CATALOGUE) == (source.id, profil)


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_names_of_columns_are_read_in_any_case(case: Callable[[str], str], tmp_path: Path) -> None:
    (source,) = {source.id: source for source, _ in EXAMPLES if source.id == "fec"}.values()
    text = (source.dossier / "exemples" / "debit_credit.txt").read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    path = tmp_path / "ecritures.txt"
    path.write_text(f"{case(head)}\n{rest}", encoding="utf-8")
    assert recognise(path, CATALOGUE) == ("fec", None)
    written = source.dossier / "exemples" / "debit_credit.txt"
    read = [ingest_file(p, acheteur_siren=None, source="fec", cible=tmp_path) for p in (written, path)]
    assert read[0].bilan == read[1].bilan and read[0].bilan.acceptes.lignes


def test_two_names_that_only_their_case_tells_apart_stay_two() -> None:
    assert header_names(["typeprix", "TypePrix", "ID"], {"typePrix", "TypePrix", "id"}) == [
        "typeprix", "TypePrix", "id",
    ]  # fmt: skip


@pytest.mark.parametrize("profil", ["exemple_csv", "exemple_xlsx"])
def test_the_profile_of_a_spreadsheet_is_recognised(profil: str) -> None:
    folder = next(s.dossier for s, _ in examples() if s.id == "mandats_tableur") / "exemples"
    path = next(p for p in folder.iterdir() if p.stem == profil)
    assert recognise(path, CATALOGUE) == ("mandats_tableur", profil)


def test_only_the_beginning_of_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(mandats(*["1,00"] * 9_000).encode("cp1252") + b'2024;"jamais ferm')
    assert recognise(path, CATALOGUE) == ("mandats_tableur", "exemple_csv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_a_profile_in_another_encoding_does_not_read_the_file_and_lets_the_others_do(
    encoding: str, written: str, tmp_path: Path
) -> None:
    product = next(s.dossier for s, _ in examples() if s.id == "mandats_tableur") / "profils"
    base = (product / "exemple_csv.yml").read_text(encoding="utf-8")
    folder = tmp_path / "sources" / "mandats_tableur" / "profils"
    folder.mkdir(parents=True)
    for name, code in (("aa_autre", encoding), ("zz_utf8", "utf-8")):
        text = base.replace("encodage: cp1252", f"encodage: {code}")
        assert text != base
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_bytes(mandats("1,00", "2,00").encode(written))
    found = recognise(path, Catalogue(tmp_path))
    assert found == ("mandats_tableur", {"utf-8": "zz_utf8", "cp1252": "exemple_csv"}[written])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_profile_in_utf16_named_for_a_file_without_its_mark_says_so(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mandats("1,00").encode("cp1252"))
    with pytest.raises(UnreadableFile, match=f"ligne 1.*pas en {encoding}"):
        choose_encoding(path, (encoding,))


def test_a_profile_named_alone_tells_its_source(tmp_path: Path) -> None:
    assert recognise(tmp_path / "absent.csv", CATALOGUE, "exemple_csv") == ("mandats_tableur", "exemple_csv")
    with pytest.raises(UnknownSource, match="« rien » inconnu.*exemple_csv"):
        recognise(tmp_path / "absent.csv", CATALOGUE, "rien")


def test_a_refusal_says_what_the_nearest_source_says(tmp_path: Path) -> None:
    said = refused(tmp_path / "a.csv", f"{ENTETE};Couleur\n")
    assert "profil exemple_csv" in said and "« Couleur » (a.csv, ligne 1)" in said


def test_a_json_with_an_unknown_key_names_it(tmp_path: Path) -> None:
    content = '{"marches": [{"id": "1", "sujet": "x", "nature": "Marché", "procedure": "y"}]}'
    assert "« sujet »" in refused(tmp_path / "a.json", content.encode())


def test_an_xml_of_another_root_is_told_from_its_root(tmp_path: Path) -> None:
    assert "« facture »" in refused(tmp_path / "a.xml", "<facture/>")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "un PDF"),
        (b"\x1f\x8b\x08", "une archive gzip"),
        (b"", "vide"),
        (b"x;y\n1;2\n", "aucun nom de colonne"),
        (b"[", "JSON illisible"),
        (b"<a", "XML illisible"),
        (b"<?xml", "XML illisible"),
        (b'{"marches": []}', "Aucun enregistrement"),
        (b"\xff\xfe\x00\x01\x02", "non reconnu"),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(Exception) as refus:
        recognise(path, CATALOGUE)
    assert said.lower() in str(refus.value).lower() and "a.bin" in str(refus.value)
    assert type(refus.value).__module__ == "achatlas.domain.errors"
