"""Stock files of SIRENE become four tables: nothing is lost, nothing is said that may not be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import UnbalancedAccount, UnknownColumn, UnknownSource, UnreadableFile
from achatlas.sirene import lots, stage
from achatlas.sirene.changes import changes
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from demo.identifiers import break_key, make_siren, make_siret
from tests.stocks import ONE, THREE, TWO, etablissement, lien, text, trio, unite, write

CATALOGUE = Catalogue()
TABLES = ("unites", "etablissements", "successions", "noms")
SUFFIXES = (".csv", ".zip", ".parquet")
SECRET = "KEZAROUX"


def taken(folder: Path, *files: Path) -> tuple[stage.Compte, ...]:
    target = folder / "sortie"
    target.mkdir(parents=True, exist_ok=True)
    with Engine(folder / "tampon", memory="300MB") as engine:
        return stage.run(engine, CATALOGUE, files, target)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / "sortie" / f"sirene__{name}.parquet").to_pylist()
    return found


def usual(folder: Path, **how: Any) -> list[Path]:
    """A company with two establishments, one closed and followed; a person; a unit that is partly told."""
    unites = [
        unite(ONE, "ZELIER, TRAVAUX", sigleUniteLegale=" ZT ", nic=make_siret(ONE, 2)[9:],
              denominationUsuelle1UniteLegale="ZELIER", denominationUsuelle2UniteLegale="ZELIER",
              denominationUsuelle3UniteLegale="ZT BTP", categorieEntreprise="PME",
              anneeCategorieEntreprise="2023", economieSocialeSolidaireUniteLegale="N"),
        unite(TWO, "", juridique="1000", etat="C", nomUniteLegale="DARNET", nomUsageUniteLegale="MORAUX",
              prenom1UniteLegale="JEANNE", prenomUsuelUniteLegale="ANNE"),
        unite(THREE, SECRET, statut="P", sigleUniteLegale=SECRET, denominationUsuelle1UniteLegale=SECRET),
    ]  # fmt: skip
    etablissements = [
        etablissement(ONE, 1, etablissementSiege="false", etatAdministratifEtablissement="F"),
        etablissement(ONE, 2, enseigne1Etablissement="CHEZ ZELIER", enseigne2Etablissement="CHEZ ZELIER"),
        etablissement(TWO, 1, codePostalEtablissement="", codeCommuneEtablissement="",
                      libelleCommuneEtablissement="", libelleCommuneEtrangerEtablissement="GENEVE",
                      codePaysEtrangerEtablissement="99140"),
        etablissement(THREE, 1, statutDiffusionEtablissement="P", enseigne1Etablissement=SECRET,
                      denominationUsuelleEtablissement=SECRET, codePostalEtablissement="42999"),
    ]  # fmt: skip
    return trio(folder, unites, etablissements, [lien(make_siret(ONE, 1), make_siret(ONE, 2))], **how)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the usual stock, from its three CSV."""
    folder = tmp_path_factory.mktemp("reference")
    taken(folder, *usual(folder / "a"))
    return folder


@pytest.mark.parametrize("suffixe", SUFFIXES)
@pytest.mark.parametrize("old", [False, True])
def test_every_container_and_layout_gives_the_same_tables(
    tmp_path: Path, reference: Path, suffixe: str, old: bool
) -> None:
    comptes = taken(tmp_path, *usual(tmp_path / "a", suffixe=suffixe, old=old))
    assert [(c.genre, c.lues, c.retenues, dict(c.ecartees)) for c in comptes] == [
        ("unites", 3, 3, {}), ("etablissements", 4, 4, {}), ("successions", 1, 1, {}),
    ]  # fmt: skip
    for name in TABLES:
        assert rows(tmp_path, name) == rows(reference, name) != []


def test_a_unit_says_who_it_is(reference: Path) -> None:
    company, person, silent = rows(reference, "unites")
    assert company["denomination"] == "ZELIER, TRAVAUX"
    assert (company["sigle"], company["denomination_usuelle"]) == ("ZT", "ZELIER | ZELIER | ZT BTP")
    assert (company["categorie_entreprise"], company["annee_categorie"]) == ("PME", 2023)
    assert (company["siege_siret"], company["date_fermeture"]) == (make_siret(ONE, 2), None)
    assert (person["denomination"], person["personne_physique"]) == ("MORAUX ANNE", True)
    assert (person["etat"], person["date_fermeture"], person["ess"]) == ("C", date(2020, 5, 6), "")
    assert (silent["denomination"], silent["naf"], silent["diffusion"]) == ("", "43.34Z", "P")


