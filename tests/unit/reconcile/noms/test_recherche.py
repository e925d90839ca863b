from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Entry, Lieu
from demo.identifiers import make_siren, make_siret

SEARCH = Search(Catalogue())
SIRENS = [make_siren(n) for n in range(1, 400)]
TRADES = ("MENUISERIE", "PLOMBERIE", "TRANSPORTS", "IMPRIMERIE", "JARDINS", "NETTOYAGE", "PEINTURE")
FILLER = [
    Entry(siren, make_siret(siren, 1), f"{TRADES[n % 7]} VALOR{n}IN SARL", "01000", "01053")
    for n, siren in enumerate(SIRENS[20:])
]
KNOWN = [
    Entry(SIRENS[0], make_siret(SIRENS[0], 1), "BREUILLARD TRAVAUX PUBLICS", "42000", "42218"),
    Entry(SIRENS[1], make_siret(SIRENS[1], 1), "PAPETERIES OSTREVANT", "59500", "59178"),
    Entry(SIRENS[2], make_siret(SIRENS[2], 1), "CHARVILLON", "42000", "42218"),
    Entry(SIRENS[3], make_siret(SIRENS[3], 1), "CHARVILLON", "75011", "75111"),
    Entry("000000001", "00000000100001", "FAUSSECLE GRANULATS", "42000", "42218"),
    Entry(SIRENS[4], make_siret(SIRENS[4], 1), "SOCIETE ORMEZAN DECHETS ENERGIES", "42000", "42218"),
]


def found(nom: str, code_postal: str = "") -> list[Candidat]:
    asked = [Asked("1", nom, Lieu(code_postal))]
    ((_, candidats),) = SEARCH.run(asked, lambda: [*KNOWN, *FILLER])
    return candidats


@pytest.mark.parametrize(
    ("nom", "siren"),
    [
        ("SAS Breuillard Travaux Publics", SIRENS[0]),
        ("BREUILLARD TP", SIRENS[0]),
        ("BREUILARD TRAVAUX PUBLICS", SIRENS[0]),
        ("Papeteries d'Ostrevant", SIRENS[1]),
        ("PAPETERIESOSTREVANT", SIRENS[1]),
    ],
)
def test_a_name_written_otherwise_is_recognised(nom: str, siren: str) -> None:
    best = found(nom)[0]
    assert best.siren == siren and best.score >= SEARCH.seuil, best


def test_a_name_that_the_directory_does_not_hold_is_left_to_a_person() -> None:
    assert all(one.score < SEARCH.seuil for one in found("Ferronnerie Quintavelle"))


def test_two_enterprises_of_one_name_are_told_apart_by_their_place_only() -> None:
    assert found("CHARVILLON")[0].score < SEARCH.seuil
    best = found("CHARVILLON", "75011")[0]
    assert best.siren == SIRENS[3] and best.score > found("CHARVILLON")[0].score
    assert "2 entreprises portent ces mots" in best.preuves


def test_evidence_is_said_in_words() -> None:
    said = found("BREUILARD TRAVAUX PUBLICS SUD", "42100")[0].preuves
    assert "en commun : « PUBLICS », « TRAVAUX »" in said
    assert any("BREUILARD" in one and "à une lettre près" in one for one in said)
    assert "écrit seulement : « SUD »" in said
    assert "un établissement dans le même département" in said


def test_a_reference_is_believed_the_directory_alone_is_checked() -> None:
    """The import of SIRENE refuses a false SIREN; a file of references is somebody's word."""
    assert found("FAUSSECLE GRANULATS")[0].siren == "000000001"


def test_the_same_answer_whatever_the_order_of_the_directory() -> None:
    asked = [Asked("1", "BREUILLARD TP"), Asked("2", "CHARVILLON", Lieu("42100"))]
    one = [c for _, c in SEARCH.run(asked, lambda: [*KNOWN, *FILLER])]
    other = [c for _, c in SEARCH.run(asked, lambda: [*FILLER, *reversed(KNOWN)])]
    assert [c[0] for c in one] == [c[0] for c in other]


MARTINS = [
    Entry(SIRENS[5], make_siret(SIRENS[5], 1), "TRANSPORTS MARTINEZ", "42000", "42218"),
    *(
        Entry(SIRENS[n], make_siret(SIRENS[n], 1), f"{trade} MARTIN", "69001", "69381")
        for n, trade in enumerate(("GARAGE", "BOUCHERIE", "PEINTURE"), 6)
    ),
]


@pytest.mark.parametrize(("borne", "sure"), [(MARTINS, False), (MARTINS[:1], True)])
def test_a_name_that_others_bear_is_not_the_beginning_of_another(borne: list[Entry], sure: bool) -> None:
    asked = [Asked("1", "TRANSPORTS MARTIN", Lieu("42000"))]
    ((_, (best, *_)),) = SEARCH.run(asked, lambda: [*borne, *KNOWN, *FILLER])
    assert best.nom == "TRANSPORTS MARTINEZ" and (best.score >= SEARCH.seuil) == sure
    assert any("tel quel" in one for one in best.preuves) != sure


@pytest.mark.parametrize(
    ("nom", "known"), [("PEINTURES ORMEZAN", "PEINTURE"), ("ORMEZAN ELEC", "ELECTRICITE")]
)
def test_a_trade_cut_and_a_plural_stay_abbreviations(nom: str, known: str) -> None:
    one = Entry(SIRENS[9], make_siret(SIRENS[9], 1), f"{known} ORMEZAN", "42000", "42218")
    ((_, (best, *_)),) = SEARCH.run([Asked("1", nom, Lieu("42000"))], lambda: [one, *FILLER])
    assert best.siren == SIRENS[9] and not any("tel quel" in one for one in best.preuves)


@pytest.mark.parametrize(("borne", "other"), [(3, True), (0, False)])
def test_a_surname_is_not_the_plural_of_another_when_both_are_borne(borne: int, other: bool) -> None:
    names = [*["MARTIN"] * 3, *["MARTINS"] * borne]
    others = [
        Entry(SIRENS[10 + n], make_siret(SIRENS[10 + n], 1), f"{TRADES[n % 7]} {nom}", "69001", "69381")
        for n, nom in enumerate(names)
    ]
    near = Entry(SIRENS[9], make_siret(SIRENS[9], 1), "TRANSPORTS MARTINS", "42000", "42218")
    asked = [Asked("1", "TRANSPORTS MARTIN", Lieu("42000"))]
    ((_, (best, *_)),) = SEARCH.run(asked, lambda: [near, *others, *FILLER])
    assert best.nom == "TRANSPORTS MARTINS"
    assert any("tel quel" in one for one in best.preuves) == other
    assert not other or best.score < SEARCH.seuil
