"""What a place in common proves, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.lieux import Spread
from achatlas.reconcile.noms.recherche import Asked, Place, Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from demo.identifiers import make_siren, make_siret

SEARCH = Search(Catalogue())
SIRENS = [make_siren(n) for n in range(1, 400)]
TRADES = ("MENUISERIE", "PLOMBERIE", "TRANSPORTS", "IMPRIMERIE", "JARDINS", "NETTOYAGE", "PEINTURE")
CODES = [f"{departement:02d}{rank}00" for departement in range(1, 20) for rank in (1, 2)]
FILLER = [
    Entry(siren, make_siret(siren, 1), f"{TRADES[n % 7]} VALOR{n}IN SARL", CODES[n % len(CODES)])
    for n, siren in enumerate(SIRENS[100:])
]
Known = Sequence[tuple[str, str]]


def found(
    nom: str, code: str, known: Known, places: Mapping[str, Sequence[Place]] | None = None
) -> list[Candidat]:
    """The enterprises of a name written at a postal code, among some names at their postal codes."""
    own = [Entry(s, make_siret(s, 1), n, c) for s, (n, c) in zip(SIRENS, known, strict=False)]
    told = (lambda _: places) if places is not None else None
    ((_, candidats),) = SEARCH.run([Asked("1", nom, Lieu(code))], lambda: [*own, *FILLER], told)
    return candidats


@pytest.mark.parametrize("count", [2, 3, 5, 30])
def test_enterprises_of_one_name_at_one_place_wait_for_a_person(count: int) -> None:
    best = found("Papeterie Ostrevant", "42100", [("PAPETERIE OSTREVANT", "42100")] * count)[0]
    assert best.score <= 100 / count
    assert f"{count} entreprises de ce nom, ou presque, sont au même endroit" in best.preuves


@pytest.mark.parametrize("other", ["PAPETERIE OSTREVANT HOLDING", "PAPETERIES OSTREVANT"])
def test_nearly_the_same_name_at_the_same_place_is_as_likely(other: str) -> None:
    known = [("PAPETERIE OSTREVANT", "42100"), ("PAPETERIE OSTREVANT", "42100"), (other, "42100")]
    assert found("Papeterie Ostrevant", "42100", known)[0].score < SEARCH.seuil


def test_two_places_of_one_departement_do_not_tell_homonyms_apart() -> None:
    known = [("PAPETERIE OSTREVANT", "42100"), ("PAPETERIE OSTREVANT", "42300")]
    best = found("Papeterie Ostrevant", "42400", known)[0]
    assert best.score <= 50
    assert "2 entreprises de ce nom, ou presque, sont dans le même département" in best.preuves


def test_the_one_that_is_there_is_told_from_its_homonyms() -> None:
    known = [("PAPETERIE OSTREVANT", "42100"), ("PAPETERIE OSTREVANT", "42300")]
    best = found("Papeterie Ostrevant", "42300", known)[0]
    assert (best.siren, best.score >= SEARCH.seuil) == (SIRENS[1], True)


def test_a_lone_word_is_not_the_enterprise_next_door_that_bears_others() -> None:
    known = [("QUINTAVELLE MATERIAUX", "42100"), *((f"QUINTAVELLE {t}", "01100") for t in TRADES)]
    best = found("QUINTAVELLE", "42100", known)[0]
    assert best.siren == SIRENS[0] and best.score < SEARCH.seuil
    assert "le nom seul est trop peu sûr pour que le lieu suffise" in best.preuves


def test_a_town_proves_nothing_where_everybody_is_of_it() -> None:
    spread, town = Spread(), Spread()
    for code in CODES:
        spread.add(code, "")
        town.add("42100", "")
    asked = Lieu("42100")
    spread.add("42100", "")
    assert SEARCH.supports.worth(asked, spread)["meme_code_postal"] > 2
    assert SEARCH.supports.worth(asked, town)["meme_code_postal"] < 0


def test_the_shares_of_a_directory_are_counted_by_code_commune_and_departement() -> None:
    where = Spread()
    for code, commune, names in (
        ("42100", "42218", 3),
        ("42000", "42218", 2),
        ("42300", "42187", 4),
        ("69001", "69381", 10),
        ("", "", 9),
    ):
        where.add(code, commune, names)
    counts = [round(share * 20 - 1) for share in where.shares("42100", "42218")]
    assert counts == [10, 4, 5]
    assert [round(share * 20 - 1) for share in where.shares("42100", "")] == [10, 6, 3]
    assert [round(share * 20 - 1) for share in where.shares("", "42218")] == [14, 0, 5]


def placed(*told: tuple[str, str]) -> dict[str, list[Place]]:
    """Each enterprise at 42100, with when it closed (empty: it did not) or nothing."""
    return {
        s: [Place(make_siret(s, 1), code, "", True, shut)]
        for s, (code, shut) in zip(SIRENS, told, strict=False)
    }


def test_of_two_homonyms_at_one_place_the_only_one_that_still_was_there_is_chosen() -> None:
    known = [("PAPETERIE OSTREVANT", "42100")] * 2
    both = found("Papeterie Ostrevant", "42100", known, placed(("42100", "2014-03-31"), ("42100", "")))
    assert (both[0].siren, both[0].score >= SEARCH.seuil) == (SIRENS[1], True)
    assert "dernier établissement fermé le 31/03/2014, avant le premier paiement connu" in both[1].preuves


def test_an_enterprise_that_closed_before_anything_was_paid_is_not_chosen_by_a_machine() -> None:
    known = [("PAPETERIE OSTREVANT", "42100")]
    shut, still = (
        found("Papeterie Ostrevant", "42100", known, placed(("42100", when)))[0]
        for when in ("2014-03-31", "")
    )
    assert shut.score < SEARCH.seuil <= still.score


def test_an_establishment_that_had_closed_says_nothing_of_the_place() -> None:
    own = [
        Place(make_siret(SIRENS[0], 1), "42100", "", False, "2014-03-31"),
        Place(make_siret(SIRENS[0], 2), "69001"),
    ]
    best = found("Papeterie Ostrevant", "42100", [("PAPETERIE OSTREVANT", "42100")], {SIRENS[0]: own})[0]
    assert "aucun établissement dans le département écrit" in best.preuves