def test_an_establishment_says_where_it_is(reference: Path) -> None:
    closed, siege, abroad, silent = rows(reference, "etablissements")
    assert (closed["etat"], closed["siege"], closed["date_debut"]) == ("F", False, date(2021, 7, 8))
    assert (siege["enseigne"], siege["commune_code"]) == ("CHEZ ZELIER | CHEZ ZELIER", "42218")
    assert (abroad["pays_code"], abroad["commune_libelle"], abroad["commune_code"]) == ("99140", "GENEVE", "")
    assert (silent["commune_code"], silent["code_postal"], silent["enseigne"]) == ("42218", "", "")


def test_each_name_stands_once_with_its_place(reference: Path) -> None:
    found = [
        (r["siren"], r["siret"], r["nature"], r["nom"], r["code_postal"]) for r in rows(reference, "noms")
    ]
    assert found == [
        (ONE, "", "denomination", "ZELIER, TRAVAUX", "42000"),
        (ONE, "", "sigle", "ZT", "42000"),
        (ONE, "", "usuelle", "ZELIER", "42000"),
        (ONE, "", "usuelle", "ZT BTP", "42000"),
        (ONE, make_siret(ONE, 2), "enseigne", "CHEZ ZELIER", "42000"),
        (TWO, "", "personne", "DARNET ANNE", ""),
        (TWO, "", "personne", "MORAUX ANNE", ""),
    ]


@pytest.mark.parametrize("suffixe", SUFFIXES)
@pytest.mark.parametrize("statut", ["P", "N", "", "?"])
def test_nothing_written_holds_what_a_partial_diffusion_keeps_silent(
    tmp_path: Path, suffixe: str, statut: str
) -> None:
    names = ("nom", "prenom1", "pseudonyme", "nomUsage", "sigle", "denominationUsuelle2")
    person = {f"{name}UniteLegale": SECRET for name in names}
    shop = {"enseigne1Etablissement": SECRET, "denominationUsuelleEtablissement": SECRET,
            "codePostalEtablissement": SECRET, "numeroVoieEtablissement": SECRET,
            "libelleVoieEtablissement": SECRET, "complementAdresseEtablissement": SECRET}  # fmt: skip
    unites = [unite(ONE, SECRET, statut=statut, **person), unite(TWO, SECRET, statut=statut), unite(THREE)]
    etablissements = [
        etablissement(ONE, 1, statutDiffusionEtablissement=statut, **shop),
        etablissement(TWO, 1, **shop),
        etablissement(THREE, 1, statutDiffusionEtablissement=statut, **shop),
    ]
    taken(tmp_path, *trio(tmp_path / "a", unites, etablissements, suffixe=suffixe))
    written = [str(rows(tmp_path, name)) for name in TABLES]
    assert not [name for name, said in zip(TABLES, written, strict=True) if SECRET in said]
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in (tmp_path / "sortie").iterdir())
    assert [r["commune_code"] for r in rows(tmp_path, "etablissements")] == ["42218"] * 3


def test_a_text_kept_silent_is_no_text(tmp_path: Path) -> None:
    files = trio(tmp_path / "a", [unite(ONE, "[ND]", sigleUniteLegale="[ND]")], [etablissement(ONE)])
    taken(tmp_path, *files)
    assert rows(tmp_path, "noms") == []


def test_what_cannot_be_kept_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    good, bad = etablissement(ONE), make_siret(ONE, 5)
    etablissements = [
        good,
        {**etablissement(ONE, 2), "siret": break_key(make_siret(ONE, 2))},
        {**etablissement(ONE, 3), "siren": TWO},
        {**etablissement(ONE, 4), "siret": "12 345"},
        etablissement(make_siren(99), 1),
    ]
    unites = [unite(ONE), unite(""), unite(break_key(TWO)), unite("000000000")]
    liens = [
        lien(good["siret"], bad),
        lien(bad, bad),
        lien("", bad),
        lien(bad, good["siret"], dateLienSuccession="?"),
    ]
    comptes = taken(tmp_path, *trio(tmp_path / "a", unites, etablissements, liens))
    assert [(c.lues, c.retenues, dict(c.ecartees)) for c in comptes] == [
        (4, 1, {"siren_malforme": 3}),
        (5, 1, {"siret_malforme": 3, "siren_inconnu": 1}),
        (4, 1, {"lien_sur_soi": 1, "siret_malforme": 1, "date_illisible": 1}),
    ]


