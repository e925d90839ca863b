"""Which marché is the next one, and what is said of those that a lever already reaches."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from achatlas.analyse.readings import Reading
from achatlas.catalogue.leviers import serving
from achatlas.catalogue.load import Catalogue
from achatlas.screens.spaser import acte, acte_marches, action_saisie
from achatlas.screens.spaser.vue import Chiffre
from achatlas.screens.suivi.fins import Fin
from achatlas.watch.fins import Echeance, Genre
from achatlas.watch.suivi import Suivi

TODAY = date(2026, 11, 28)
CATALOGUE = Catalogue()
S01 = CATALOGUE.indicateurs["s01"]
FIGURE = Chiffre(S01, "nombre", S01.calculs["nombre"])
CLAUSE = CATALOGUE.leviers["clause_insertion"]
VUE: Any = SimpleNamespace(demande=SimpleNamespace(catalogue=CATALOGUE), engages=lambda one: ())
REGARD: Any = SimpleNamespace(today=TODAY)


def fin(cle: str, days: int | None, segment: str = "08.03", **more: Any) -> Fin:
    end = TODAY + timedelta(days=300)
    launch = None if days is None else TODAY + timedelta(days=days)
    suivi = Suivi(marche_cle=cle, segment_code=segment, date_fin=end, **more)
    return Fin(suivi, Echeance(cle, Genre.FIN, end, agir=launch), ())


def row(cle: str, said: str, seuil: str = "2_des", segment: str = "08.03") -> dict[str, str]:
    return {"marche_cle": cle, "segment_code": segment, "clause_sociale": said, "seuil_40k": seuil}


def found(
    monkeypatch: pytest.MonkeyPatch, some: list[Fin], rows: list[dict[str, str]], counted: set[str]
) -> list[str]:
    monkeypatch.setattr("achatlas.screens.suivi.fins.own", lambda _regard: tuple(some))
    monkeypatch.setattr(acte_marches, "rows", lambda _vue: {one["marche_cle"]: one for one in rows})
    monkeypatch.setattr(acte_marches, "_counted", lambda *_: frozenset(counted))
    told = acte_marches.finissants(VUE, REGARD, FIGURE, CLAUSE, "08.03")
    return [one.suivi.marche_cle for one in told]


def test_the_next_to_launch_comes_first_then_the_least_late(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [fin("later", 60), fin("late", -200), fin("unknown", None), fin("soon", 5), fin("just", -3)]
    assert found(monkeypatch, some, [], set()) == ["soon", "later", "just", "late", "unknown"]


def test_what_would_change_nothing_or_is_not_for_the_buyer_to_write_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = [
        fin("kept", 1),
        fin("counted", 1),
        fin("small", 1),
        fin("elsewhere", 1, "01.01"),
        fin("central", 1, centrale="UGAP"),
        fin("beneath", 1, accord_cadre_cle="A"),
        fin("between", 1, entre_membres=True),
    ]
    rows = [row("kept", "non"), row("small", "non", "1_sous")]
    assert found(monkeypatch, some, rows, {"counted"}) == ["kept"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["clause", "clause_critere", "critere", ""], "Déjà dans 2 marchés de ce segment sur 3"),
        (["non", "critere"], "Dans aucun marché de ce segment encore, sur 2 qui le disent."),
        (["", "sans_marche"], "Aucun marché connu de ce segment ne dit s’il l’emploie."),
    ],
)
def test_where_a_lever_is_already_used_is_told_of_those_that_say_it(
    monkeypatch: pytest.MonkeyPatch, said: list[str], told: str
) -> None:
    rows = {str(n): row(str(n), one) for n, one in enumerate(said)} | {
        "x": row("x", "clause", segment="01.01")
    }
    monkeypatch.setattr(acte_marches, "rows", lambda _vue: rows)
    words = acte_marches.emploi(VUE, CLAUSE, "08.03").replace("\u202f", " ").replace("\u00a0", " ")
    assert words.startswith(told)
    assert ("n’en disent rien" in words) == ("" in said and "clause" in said)


def test_ends_are_of_the_buyers_whom_the_objective_binds(monkeypatch: pytest.MonkeyPatch) -> None:
    some = [fin("a", 10, acheteur_siren="000000001"), fin("b", 5, acheteur_siren="000000002")]
    monkeypatch.setattr(acte_marches.fins, "own", lambda regard: some)
    bound: Any = SimpleNamespace(engages=lambda one: ("000000001",))
    assert acte_marches.propres(bound, REGARD, FIGURE) == some[:1]
    assert acte_marches.propres(VUE, REGARD, FIGURE) == some


def test_ends_that_nobody_knows_are_counted() -> None:
    silent, known = Suivi(segment_code="08.03"), Suivi(segment_code="08.03", date_fin=TODAY)
    told = acte_marches.inconnus(SimpleNamespace(suivis=(silent, silent, known)), "08.03")  # type: ignore[arg-type]
    assert "2" in told and "ne disent pas leur fin" in told


def test_works_that_nothing_follows_and_what_changes_nothing_are_left_aside_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works = next(code for code, one in CATALOGUE.segments.items() if one["nature"] == "T")
    some = [
        fin("once", 1, nature="T"),
        fin("renewed", 2, nature="T", reconductions=2),
        fin("called", 3, nature="T", technique="Accord-cadre"),
        fin("service", 4, nature="S"),
        fin("silent", 5, works),
    ]
    assert found(monkeypatch, some, [], set()) == ["renewed", "called", "service"]
    assert acte_marches.aside(VUE, REGARD, FIGURE, CLAUSE, ["08.03", works]) == (2, 0)
    paid = Chiffre(CATALOGUE.indicateurs["s09"], "valeur", CATALOGUE.indicateurs["s09"].calculs["valeur"])
    source = CATALOGUE.leviers["sourcage"]
    some[:] = [fin("unpaid", 1, paye_an_centimes=0), fin("paid", 2, paye_an_centimes=5), fin("unknown", 3)]
    found(monkeypatch, some, [], set())
    told = acte_marches.finissants(VUE, REGARD, paid, source, "08.03")
    assert [one.suivi.marche_cle for one in told] == ["paid", "unknown"]
    assert acte_marches.aside(VUE, REGARD, paid, source, ["08.03"]) == (0, 1)


def test_where_nothing_may_be_proposed_is_told_with_what_is_left_aside() -> None:
    regard: Any = SimpleNamespace(suivis=())
    said = (
        acte_marches.aucun(regard, "08.03", (2, 1), seul=False).replace("\u202f", " ").replace("\u00a0", " ")
    )
    assert said.startswith("Aucun marché à proposer")
    assert "2 marchés de travaux que rien ne suit, 1 marché sans effet sur ce chiffre." in said
    assert "Laissés" not in acte_marches.aucun(regard, "08.03")


@pytest.mark.parametrize(("days", "day", "late"), [(10, 10, False), (-30, 300, True), (None, None, False)])
def test_the_day_of_an_action_is_the_end_of_the_marche_when_that_to_launch_is_past(
    monkeypatch: pytest.MonkeyPatch, days: int | None, day: int | None, late: bool
) -> None:
    monkeypatch.setattr("achatlas.screens.suivi.fins.own", lambda _regard: (fin("m", days),))
    wanted = "" if day is None else (TODAY + timedelta(days=day)).isoformat()
    assert action_saisie._day(REGARD, "m") == wanted
    assert action_saisie.retard(REGARD, "m").startswith("En retard") == late


def test_the_first_segment_where_a_marche_may_be_proposed_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    some = (fin("once", 1, nature="T"), fin("next", 2, "01.01", nature="F"))
    monkeypatch.setattr("achatlas.screens.suivi.fins.own", lambda _regard: some)
    monkeypatch.setattr(acte_marches, "rows", lambda _vue: {})
    monkeypatch.setattr(acte_marches, "_counted", lambda *_: frozenset())
    ess = Chiffre(CATALOGUE.indicateurs["s09"], "valeur", CATALOGUE.indicateurs["s09"].calculs["valeur"])
    every = serving(CATALOGUE, "s09")
    chain = acte._Chain(VUE, REGARD, ess, Fraction(1), Reading(), acte.Asked(), every)
    fitting = frozenset(("08.03", "01.01", "02.01"))
    assert chain._chosen(["02.01", "08.03", "01.01"], fitting) == "01.01"
    assert chain._chosen(["02.01", "08.03"], fitting) == "08.03"
