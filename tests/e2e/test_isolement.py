"""Whose rows are seen: refused rights, the common file, other buyers' data, values that try to be queries."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas import pipeline
from achatlas.analyse import query
from achatlas.analyse.scope import Droits, Scope, consolidated, individual
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.domain.balance import empreinte_enregistrement
from achatlas.domain.errors import OutOfScope, UnknownAxis
from achatlas.store.publications import CONSOLIDE, alias_of
from achatlas.store.snapshots import SEAL
from tests import petit as territoire
from tests.petit import Petit

CATALOGUE = Catalogue()
CHOICES = [(fait, axe) for fait in ("achats", "marches") for axe in CATALOGUE.axes_of(fait)]
MESURES = {"achats": ["montant_paye", "lignes"], "marches": ["montant_notifie"]}
ECHO = "ECHO"
LABELS = (
    "tiers_nom", "tiers_code", "tiers_siret", "tiers_ville", "objet", "direction", "service", "num_marche",
    "num_facture", "marche_id",
)  # fmt: skip
PAYLOADS = (
    "' OR 1=1 --",
    "08') UNION SELECT 1,2,3 --",
    '"; DROP TABLE membres; --',
    "$debut",
    "%",
    "\\",
    "\0",
    "é" * 5000,
)


def read_all(petit: Petit, alias: str) -> list[dict[str, Any]]:
    """Every row of every table of a published file, as its own reader sees it."""
    reader = petit.atlas.sessions.reader(petit.publication, frozenset({alias}))
    cursor = reader.of(alias)._cursor(alias)
    found: list[dict[str, Any]] = []
    for name in petit.publication.tables(alias):
        cursor.execute(f'SELECT * FROM "{alias}"."{name}"')
        columns = [column[0] for column in cursor.description]
        found += [{"table": name, **dict(zip(columns, row, strict=True))} for row in cursor.fetchall()]
    return found


# Rights


def test_a_buyer_outside_the_rights_is_refused(petit: Petit) -> None:
    mine, other = petit.sirens[:2]
    with pytest.raises(OutOfScope):
        individual(petit.atlas, Droits(frozenset({mine}), consolide=True), other)


@pytest.mark.parametrize("siren", ["", "999999999", "../consolide", "consolide"])
def test_what_does_not_exist_is_refused_in_the_same_words_as_what_is_closed(petit: Petit, siren: str) -> None:
    closed = Droits(frozenset(petit.sirens[:1]), consolide=True)
    said = set()
    for asked, droits in ((siren, Droits(frozenset({siren}), consolide=True)), (petit.sirens[1], closed)):
        with pytest.raises(OutOfScope) as refused:
            individual(petit.atlas, droits, asked)
        said.add(str(refused.value))
    assert len(said) == 1


def test_the_common_view_is_refused_to_those_who_have_no_right_to_it(petit: Petit) -> None:
    with pytest.raises(OutOfScope):
        consolidated(petit.atlas, Droits(frozenset(petit.sirens), consolide=False))


def test_a_scope_opens_its_own_file_and_no_other(petit: Petit) -> None:
    mine = petit.sirens[0]
    assert petit.individuel(mine).aliases == {alias_of(mine)}
    assert petit.consolide().aliases == {CONSOLIDE}
    assert petit.consolide(mine, "999999999").aliases == {CONSOLIDE, alias_of(mine)}


def test_lines_in_the_common_view_are_those_of_the_rights(petit: Petit) -> None:
    mine, other = petit.sirens[:2]
    said = query.lines(Selection(), petit.consolide(mine), taille=10_000)
    assert {line["acheteur_siren"] for line in said.lignes} == {mine}
    theirs = query.lines(Selection(), petit.individuel(other)).lignes[0]
    place = (theirs["depot"], theirs["numero_ligne"])
    assert query.line(*place, petit.individuel(other)) is not None
    assert query.line(*place, petit.consolide(mine)) is None
    assert query.line(*place, petit.individuel(mine)) is None


def test_two_scopes_never_share_an_answer(petit: Petit) -> None:
    scopes = [*map(petit.individuel, petit.sirens), petit.consolide(), petit.consolide(petit.sirens[0])]
    assert len({scope.key for scope in scopes}) == len(scopes)


# The files


def shared_with(row: dict[str, Any], siren: str) -> bool:
    """Whether a row is a marché of the register on which a buyer that did not pass it buys (ADR 54)."""
    return row["table"] == "mart__registre" and siren in str(row["membres"]).split("|")


def test_a_buyer_s_file_holds_its_rows_and_the_marches_on_which_it_buys(petit: Petit) -> None:
    for siren in petit.sirens:
        rows = [row for row in read_all(petit, alias_of(siren)) if "acheteur_siren" in row]
        assert {row["acheteur_siren"] for row in rows if not shared_with(row, siren)} == {siren}


def test_the_common_file_holds_no_line_of_payment(petit: Petit) -> None:
    tables = petit.publication.tables(CONSOLIDE)
    columns = {
        column for table in tables.values() if table["fait"] == "achats" for column in table["colonnes"]
    }
    assert (
        columns & {"depot", "numero_ligne", "objet", "tiers_nom", "num_mandat", "service", "date_mandat"}
        == set()
    )


def test_the_common_file_names_no_natural_person(petit: Petit) -> None:
    named = {
        r["tiers_nom"]
        for f in ("achats", "marches")
        for r in petit.mart(f)
        if r["fournisseur_id"][:2] == "PP"
    }
    enterprises = {
        r["tiers_nom"]
        for f in ("achats", "marches")
        for r in petit.mart(f)
        if r["fournisseur_id"][:2] != "PP"
    }
    persons = named - enterprises - {""}
    heard = {value for row in read_all(petit, CONSOLIDE) for value in row.values() if isinstance(value, str)}
    assert persons, "the demonstration pays no natural person"
    assert heard & persons == set()
    assert {code for code in heard if code.startswith("PP")} <= {"PP"}


def persons(petit: Petit, alias: str) -> list[dict[str, Any]]:
    """The rows of a file that tell of natural persons."""
    return [row for row in read_all(petit, alias) if str(row.get("fournisseur_id", "")).startswith("PP")]


TOLD = tuple(axe.colonne for axe in CATALOGUE.attributs.values())
FINER = ("etablissement", "commune_siege", "taille", "activite", "effectif", "etat_operateur")


def test_what_is_told_of_operators_singles_no_natural_person_out(petit: Petit) -> None:
    """In the common file the attributes of a person say no more than its buyer and its département, which
    stand beside them: they split no cell of the aggregates that have none.
    """
    found = [row for row in persons(petit, CONSOLIDE) if "commune" in row]
    assert found, "the demonstration pays no natural person"
    same: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for row in found:
        key = (row["acheteur_siren"], row["departement_code"])
        same.setdefault(key, set()).add(tuple(row[name] for name in TOLD))
    assert {key: told for key, told in same.items() if len(told) > 1} == {}
    assert {row[name] for row in found for name in FINER} == {""}
    assert {(row["groupe"], row["nature_operateur"]) for row in found} == {("PP", "personne")}


def test_a_person_is_placed_to_the_departement_in_the_file_of_its_buyer_too(petit: Petit) -> None:
    for siren in petit.sirens:
        found = [row for row in persons(petit, alias_of(siren)) if "commune" in row]
        whole = ("75", "")  # a département that is one commune, or none
        assert {row["commune"] for row in found if row["departement_code"] not in whole} <= {""}
        assert {row["proximite"] for row in found} <= {"departement", "region", "france", ""}


def test_no_cell_of_persons_is_split_by_what_is_told_of_operators(petit: Petit) -> None:
    """The aggregate that bears the attributes has as many cells of persons as the one that bears none."""
    cells = {name: [row for row in persons(petit, CONSOLIDE) if row["table"] == f"agregat__{name}"]
             for name in ("achats_fournisseurs", "achats_operateurs")}  # fmt: skip
    assert len(cells["achats_fournisseurs"]) == len(cells["achats_operateurs"]) > 0


def test_objects_of_payments_are_not_in_the_common_file(petit: Petit) -> None:
    objects = {r["objet"] for r in petit.mart("achats")} - {r["objet"] for r in petit.mart("marches")} - {""}
    facts = [row for row in read_all(petit, CONSOLIDE) if row["table"] != "membres"]
    heard = {value for row in facts for value in row.values() if isinstance(value, str)}
    assert heard & objects == set()


# Other buyers' data


def scrambled(row: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A row of somebody else: other labels, other names, another amount, the same place in its file."""
    cents = rng.randint(10**5, 10**7)
    labels = {c: f"{ECHO}{rng.randint(0, 99)}" for c in LABELS if row.get(c)}
    mark = empreinte_enregistrement(row["numero_ligne"], cents)
    return {**row, **labels, "montant_ht_centimes": cents, "empreinte": mark}