def test_of_a_siret_said_twice_the_last_treated_is_kept(tmp_path: Path) -> None:
    first = etablissement(ONE, 1, enseigne1Etablissement="AVANT")
    last = etablissement(
        ONE, 1, enseigne1Etablissement="APRES", dateDernierTraitementEtablissement="2025-09-01T00:00:00"
    )
    units = [unite(ONE, "APRES", traite="2025-09-01T00:00:00"), unite(ONE, "AVANT")]
    comptes = taken(tmp_path, *trio(tmp_path / "a", units, [first, last, first]))
    assert [(c.retenues, dict(c.ecartees)) for c in comptes[:2]] == [(1, {"doublon": 1}), (1, {"doublon": 2})]
    assert [r["enseigne"] for r in rows(tmp_path, "etablissements")] == ["APRES"]
    assert [r["denomination"] for r in rows(tmp_path, "unites")] == ["APRES"]


def test_two_files_of_one_kind_are_one_stock(tmp_path: Path) -> None:
    files = trio(tmp_path / "a", [unite(ONE), unite(TWO)], [etablissement(ONE)])
    more = write(tmp_path / "b.csv", "etablissements", [etablissement(TWO), etablissement(ONE)])
    comptes = taken(tmp_path, *files, more)
    assert [r["siret"] for r in rows(tmp_path, "etablissements")] == [make_siret(ONE, 1), make_siret(TWO, 1)]
    assert sum(c.ecartees["doublon"] for c in comptes) == 1


@pytest.mark.parametrize("fin", ["\n", "\r\n"])
@pytest.mark.parametrize("separateur", [",", ";"])
def test_a_line_without_the_shape_is_counted_and_told(tmp_path: Path, fin: str, separateur: str) -> None:
    files = trio(tmp_path / "a", [unite(ONE)], [etablissement(ONE)], separateur=separateur, fin=fin)
    spoilt = files[1].read_bytes()
    line = spoilt.split(fin.encode())[1]
    cut, long = line[: len(line) // 2], line + separateur.encode() + b"x"
    bad = line.replace(b"SAINT-ETIENNE", b"\xc9TIENNE")
    end = fin.encode()
    files[1].write_bytes(spoilt + cut + end + long + end + end + bad + end)
    compte = taken(tmp_path, *files)[1]
    assert (compte.lues, compte.retenues) == (4, 1)
    assert dict(compte.ecartees) == {"colonnes_manquantes": 1, "colonnes_en_trop": 1, "encodage": 1}


def test_a_quote_inside_a_name_loses_nothing(tmp_path: Path) -> None:
    files = trio(tmp_path / "a", [unite(ONE, "BAR 12@ DE LA GARE"), unite(TWO)], [etablissement(ONE)])
    files[0].write_bytes(files[0].read_bytes().replace(b"@", b'"'))
    compte = taken(tmp_path, *files)[0]
    assert (compte.lues, compte.retenues) == (2, 2)
    assert rows(tmp_path, "unites")[0]["denomination"] == 'BAR 12" DE LA GARE'


def test_a_record_that_the_reader_would_lose_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "refused", lambda *_: {})
    files = trio(tmp_path / "a", [unite(ONE)], [etablissement(ONE)])
    files[0].write_bytes(files[0].read_bytes() + b"1,2\n")
    with pytest.raises(UnbalancedAccount, match="2 lignes y sont comptées, 1 sont retenues"):
        taken(tmp_path, *files)


def test_a_column_that_nobody_expects_is_named(tmp_path: Path) -> None:
    files = trio(tmp_path / "a", [unite(ONE)], [etablissement(ONE)])
    header, line, _ = files[0].read_text(encoding="utf-8").split("\n")
    files[0].write_text(f"{header},humeurUniteLegale\n{line},bonne\n", encoding="utf-8")
    assert taken(tmp_path, *files)[0].inconnues == ("humeurUniteLegale",)


def test_a_file_without_the_statut_of_diffusion_is_refused(tmp_path: Path) -> None:
    files = trio(tmp_path / "a", [unite(ONE)], [etablissement(ONE)])
    names = [n for n in unite(ONE) if n != "statutDiffusionUniteLegale"]
    files[0].write_text(text([{n: unite(ONE)[n] for n in names}], names), encoding="utf-8")
    with pytest.raises(UnknownColumn, match="statutDiffusionUniteLegale"):
        taken(tmp_path, *files)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"PK\x03\x04rien", b"PAR1rien", b"\xff\xfe\0a\n1"])
