"""Whatever fault is put in the arithmetic of shares or in what hides natural persons, a check sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from achatlas.analyse import parts, taux
from achatlas.analyse.taux import Part
from achatlas.catalogue.load import Catalogue
from achatlas.domain import nombres
from achatlas.enrich import stage, zone
from achatlas.enrich.faits import FAITS
from achatlas.enrich.geographie import Geographie, Lieu
from achatlas.marts import publication
from achatlas.reconcile.engine import Savoir, Tiers, cascade
from achatlas.reconcile.engines import tva
from achatlas.store.engine import Engine
from tests.stocks import ONE
from tests.unit.enrich import savoirs as s

PME = Catalogue().taux["pme"]
AMOUNTS = {
    "micro": 1_000, "pme": 2_000, "presumee": 400, "eti": 3_000, "ge": 500, "hors_champ": 8_000,
    "": 700, "autre": 100,
}  # fmt: skip
Mutant = Callable[[pytest.MonkeyPatch], None]


# The checks


def shares_are_right() -> None:
    """The hand-made arithmetic of one share, with a credit and without."""
    said = taux.part(PME, AMOUNTS)
    assert (said.oui, said.presume, said.non, said.inconnu, said.hors) == (3_000, 400, 3_500, 800, 8_000)
    assert (said.connu, said.bornes, said.base) == ((3_000, 6_500), (3_000, 4_200), 7_700)
    assert nombres.interval(*said.bornes, said.base) == "38 à 55"
    credit = Part(oui=100, presume=0, non=100, inconnu=-50, hors=0)
    assert credit.bornes == (50, 100)
    assert not Part(oui=100, presume=0, non=-20, inconnu=0, hors=0).dicible


def persons_are_hidden() -> None:
    """Two persons of one département, in two towns, are told alike; their keys never leave their buyer."""
    tell = stage.profiled(s.savoir())
    told = []
    for code in ("42000", "42340"):
        case = {
            **dict.fromkeys(FAITS, ""), "tiers_cle": f"{s.VILLE}|{code}", "fournisseur_id": "PP1",
            "identification": "personne_physique", "tiers_code_postal": code, "departement_code": "42",
        }  # fmt: skip
        told.append(tell(case))
    assert told[0] == told[1]
    abroad = Tiers("b|x", "DURAND Anne", "", "", "tva_etrangere", tva="ES12345678Z")
    assert "12345678" not in cascade([abroad], Savoir())["b|x"].fournisseur_id


def persons_are_one_in_the_common_file(engine: Engine) -> None:
    """Whatever names a person stands for all of them; an enterprise whose diffusion is partial has its number
    alone.
    """
    columns = ("fournisseur_id", "tiers_nom", "groupe", "montant_ht_centimes", "commune")
    rows = [("PP1", "DURAND Anne", "PP1", 10, ""), ("PP2", "MARTIN Luc", "PP2", 20, ""),
            ("T1", "X", "T1", 30, "42218"), (ONE, "PETIT Jean", ONE, 40, "42218")]  # fmt: skip
    table = engine.keep(pa.table({c: [row[i] for row in rows] for i, c in enumerate(columns)}))
    silent = engine.keep(pa.table({"tu": [ONE]}))
    kept = list(engine.dicts(publication.without_persons(table, silent)))
    told = {(r["fournisseur_id"], r["tiers_nom"], r["groupe"]) for r in kept}
    assert told == {("PP", "Personnes physiques", "PP"), ("T1", "X", "T1"), (ONE, "", ONE)}
    assert sum(row["montant_ht_centimes"] for row in kept) == 100
    assert {r["fournisseur_id"]: r["commune"] for r in kept} == {"PP": "", "T1": "42218", ONE: ""}


def who_may_be_a_person_has_no_common_name(engine: Engine) -> None:
    """Who has no number beside a natural person, on one marché, may be that person written otherwise."""
    rows = [("a", "PP1"), ("a", "T1"), ("b", "T2"), ("b", ONE), ("c", "PP1"), ("c", ONE)]
    marches = pa.table({"marche_cle": [r[0] for r in rows], "fournisseur_id": [r[1] for r in rows]})
    operators = pa.table({"fournisseur_id": ["S1", "S2"], "diffusion": ["P", "O"]})
    told = publication.unnamed(engine.keep(marches), engine.keep(operators))
    assert sorted(row["tu"] for row in engine.dicts(told)) == ["S1", "T1"]


def unknown_is_never_no() -> None:
    """A place that may be here or elsewhere is neither local nor not."""
    known = s.savoir()
    here, far = s.at(s.SAINT_ETIENNE), s.at(s.PARIS)
    both = Lieu(here.communes | far.communes, "FR")
    said = [zone.Zone(known.territoire, known.geographie, known.acheteurs).says(one, s.VILLE)
            for one in (here, far, both, Lieu())]  # fmt: skip
    assert said == ["oui", "non", "", ""]


# The faults


def counts_unknown_as_no(patch: pytest.MonkeyPatch) -> None:
    made = parts._of
    patch.setattr(parts, "_of", lambda whole, named: _moved(made(whole, named)))


def _moved(said: Part) -> Part:
    return replace(said, non=said.non + said.inconnu, inconnu=0)


def counts_presumed_as_sure(patch: pytest.MonkeyPatch) -> None:
    made = parts._of
    patch.setattr(parts, "_of", lambda w, n: replace(p := made(w, n), oui=p.oui + p.presume, presume=0))


def divides_by_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Part, "base", property(lambda p: p.oui + p.presume + p.non + p.inconnu + p.hors))


def divides_by_what_is_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Part, "base", property(lambda p: p.oui + p.non))


def forgets_the_presumed_at_most(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Part, "bornes", property(lambda p: (p.oui, p.oui + p.inconnu)))


def lets_credits_turn_the_bounds_over(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Part, "bornes", property(lambda p: (p.oui, p.oui + p.presume + p.inconnu)))


def tells_any_share(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Part, "dicible", property(lambda p: p.base > 0))


def rounds_to_the_nearest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(nombres, "interval", lambda a, b, n: f"{round(100 * a / n)} à {round(100 * b / n)}")


def forgets_members_that_no_share_names(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(parts, "_of", lambda whole, named: Part(**named, inconnu=AMOUNTS[""]))


ARITHMETIC: tuple[Mutant, ...] = (
    counts_unknown_as_no, counts_presumed_as_sure, divides_by_all, divides_by_what_is_known,
    forgets_the_presumed_at_most, lets_credits_turn_the_bounds_over, tells_any_share, rounds_to_the_nearest,
    forgets_members_that_no_share_names,
)  # fmt: skip


def places_persons_by_their_postal_code(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Geographie, "_coarse", lambda self, lieu: lieu)
    s._geographie.cache_clear()
    Geographie.of.cache_clear()


def takes_a_person_for_anybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stage, "PERSONNE_PHYSIQUE", "personne")


def names_foreign_persons_by_their_number(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tva, "is_person", lambda nom: False)


HIDING: tuple[Mutant, ...] = (
    places_persons_by_their_postal_code, takes_a_person_for_anybody, names_foreign_persons_by_their_number,
)  # fmt: skip


def says_no_of_what_may_be_elsewhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(zone.Zone, "_inside", lambda self, c: "oui" if c <= self._communes else "non")


def says_yes_of_what_may_be_here(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(zone.Zone, "_inside", lambda self, c: "oui" if c & self._communes else "non")


def says_no_of_nowhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(zone, "INCONNU", "non")


PLACES: tuple[Mutant, ...] = (
    says_no_of_what_may_be_elsewhere, says_yes_of_what_may_be_here, says_no_of_nowhere,
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(tmp_path_factory.mktemp("tampon")) as engine:
        yield engine


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What the places keep of a fault is forgotten after it."""
    yield
    s._geographie.cache_clear()
    Geographie.of.cache_clear()


