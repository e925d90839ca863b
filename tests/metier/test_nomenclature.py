"""The pivot nomenclature: its codes, its prefixes, its short labels."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.classify.guide import guide
from achatlas.classify.nomenclature import Nomenclature, build
from achatlas.domain.errors import CatalogueError
from tests.metier.lignes import lignes, plans

SEGMENTS = lignes("nomenclature/pivot.csv")
CODES = [line["code"] for line in SEGMENTS]
FAMILLES = lignes("nomenclature/familles.csv")
CPV = {
    "03142500": "01.04",
    "03142000": "01.01",
    "45233141": "28.02",
    "72250000": "04.06",
    "90911200": "08.03",
}
ACCOUNTS = {"M57:60612": "02.01", "M21:6281": "07.04", "M57:6281": "30.01", "M21:60212": "08.01"}


@pytest.fixture(scope="module")
def pivot() -> Nomenclature:
    return build(SEGMENTS, plans())


def prefixes(column: str) -> list[str]:
    return [prefix for line in SEGMENTS for prefix in line[column].split("|") if prefix]


def test_there_are_30_families_and_170_segments() -> None:
    assert (len(FAMILLES), len(SEGMENTS)) == (30, 170)
    assert len({line["code"] for line in SEGMENTS}) == 170


def test_every_segment_names_its_family_as_the_families_do() -> None:
    names = {line["code"]: line["libelle"] for line in FAMILLES}
    assert {(line["code"][:2], line["famille"]) for line in SEGMENTS} == set(names.items())


@pytest.mark.parametrize("lines", [SEGMENTS, FAMILLES], ids=["segments", "familles"])
def test_short_labels_fit_a_chart_and_are_not_shared(lines: list[dict[str, str]]) -> None:
    labels = [line["libelle_court"] for line in lines]
    assert all(0 < len(label) <= 28 for label in labels)
    assert len(set(labels)) == len(labels)


def test_every_segment_has_a_nature() -> None:
    assert {line["nature"] for line in SEGMENTS} == {"F", "S", "T"}


def test_no_cpv_prefix_is_used_twice() -> None:
    assert [prefix for prefix, times in Counter(prefixes("prefixes_cpv")).items() if times > 1] == []


def test_no_default_account_prefix_is_used_twice() -> None:
    defaults = [prefix for prefix in prefixes("prefixes_comptes") if not prefix.startswith("~")]
    assert [prefix for prefix, times in Counter(defaults).items() if times > 1] == []


def test_every_cpv_code_reaches_one_segment(pivot: Nomenclature) -> None:
    codes = [line["code"] for line in lignes("referentiels/cpv.csv")]
    assert len(codes) == 9454
    assert [code for code in codes if pivot.of_cpv(code) is None] == []


def test_every_cpv_prefix_starts_a_code_that_exists() -> None:
    starts = {line["code"][:length] for line in lignes("referentiels/cpv.csv") for length in range(2, 9)}
    assert [prefix for prefix in prefixes("prefixes_cpv") if prefix not in starts] == []


@pytest.mark.parametrize(("cpv", "segment"), CPV.items())
def test_the_longest_cpv_prefix_wins(pivot: Nomenclature, cpv: str, segment: str) -> None:
    found = pivot.of_cpv(cpv)
    assert found is not None and found[0] == segment


@pytest.mark.parametrize(("account", "segment"), ACCOUNTS.items())
def test_a_plan_has_its_own_default_segments(pivot: Nomenclature, account: str, segment: str) -> None:
    found = pivot.of_compte(*account.split(":"))
    assert found is not None and found[0] == segment


def test_levers_speak_of_known_segments_once() -> None:
    codes = [line["code"] for line in lignes("nomenclature/leviers.csv")]
    assert len(codes) == len(set(codes)) == 68
    assert set(codes) <= {line["code"] for line in SEGMENTS}


def test_the_guide_tells_every_segment_and_sends_elsewhere_to_another_that_exists() -> None:
    guide = {line["code"]: line for line in lignes("nomenclature/guide.csv")}
    assert [*guide] == CODES
    for code, line in guide.items():
        assert 40 <= len(line["definition"]) <= 220, code
        assert 3 <= len(line["exemples"].split("|")) <= 7 and line["comprend"], code
        sent = [text.rpartition(" → ")[2] for text in line["exclut"].split("|")]
        assert code not in sent and set(sent) <= set(guide), (code, sent)


READINGS = Path(__file__).parents[2] / "entrainement" / "lectures"


def read(name: str) -> list[dict[str, str]]:
    with (READINGS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_titles_are_read_once_in_segments_that_exist_and_the_gold_ones_are_not_learned() -> None:
    learned, gold = read("titres.csv"), read("or_titres.csv")
    refs = [line["ref"] for line in (*learned, *gold)]
    assert len(refs) == len(set(refs)) == 5270
    for line in (*learned, *gold):
        segments = line["segments"].split("|")
        assert len(segments) == len(set(segments)) and set(segments) <= {*CODES}, line
    assert sum(bool(line["seconde_lecture"]) for line in gold) == 100
    assert max(len(line["appui"]) for line in gold) < 80


def test_lines_of_the_demonstration_are_read_once_in_segments_that_exist() -> None:
    lines = read("or_lignes.csv")
    assert len({(line["fichier"], line["numero_ligne"]) for line in lines}) == len(lines) == 400
    for line in lines:
        segments = line["segments"].split("|")
        assert len(segments) == len(set(segments)) and set(segments) <= {*CODES}, line


@pytest.mark.parametrize(("name", "agreed"), [("or_titres.csv", 95), ("or_lignes.csv", 99)])
def test_two_readers_agree_as_the_account_of_the_readings_says(name: str, agreed: int) -> None:
    again = [line for line in read(name) if line["seconde_lecture"]]
    twice = [(line["segments"].split("|"), line["seconde_lecture"].split("|")) for line in again]
    assert len(twice) == 100 and sum(one[0] == other[0] for one, other in twice) == agreed
    assert all(set(one) & set(other) for one, other in twice)


def test_each_enjeu_counts_segments_that_exist_and_says_its_law() -> None:
    lu = guide(Catalogue())
    for name, segments in lu.enjeux.items():
        assert segments, name
        assert segments < {line["code"] for line in SEGMENTS}
        assert lu.catalogue.enjeux[name].reference
    assert {"01.01", "01.08"} <= lu.enjeux["alimentation"] <= {f"01.0{n}" for n in range(1, 10)}
    reserved = {line["code"] for line in lignes("nomenclature/leviers.csv") if line["reservable"] == "1"}
    assert lu.enjeux["reservable"] == reserved


def test_an_enjeu_of_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "metier" / "enjeux"
    folder.mkdir(parents=True)
    (folder / "eau.yml").write_text(
        "libelle: Eau\ndefinition: Peu d'eau\ncolonne: eau\nreference: Charte\n", encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match="colonne « eau »"):
        _ = Catalogue(tmp_path).enjeux