def test_what_is_no_stock_is_refused_in_french(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises((UnknownSource, UnreadableFile)) as caught:
        taken(tmp_path, path)
    assert str(caught.value).endswith(".") and caught.value.que_faire


def test_units_and_establishments_go_together(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Il manque le fichier StockEtablissement"):
        taken(tmp_path, write(tmp_path / "a.csv", "unites", [unite(ONE)]))


@pytest.mark.parametrize("table", [f"sirene__{name}" for name in TABLES])
def test_a_table_is_as_declared_and_in_the_order_of_its_key(reference: Path, table: str) -> None:
    found = pq.read_table(reference / "sortie" / f"{table}.parquet")
    declared = arrow_schema(CATALOGUE.tables[table])
    assert list(zip(found.schema.names, found.schema.types, strict=True)) == [
        (f.name, f.type) for f in declared
    ]
    keys = [tuple(row.values()) for row in found.select(list(CATALOGUE.tables[table].cle)).to_pylist()]
    assert keys == sorted(keys)


LINES = st.sampled_from(["good", "cut", "long", "key", "twice", "unknown", "quoted", "blank"])


@settings(max_examples=20)
@given(kinds=st.lists(LINES, max_size=12), suffixe=st.sampled_from([".csv", ".zip"]))
def test_the_account_balances_whatever_is_given(
    kinds: list[str], suffixe: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("compte")
    names = list(etablissement(ONE))
    lines = [text([etablissement(ONE)], names)]
    for rank, kind in enumerate(kinds, start=2):
        row = etablissement(ONE, rank)
        if kind == "key":
            row["siret"] = break_key(row["siret"])
        if kind == "twice":
            row = etablissement(ONE)
        if kind == "unknown":
            row = etablissement(TWO, rank)
        if kind == "quoted":
            row["libelleCommuneEtablissement"] = 'A\n"B",\n'
        line = text([row], names).partition("\n")[2]
        lines.append({"cut": "1,2\n", "long": f"{line[:-1]},x\n", "blank": "\n"}.get(kind, line))
    files = trio(folder / "a", [unite(ONE)], [], suffixe=suffixe)
    path = folder / "e.csv"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    compte = next(c for c in taken(folder, files[0], path) if c.genre == "etablissements")
    assert compte.equilibre
    assert compte.lues == 1 + sum(kind != "blank" for kind in kinds)
    assert compte.retenues == 1 + sum(kind in ("good", "quoted") for kind in kinds)


def test_what_a_newer_stock_changes_is_counted(tmp_path: Path) -> None:
    before = [etablissement(ONE), etablissement(ONE, 2), etablissement(TWO)]
    taken(tmp_path / "1", *trio(tmp_path / "a", [unite(ONE), unite(TWO)], before))
    after = [
        etablissement(ONE, 1, etatAdministratifEtablissement="F"),
        etablissement(TWO),
        etablissement(TWO, 2),
    ]
    taken(tmp_path / "2", *trio(tmp_path / "b", [unite(ONE, etat="C"), unite(TWO, statut="P")], after))
    with Engine(tmp_path / "tampon") as engine:
        said = changes(engine, CATALOGUE.tables, tmp_path / "1" / "sortie", tmp_path / "2" / "sortie")
    nothing = {"nouveaux": 0, "disparus": 0, "fermes": 0, "rouverts": 0, "tus": 0}
    assert said["unites"] == {**nothing, "fermes": 1, "tus": 1}
    assert said["etablissements"] == {**nothing, "nouveaux": 1, "disparus": 1, "fermes": 1}


@pytest.mark.parametrize("often", [0, 99])
def test_the_lots_and_the_order_of_the_files_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, often: int
) -> None:
    sirens = [make_siren(number) for number in (11, 22, 33)] + ["552100554", "732829320", "784671695"]
    unites = [unite(siren, f"NOM {siren}", sigleUniteLegale="NS") for siren in sirens]
    shops = [etablissement(s, r, enseigne1Etablissement=f"E{r}") for s in sirens for r in (1, 2)]
    links = [lien(make_siret(s, 1), make_siret(s, 2)) for s in sirens]
    whole = taken(tmp_path / "1", *trio(tmp_path / "a", unites, shops, links))
    monkeypatch.setattr(lots.lots, "__defaults__", (1,))
    monkeypatch.setattr(lots, "OFTEN", often)
    mixed = trio(tmp_path / "b", unites[::-1], shops[::2] + shops[1::2], links[::-1])
    assert [c.retenues for c in taken(tmp_path / "2", *mixed)] == [c.retenues for c in whole] == [6, 12, 6]
    for name in TABLES:
        assert rows(tmp_path / "1", name) == rows(tmp_path / "2", name) != []
