import pytest

from achatlas.catalogue.comptes import plans
from achatlas.catalogue.load import Catalogue
from achatlas.classify.cas import Cas
from achatlas.classify.engine import Cascade, Savoir, discover
from achatlas.classify.nomenclature import Nomenclature, build
from achatlas.classify.stage import Dits, cascades
from achatlas.classify.textes.judge import Judge
from achatlas.domain.evolution import Genre, Pivot

VIDE = Cas(plan="M57")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def nomenclature(catalogue: Catalogue) -> Nomenclature:
    return build(catalogue.segments.values(), plans(catalogue))


@pytest.fixture(scope="module")
def savoir(catalogue: Catalogue, nomenclature: Nomenclature) -> Savoir:
    return Savoir(nomenclature, Judge(catalogue, nomenclature))


def ask(savoir: Savoir, engine: str, **known: str) -> str | None:
    proposal = discover()[engine].propose(Cas(**{**VIDE.__dict__, **known}), savoir)
    return proposal.segment if proposal else None


def test_a_payment_takes_the_segment_of_the_marche_that_it_cites(savoir: Savoir) -> None:
    assert ask(savoir, "marche", marche="1/2024M1", cpv="09310000") == "02.01"
    assert ask(savoir, "marche", cpv="09310000") is None


def test_the_longest_cpv_prefix_decides(savoir: Savoir) -> None:
    assert ask(savoir, "cpv", cpv="90910000") == "08.03"
    assert ask(savoir, "cpv", cpv="") is None


def test_a_strong_account_decides_unless_it_is_a_catch_all(savoir: Savoir) -> None:
    assert ask(savoir, "compte_fort", compte="60612", ambigu="60") == "02.01"
    assert ask(savoir, "compte_fort", compte="611", ambigu="611") is None
    assert ask(savoir, "compte_ambigu", compte="611", ambigu="611") == "16.01"


def test_the_plan_speaks_before_the_common_rule(savoir: Savoir) -> None:
    assert ask(savoir, "compte_fort", plan="M21", compte="611", ambigu="611") == "12.01"


def test_words_name_the_segment_and_a_tie_abstains(savoir: Savoir) -> None:
    assert ask(savoir, "texte", texte="fourniture d'électricité des bâtiments") == "02.01"
    assert ask(savoir, "texte", texte="facture de mars") is None


def test_a_weak_account_decides_only_when_it_leaves_no_choice(savoir: Savoir) -> None:
    assert ask(savoir, "compte_faible", compte="60623") is None


def test_the_cascade_says_who_answered_and_why(catalogue: Catalogue, savoir: Savoir) -> None:
    cascade = Cascade(catalogue.cascade.achats, savoir)
    known = {"marche": "1/2024M1", "cpv": "09310000", "objet_marche": "fourniture d'électricité"}
    said = cascade.ask(Cas(**{**VIDE.__dict__, **known, "texte": "facture"}))
    assert (said.moteur, said.segment_code) == ("marche", "02.01")
    assert "2024M1" in said.motif
    nothing = cascade.ask(VIDE)
    assert (nothing.segment_code, nothing.confiance) == ("", 0)


def test_a_reason_says_whether_a_segment_was_merged_or_changed_its_family() -> None:
    pivot = Pivot(((Genre.MOVE, "15.03", "29.90", None), (Genre.MERGE, "27.01", "02.01", None)))
    moved = Catalogue(pivot=pivot)
    cascade = cascades(moved, Dits(projection=moved.retires))["achats"]
    assert cascade.ended("15.03") == " ; 15.03 est devenu 29.90"
    assert cascade.ended("27.01") == " ; 27.01 est réuni à 02.01"