@pytest.fixture(scope="module")
def autre(petit: Petit, tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """The same territory, every buyer's data but the first one's replaced by random ones."""
    other, rng = territoire.copy(petit, tmp_path_factory.mktemp("autre")), random.Random(7)
    mine = petit.sirens[0]
    for path in sorted((other.settings.home / "instantanes" / "brut").glob("*/brut__*.parquet")):
        table = pq.read_table(path)
        owner = "acheteur_siren" if path.stem == "brut__mandats" else "acheteur_id"
        rows = [r if (r[owner] or "").startswith(mine) else scrambled(r, rng) for r in table.to_pylist()]
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
        (path.parent / SEAL).unlink()
    pipeline.run(other.atelier)
    pipeline.publish(other.atelier)
    return other


def answers(scope: Scope) -> dict[str, object]:
    """Everything that a scope answers: members of every axis, figures, lines, and one line."""
    said: dict[str, object] = {}
    for fait, axe in CHOICES:
        said[f"{fait} {axe}"] = query.rows(axe, MESURES[fait], Selection(), scope, limite=10)
        said[f"{fait} {axe} noms"] = query.libelles(CATALOGUE.axes[axe], scope)
    for fait, mesures in MESURES.items():
        said[f"{fait} chiffres"] = query.figures(mesures, Selection(), scope)
        lines = query.lines(Selection(), scope, fait=fait, taille=10_000)
        said[f"{fait} lignes"] = lines
        place = (lines.lignes[0]["depot"], lines.lignes[0]["numero_ligne"])
        said[f"{fait} ligne"] = query.line(*place, scope, fait=fait)
    return said


def test_other_buyers_data_change_none_of_one_s_answers(petit: Petit, autre: Petit) -> None:
    mine = petit.sirens[0]
    before, after = answers(petit.individuel(mine)), answers(autre.individuel(mine))
    assert [asked for asked in before if before[asked] != after[asked]] == []


def test_the_scrambled_data_are_really_others(petit: Petit, autre: Petit) -> None:
    other = petit.sirens[1]
    assert answers(petit.individuel(other)) != answers(autre.individuel(other))
    assert any(ECHO in str(row) for row in read_all(autre, alias_of(other)))


def test_nothing_of_the_others_is_written_in_one_s_file(petit: Petit, autre: Petit) -> None:
    mine = petit.sirens[0]
    heard = [row for row in read_all(autre, alias_of(mine)) if ECHO in str(row)]
    assert [row for row in heard if not shared_with(row, mine)] == []


def test_the_same_files_give_the_same_bytes(petit: Petit, tmp_path: Path) -> None:
    again = territoire.copy(petit, tmp_path)
    pipeline.run(again.atelier)

    def marks(one: Petit) -> dict[str, str]:
        root = one.settings.home / "instantanes"
        files = sorted(path for path in root.rglob("*") if path.is_file())
        return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert marks(again) == marks(petit)


# Values are values


def both(petit: Petit) -> list[Scope]:
    return [petit.individuel(petit.sirens[0]), petit.consolide(*petit.sirens)]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_value_that_tries_to_be_a_query_selects_nothing(petit: Petit, payload: str) -> None:
    for scope in both(petit):
        for fait, axe in CHOICES:
            chosen = Selection().only(axe, [payload])
            assert set(query.figures(MESURES[fait], chosen, scope).valeurs.values()) == {0}
            assert query.lines(chosen, scope, fait=fait).nombre == 0
            other = "mois" if axe != "mois" else "acheteur"
            assert query.rows(other, MESURES[fait], chosen, scope, limite=3).nombre == 0


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_leaving_out_what_does_not_exist_leaves_everything(petit: Petit, payload: str) -> None:
    for scope in both(petit):
        for fait, axe in CHOICES:
            whole = query.figures(MESURES[fait], Selection(), scope).valeurs
            assert (
                query.figures(MESURES[fait], Selection().only(axe, [payload], "sauf"), scope).valeurs == whole
            )


ASKED: list[Callable[[Scope, str], object]] = [
    lambda scope, text: query.rows("fournisseur", ["lignes"], Selection(), scope, recherche=text).nombre,
    lambda scope, text: query.lines(Selection(), scope, texte=text).nombre,
    lambda scope, text: query.line(text, 1, scope),
]


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p not in {"%", "\\"}], ids=repr)
@pytest.mark.parametrize("ask", ASKED, ids=["recherche", "texte", "ligne"])
def test_a_text_that_tries_to_be_a_query_finds_nothing(
    petit: Petit, ask: Callable[[Scope, str], object], payload: str
) -> None:
    assert [ask(scope, payload) for scope in both(petit)] in ([0, 0], [None, None])


@pytest.mark.parametrize(
    "name", ["1=1", "mois; DROP TABLE membres", "__class__", "montant_ht_centimes", "empreinte"]
)
def test_a_name_that_is_no_axis_is_refused(petit: Petit, name: str) -> None:
    for scope in both(petit):
        for ask in (
            lambda s: query.rows(name, ["montant_paye"], Selection(), s),
            lambda s: query.figures([name], Selection(), s),
            lambda s: query.figures(["montant_paye"], Selection().only(name, ["1"]), s),
            lambda s: query.lines(Selection(), s, tri=name),
        ):
            with pytest.raises(UnknownAxis):
                ask(scope)
