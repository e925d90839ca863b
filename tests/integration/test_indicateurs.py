"""`achatlas indicateurs` on a small territory: all of them, and what plain counting of the marts gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from achatlas.cli.main import main
from tests.petit import Petit, Record

ENSEMBLE, YES_SOCIAL = "ensemble", {"clause", "critere", "clause_critere", "reserve"}
Told = dict[str, Any]
Counted = tuple[int, int]


@pytest.fixture(scope="module")
def told(petit: Petit) -> Told:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
        return said(["--json"])


def said(options: list[str]) -> Told:
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["indicateurs", "--territoire", "demonstration", *options]) == 0
    found: Told = json.loads(out.getvalue())
    return found


def figure(told: Told, name: str, figure: str, view: str) -> Told:
    (one,) = [i for i in told["indicateurs"] if i["id"] == name]
    (found,) = [f for f in one["chiffres"] if f["nom"] == figure]
    value: Told = found[ENSEMBLE] if view == ENSEMBLE else found["acheteurs"][view]
    return value


def test_all_of_them_are_told_of_each_buyer_and_of_all(told: Told, petit: Petit) -> None:
    assert len(told["indicateurs"]) == 53 and sorted(told["acheteurs"]) == petit.sirens
    figures = [one for i in told["indicateurs"] for one in i["chiffres"]]
    assert all(sorted(one["acheteurs"]) == petit.sirens for one in figures)
    readings = [r for one in figures for r in (one[ENSEMBLE], *one["acheteurs"].values())]
    assert {r["etat"] for r in readings} <= {"dit", "inconnu", "sans_donnees", "sans_objet"}
    assert all((r["valeur"] is not None) == (r["etat"] == "dit") for r in readings)
    assert all(r["numerateur"] is None for r in readings if r["etat"] == "sans_donnees")


def test_intervals_hold_their_values(told: Told) -> None:
    for one in (one for i in told["indicateurs"] for one in i["chiffres"]):
        for r in (one[ENSEMBLE], *one["acheteurs"].values()):
            if r["etat"] == "dit" and r["intervalle"]:
                least, most = map(float, r["intervalle"])
                assert 0 <= least <= float(r["valeur"]) <= most <= 100


def kept(rows: Iterable[Record], year: str, view: str) -> list[Record]:
    """The rows of a year that a view counts: the common one leaves payments between members out."""
    here = (r for r in rows if r["exercice"] == year and view in (ENSEMBLE, r["acheteur_siren"]))
    return [r for r in here if view != ENSEMBLE or r.get("flux") != "interne"]


def marches(
    rows: Iterable[Record], yes: Callable[[Record], bool], known: Callable[[Record], bool]
) -> Counted:
    keys = {r["marche_cle"]: r for r in rows}.values()
    return sum(map(yes, keys)), sum(map(known, keys))


def euros(rows: Iterable[Record], column: str, yes: set[str], no: set[str]) -> Counted:
    bought = [r for r in rows if r["perimetre"] == "achat"]
    top = sum(r["montant_ht_centimes"] for r in bought if r[column] in yes)
    return top, top + sum(r["montant_ht_centimes"] for r in bought if r[column] in no)


def by_pme(rows: Iterable[Record]) -> Counted:
    sizes: dict[str, set[str]] = {}
    for r in rows:
        sizes.setdefault(r["marche_cle"], set()).add(r["taille"] or "")
    held = [bool(found & {"micro", "pme"}) for found in sizes.values()]
    refused = [
        found <= {"eti", "ge", "hors_champ"} and bool(found & {"eti", "ge"}) for found in sizes.values()
    ]
    return sum(held), sum(held) + sum(refused)


COUNTS: Mapping[tuple[str, str], Callable[[list[Record], list[Record]], Counted]] = {
    ("s01", "nombre"): lambda _, m: marches(
        [r for r in m if r["seuil_40k"] == "2_des"],
        lambda r: r["clause_sociale"] in YES_SOCIAL,
        lambda r: r["clause_sociale"] in YES_SOCIAL | {"non"},
    ),
    ("s06", "nombre"): lambda _, m: marches(
        m,
        lambda r: r["clause_sociale"] == "reserve",
        lambda r: r["clause_sociale"] in YES_SOCIAL | {"non"},
    ),
    ("p01", "nombre"): lambda _, m: by_pme(m),
    ("p03", "valeur"): lambda a, _: euros(a, "taille", {"micro", "pme"}, {"eti", "ge"}),
    ("p14", "valeur"): lambda a, _: euros(
        a, "statut_marche", {"sous_marche"}, {"hors_marche_licite", "hors_marche_a_verifier"}
    ),
}


@pytest.mark.parametrize(("name", "nom"), COUNTS)
def test_a_figure_equals_a_plain_count(name: str, nom: str, told: Told, petit: Petit) -> None:
    achats, every = petit.mart("achats"), petit.mart("marches")
    for view in (ENSEMBLE, *petit.sirens):
        rows = [kept(fait, told["exercice"], view) for fait in (achats, every)]
        one = figure(told, name, nom, view)
        if one["etat"] == "sans_donnees":
            assert not rows[1], f"{view} has marchés"
            continue
        assert (one["numerateur"], one["denominateur"]) == COUNTS[name, nom](rows[0], rows[1]), view
    assert figure(told, name, nom, ENSEMBLE)["etat"] == "dit"


def test_people_read_all_of_them_in_tables(petit: Petit, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
        assert main(["indicateurs", "--territoire", "demonstration", "--exercice", "2024"]) == 0
    written = capsys.readouterr().out
    assert written.startswith("Exercice 2024")
    assert written.count("P14") == 6 and written.count("sans données") > 100


def test_a_year_that_nobody_has_is_refused(petit: Petit, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
        assert main(["indicateurs", "--territoire", "demonstration", "--exercice", "1999"]) == 1
    assert "Exercice inconnu : « 1999 »" in capsys.readouterr().err


@pytest.fixture(scope="module")
def divided(petit: Petit) -> Told:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
        return said(["--json", "--par", "exercice", "--par", "segment", "--par", "direction"])


def parts(found: Told, axe: str) -> dict[str, Told]:
    return {one["code"]: one for one in found["par"][axe]}


@pytest.mark.parametrize("name", ["p03", "p14", "s01", "p01", "p08", "p13"])
def test_the_year_told_is_the_same_in_its_trend(name: str, told: Told, divided: Told, petit: Petit) -> None:
    (one,) = [i for i in divided["indicateurs"] if i["id"] == name]
    for nom in (f["nom"] for f in one["chiffres"]):
        for view in (ENSEMBLE, *petit.sirens):
            whole = figure(told, name, nom, view)
            found = parts(figure(divided, name, nom, view), "exercice")
            there = found.get(told["exercice"])
            assert there is None or whole == {k: v for k, v in there.items() if k not in ("code", "nom")}
            assert whole["etat"] != "dit" or (there is not None and len(found) > 1)


def test_segments_and_directions_of_a_figure_add_up_to_it(divided: Told, petit: Petit) -> None:
    for view in (ENSEMBLE, *petit.sirens):
        whole = figure(divided, "p03", "valeur", view)
        for axe in ("segment", "direction"):
            some = parts(whole, axe).values()
            assert sum(r["numerateur"] for r in some) == whole["numerateur"]
            assert sum(r["denominateur"] for r in some) == whole["denominateur"]
            assert all(r["nom"] and (r["nom"] != r["code"] or axe != "segment") for r in some)


def test_an_axis_that_a_figure_does_not_carry_is_told_closed_and_not_empty(
    divided: Told, petit: Petit
) -> None:
    for view in petit.sirens:
        assert figure(divided, "s01", "nombre", view)["par"]["direction"] is None
        assert figure(divided, "s04", "realisees", view)["par"]["segment"] is None


def test_people_read_the_members_of_an_axis_under_each_figure(
    petit: Petit, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACHATLAS_HOME", str(petit.settings.home.parent))
        assert main(["indicateurs", "--territoire", "demonstration", "--par", "acheteur"]) == 0
        written = capsys.readouterr().out
        assert main(["indicateurs", "--territoire", "demonstration", "--par", "quartier"]) == 1
    assert all(f"acheteur {siren} " in written for siren in petit.sirens)
    assert "Axe inconnu : « quartier »" in capsys.readouterr().err