def test_the_checks_hold_without_a_fault(engine: Engine) -> None:
    shares_are_right()
    persons_are_hidden()
    unknown_is_never_no()
    persons_are_one_in_the_common_file(engine)


CASES = [
    *((mutant, shares_are_right) for mutant in ARITHMETIC),
    *((mutant, persons_are_hidden) for mutant in HIDING),
    *((mutant, unknown_is_never_no) for mutant in PLACES),
]


@pytest.mark.parametrize(("mutant", "check"), CASES, ids=lambda one: one.__name__)
def test_every_fault_is_seen(
    mutant: Mutant, check: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        check()


def test_the_fault_of_naming_who_may_be_a_person_is_seen(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    who_may_be_a_person_has_no_common_name(engine)
    monkeypatch.setattr(publication.registre, "alike", lambda rows: rows.fournisseur_id.startswith("PP"))
    with pytest.raises(AssertionError):
        who_may_be_a_person_has_no_common_name(engine)


@pytest.mark.parametrize("column", ["fournisseur_id", "tiers_nom", "groupe"])
def test_a_name_of_persons_left_in_the_common_file_is_seen(
    engine: Engine, column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide = publication.without_persons

    def careless(rows: ir.Table, silent: ir.Table) -> ir.Table:
        hidden = hide(rows.mutate(left=rows[column]), silent)
        return hidden.mutate(**{column: hidden.left}).drop("left")

    monkeypatch.setattr(publication, "without_persons", careless)
    with pytest.raises(AssertionError):
        persons_are_one_in_the_common_file(engine)
