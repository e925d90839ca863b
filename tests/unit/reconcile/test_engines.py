from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.reconcile import historique
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Candidat, Proposal, Savoir, Tiers, cascade, discover
from achatlas.reconcile.engines.personne import is_person
from achatlas.store.engine import Engine

SIREN, SIRET = "000900001", "00090000100017"


def named(tiers: Tiers) -> Proposal:
    """What the first engine that can tell says."""
    return cascade([tiers], Savoir())[tiers.cle]


def unknown(buyer: str, nom: str, etat: str = "absent") -> Tiers:
    return Tiers(f"{buyer}|{nom}", nom, "", "", etat)


@pytest.mark.parametrize(("siret", "etat"), [(SIRET, "siret"), ("", "siren"), ("", "tva")])
def test_a_valid_identifier_names_its_enterprise(siret: str, etat: str) -> None:
    found = named(Tiers("b|x", "Papeterie", siret, SIREN, etat))
    assert (found.fournisseur_id, found.identification) == (SIREN, etat)
    assert (siret or SIREN) in found.motif


def test_one_enterprise_is_one_for_all_its_buyers_and_spellings() -> None:
    one = named(Tiers("a|1", "PAPETERIE", SIRET, SIREN, "siret"))
    other = named(Tiers("b|2", "Papèterie SA", "", SIREN, "siren"))
    assert one.fournisseur_id == other.fournisseur_id


@pytest.mark.parametrize("etat", ["absent", "invalide", "personne_physique"])
def test_a_tiers_without_identifier_stays_in_its_buyer_s_books(etat: str) -> None:
    one, other = named(unknown("a", "Papeterie", etat)), named(unknown("b", "Papeterie", etat))
    assert one.fournisseur_id != other.fournisseur_id
    assert one.identification == etat


def foreign(buyer: str, nom: str, tva: str) -> Tiers:
    return Tiers(f"{buyer}|{nom}", nom, "", "", "tva_etrangere", tva=tva)


def test_the_foreign_number_of_a_person_which_may_be_its_identity_is_not_its_key() -> None:
    found = named(foreign("a", "DURAND Anne", "ES12345678Z"))
    assert found.fournisseur_id.startswith("PP") and found.identification == "personne_physique"
    assert "12345678" not in f"{found.fournisseur_id}{found.motif}"


def test_an_unknown_tiers_keeps_its_own_key_from_run_to_run() -> None:
    assert named(unknown("a", "Papeterie")) == named(unknown("a", "Papeterie"))


def test_an_unknown_tiers_never_looks_like_an_enterprise() -> None:
    found = named(unknown("a", SIREN))
    assert not found.fournisseur_id.isdecimal()
    assert SIREN not in found.fournisseur_id


def test_a_natural_person_is_told_from_an_unknown_enterprise_and_not_named() -> None:
    person = named(unknown("a", "DURAND Anne", "personne_physique"))
    assert person.fournisseur_id.startswith("PP")
    assert "DURAND" not in f"{person.fournisseur_id}{person.motif}"
    assert not named(unknown("a", "DURAND SARL")).fournisseur_id.startswith("PP")


@pytest.mark.parametrize("nom", ["DURAND Anne", "Anne-Marie Durand", "M. DURAND", "MME LE GOFF Éloïse"])
def test_the_name_of_a_person_without_an_identifier_is_kept_from_the_common_view(nom: str) -> None:
    found = named(unknown("a", nom))
    assert found.fournisseur_id.startswith("PP") and found.identification == "personne_physique"


@pytest.mark.parametrize(
    "nom", ["CLAIRE", "GARAGE MARTIN", "SARL Durand Anne", "Élodie 2000", "Leroy Bernard Et Fils"]
)
def test_the_name_of_an_enterprise_stays_one(nom: str) -> None:
    assert not named(unknown("a", nom)).fournisseur_id.startswith("PP")


def test_exact_identifiers_are_asked_before_the_last_resort() -> None:
    assert list(discover()) == sorted(discover(), key=lambda name: discover()[name].rang)
    assert list(discover())[-1] == "propre"


@pytest.mark.parametrize(
    ("nom", "expected"),
    [("Papeterie du Lac", "code"), ("PAPETERIE DU L", "code"), ("SARL Papeterie Lac", "code"),
     ("P.D.L.", "code"), ("Garage du Lac", "absent"), ("Papeterie du Port", "absent"), ("Lac", "absent"),
     ("MME LEROY Marie", "personne_physique")],
)  # fmt: skip
def test_the_buyer_s_own_code_names_the_enterprise_that_it_names_elsewhere_under_a_like_name(
    nom: str, expected: str
) -> None:
    one = Tiers(f"000900009||F12|{nom}|", nom, "", "", "absent", code="F12")
    codes = {("000900009", "F12"): (SIREN, ["Papeterie du Lac"], frozenset({""}))}
    assert cascade([one], Savoir(codes=codes))[one.cle].identification == expected


def test_a_code_stands_beside_one_enterprise_only(tmp_path: Path) -> None:
    lines = [("F1", SIREN, "Lac", "42000"), ("F1", SIREN, "Le Lac", "42100"), ("F1", SIREN, "Lac", ""),
             ("F2", SIREN, "Lac", ""), ("F2", "000900009", "Port", "")]  # fmt: skip
    columns = ("tiers_code", "tiers_siren", "tiers_nom", "tiers_code_postal")
    rows = [dict(zip(columns, line, strict=True), acheteur_siren="a") for line in lines]
    with Engine(tmp_path) as engine:
        found = historique.coded(engine, engine.keep(pa.Table.from_pylist(rows)))
    assert found == {("a", "F1"): (SIREN, ["Lac", "Le Lac"], frozenset({"42000", "42100", ""}))}


def test_what_is_written_alike_is_one_unknown_tiers_whatever_its_code_and_two_in_two_towns() -> None:
    one, same, other = (
        Tiers(f"a||{code}|Garage|{cp}", "Garage", "", "", "absent", cp, code=code)
        for code, cp in (("F1", "42000"), ("F2", "42000"), ("F1", "69001"))
    )
    assert named(one).fournisseur_id == named(same).fournisseur_id != named(other).fournisseur_id


def test_the_name_that_the_same_buyer_identifies_elsewhere_is_enough() -> None:
    known = Tiers(f"000900009|{SIRET}|{SIREN}|Papèterie du Lac", "Papèterie du Lac", SIRET, SIREN, "siret")
    same, other = unknown("000900009", "PAPETERIE DU LAC"), unknown("000900017", "PAPETERIE DU LAC")
    said = cascade([known, same, other], Savoir(noms=historique.named([known, same, other])))
    assert (said[same.cle].fournisseur_id, said[same.cle].identification) == (SIREN, "historique")
    assert said[other.cle].identification == "absent"


@pytest.mark.parametrize(
    ("nom", "expected"),
    [("VILLE DE MONVILLE", "membre"), ("Ville de Monville.", "membre"), ("VILLE DE MONVILLE SUD", "absent")],
)
def test_a_member_is_known_by_the_name_that_the_territory_gives_it(nom: str, expected: str) -> None:
    said = cascade([unknown("a", nom)], Savoir(membres={"VILLE DE MONVILLE": (SIREN, "42")}))
    assert said[f"a|{nom}"].identification == expected


def test_whom_its_category_says_a_natural_person_is_no_enterprise_of_the_books() -> None:
    one = Tiers("a||F1|ROUX PAUL|42000", "ROUX PAUL", "", "", "personne_physique", "42000", code="F1")
    books = Savoir(
        codes={("a", "F1"): (SIREN, ["ROUX PAUL"], frozenset({"42000"}))},
        noms={("a", "ROUX PAUL"): (SIREN, frozenset({"42000"}))},
        membres={"ROUX PAUL": (SIREN, "42")},
    )
    assert cascade([one], books)[one.cle].identification == "personne_physique"


@pytest.mark.parametrize(("place", "expected"), [("42999", "membre"), ("", "membre"), ("13001", "absent")])
def test_a_member_is_not_the_town_of_the_same_name_elsewhere(place: str, expected: str) -> None:
    one = Tiers("a|n", "VILLE DE MONVILLE", "", "", "absent", place)
    said = cascade([one], Savoir(membres={"VILLE DE MONVILLE": (SIREN, "42")}))
    assert said[one.cle].identification == expected


@pytest.mark.parametrize(
    ("score", "places", "expected"),
    [(60, "42000", "absent"), (40, "42000", "code"), (60, "69001", "code"), (60, "69002", "absent")],
)
def test_what_the_books_say_yields_to_a_homonym_there_unless_its_number_is_written_there_too(
    score: int, places: str, expected: str
) -> None:
    one = Tiers("a||F1|PLOMBERIE REUNIE|69001", "PLOMBERIE REUNIE", "", "", "absent", "69001", code="F1")
    near = Candidat("000900009", "", "PLOMBERIE REUNIE", "69001", "69381", score, ())
    codes = {("a", "F1"): (SIREN, ["Plomberie Réunie"], frozenset({places}))}
    savoir = Savoir(codes=codes, candidats={one.cle: (near,)})
    assert cascade([one], savoir)[one.cle].identification == expected


@pytest.mark.parametrize(
    ("place", "scores", "expected"),
    [
        ("42400", (40, 100), "nom"),
        ("42400", (100, 60), "historique"),
        ("42400", (30, 40), "historique"),
        ("42100", (40, 100), "historique"),
        ("", (40, 100), "historique"),
    ],
)
def test_of_two_of_one_name_in_a_departement_the_books_yield_to_the_one_at_the_very_postal_code(
    place: str, scores: tuple[int, int], expected: str
) -> None:
    known = Tiers("a|s|n", "PHARMACIE CENTRALE", SIRET, SIREN, "siret", "42000")
    one = Tiers("a|n", "PHARMACIE CENTRALE", "", "", "absent", place)
    found = [
        Candidat(siren, "", known.nom, code, "", score, ())
        for siren, code, score in ((SIREN, "42000", scores[0]), ("000900009", "42400", scores[1]))
    ]
    ranked = sorted(found, key=lambda each: -each.score)
    savoir = Savoir(Catalogue(), candidats={one.cle: ranked}, noms=historique.named([known, one]))
    assert cascade([known, one], savoir)[one.cle].identification == expected


@pytest.mark.parametrize(
    ("place", "expected"), [("42100", "historique"), ("", "historique"), ("69001", "absent")]
)
def test_the_same_name_in_another_departement_may_be_another(place: str, expected: str) -> None:
    known = Tiers("a|s|n", "Papeterie du Lac", SIRET, SIREN, "siret", "42000")
    one = Tiers("a|n", "PAPETERIE DU LAC", "", "", "absent", place)
    said = cascade([known, one], Savoir(noms=historique.named([known, one])))
    assert said[one.cle].identification == expected


def test_a_name_that_stands_beside_two_enterprises_says_nothing() -> None:
    two = [Tiers(f"a|{s}|n", "Lac", "", s, "siren") for s in (SIREN, "000900009")]
    assert historique.named(two) == {}


@pytest.mark.parametrize(("score", "expected"), [(100, "nom"), (93, "nom"), (92, "absent")])
def test_a_name_is_recognised_from_the_automatic_threshold_on(score: int, expected: str) -> None:
    one = unknown("a", "Papeterie du Lac")
    best = Candidat(SIREN, SIRET, "PAPETERIE DU LAC", "42000", "42218", score, ("mêmes mots",))
    found = cascade([one], Savoir(candidats={one.cle: (best,)}))[one.cle]
    assert found.identification == expected


def test_a_foreign_vat_number_names_one_operator_for_all_its_buyers() -> None:
    ones = [Tiers(f"{b}|x", f"FIRMA {b}", "", "", "tva_etrangere", tva="BE0123456789") for b in ("a", "b")]
    assert {(named(one).fournisseur_id, named(one).identification) for one in ones} == {
        ("BE0123456789", "tva_etrangere")
    }


def test_when_a_person_refused_the_first_candidate_the_second_may_still_be_sure() -> None:
    one = unknown("a", "Papeterie du Port")
    first, second = (Candidat(siren, "", "PAPETERIE", "", "", 99, ()) for siren in (SIREN, "000900019"))
    savoir = Savoir(Catalogue(), candidats={one.cle: (first, second)})
    refused = replace(savoir, jugements={(ecrit_cle(one.nom, ""), SIREN): Judgement.NON})
    assert cascade([one], savoir)[one.cle].fournisseur_id == SIREN
    assert cascade([one], refused)[one.cle].fournisseur_id == "000900019"


@pytest.mark.parametrize(
    "nom",
    [
        "LANAEMONT Yasmina",
        "DIALLO Mamadou",
        "M. et Mme DURAND",
        "Me DURAND",
        "DURAND JULIEN (ARCHITECTE)",
        "DURAND JULIEN - AGENCE LOIRE",
        "INDIVISION DURAND",
    ],
)
def test_a_person_is_told_by_first_names_of_everywhere_by_titles_and_before_a_dash(nom: str) -> None:
    assert named(unknown("a", nom)).fournisseur_id.startswith("PP")


@pytest.mark.parametrize("nom", ["TRANSPORTS MARTIN - AGENCE LYON", "GARAGE DES QUAIS", "DR ELECTRICITE"])
def test_an_enterprise_is_no_person_for_its_agency_or_its_initials(nom: str) -> None:
    assert not named(unknown("a", nom)).fournisseur_id.startswith("PP")


@pytest.mark.parametrize(
    "nom",
    [
        "EHPAD SAINTE MARIE",
        "METROPOLE DU GRAND NANCY",
        "Saint-Étienne Métropole",
        "Saint-Louis Agglomération",
        "CC de Marie-Galante",
        "Résidence Saint Vincent",
        "OGEC Sainte Marie",
        "Pierre Fabre Médicament",
        "CH SAINT JOSEPH",
        "FOYER ST JOSEPH",
        "EHPAD SAINTE ANNE",
        "LYCEE SAINT LOUIS",
        "ABBAYE Sainte-Marie",
        "Saint-Paul",
    ],
)
def test_a_public_body_or_an_institution_named_after_a_saint_or_a_founder_is_no_person(nom: str) -> None:
    assert not is_person(nom)


@pytest.mark.parametrize(
    "nom",
    [
        "DOMINIQUE DUTSCHER S.A",
        "S.A.S. VINCENT",
        "S. A. R. L. Durand Anne",
        "BAYLET BERNARD (SARL BAYLET BERNARD)",
        "S.GAUTIER (E.U.R.L. GAUTIER)",
        "ELISE LYON - SARL MELEZE",
    ],
)
def test_a_legal_form_anywhere_in_a_name_says_an_enterprise(nom: str) -> None:
    assert not is_person(nom)


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("M.T.D.", False),
        ("M.P.C.C", False),
        ("M G B", False),
        ("M.J. DURAND", True),
        ("MME DE SA Maria", True),
        ("M. J. P. DURAND", True),
        ("J.P. MARTIN Anne", True),
        ("DURAND Julien (S.A.V.)", True),
    ],
)
def test_initials_alone_name_nobody_and_hide_no_person(nom: str, expected: bool) -> None:
    assert is_person(nom) == expected


BORNE = """
BARBIER BERGER BLANC BOIS BOUCHER BOULANGER BRUN CARPENTIER CARRE CARRIER CARRIERE CHARPENTIER
CHARRON CHATEL CHEVALIER COLLET CORDIER COUTURE COUTURIER DAUPHINE FABRE FAURE FLEURY FONTAINE
FORESTIER FORGE FORT FOUR FOURNIER FROID GENIE GRANGE GRAS JARDIN LACOMBE LAMARCHE LEFEVRE LEMAITRE
LEROUX LUMIERE LYON MACON MARBRE MARCHAND MARIN MASSON MERCIER MEUNIER MONNIER MOULIN PAIN PAPIN
PARIS PARQUET PEINTRE PELLETIER PERRIN POTIER POULAIN PREVOST PROVOST ROCHE ROSE ROUX SABATIER SANTE
SAUNIER SAVOIE SERRES SERRURIER SOLS TAILLANDIER TAILLEUR TEXIER TISSERAND TOURNIER TUILIER VERRIER
VERT VIGNERON WOOD
"""


def test_no_trade_that_is_a_surname_or_a_first_name_hides_a_person() -> None:
    kept = {line["mot"].upper() for line in Catalogue().lines("regles/mots_d_entreprise.csv")}
    first = {line["prenom"].upper() for line in Catalogue().lines("regles/prenoms.csv")}
    assert kept & first == set()
    shown = [nom for nom in BORNE.split() if not is_person(f"{nom} Yasmina")]
    assert shown == []


@pytest.mark.parametrize("nom", ["DURAND Marine", "M. BOIS", "SERRES Julien", "PAIN Anne", "BERGER Rose"])
def test_a_person_who_bears_a_word_of_trade_stays_a_person(nom: str) -> None:
    assert named(unknown("a", nom)).fournisseur_id.startswith("PP")


@pytest.mark.parametrize(
    "nom", ["SAINT JEAN Marie", "Jean SAINT-PIERRE", "M. SAINT JOSEPH", "MME STE ANNE", "Joseph SAINT"]
)
def test_a_person_who_bears_the_name_of_a_saint_stays_a_person(nom: str) -> None:
    assert is_person(nom)


@pytest.mark.parametrize(
    "nom",
    [
        "LANAEMONT THERMIQUE",
        "JULIEN THERMIQUE",
        "YASMINA TELECOM",
        "BERNARD GENIE CLIMATIQUE",
        "BERNARD MATERIAUX",
        "MARTIN STRUCTURES BOIS",
        "CLAIRE IMPRESSIONS",
        "ANNE ESPACES VERTS",
        "JULIEN TP",
    ],
)
def test_a_first_name_beside_a_trade_names_an_enterprise(nom: str) -> None:
    assert not is_person(nom)


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("M. ROUX PAUL - GERANT SARL ROUX", True),
        ("M. PAUL ROUX (SCI ROUX)", True),
        ("MARTIN PAUL (GERANT SARL MARTIN)", True),
        ("JEAN S. A. MARTIN", True),
        ("M. CHU PAUL", True),
        ("M. DE SA JOSE", True),
        ("BAYLET BERNARD (SARL BAYLET BERNARD)", False),
        ("M. BRICOLAGE SARL", False),
        ("MR EARL JAMES", True),
        ("M. SA Paul", True),
        ("DE SA Maria", True),
        ("Antonio da Sá", True),
        ("DE SA SARL", False),
        ("EARL JAMES", False),
        ("MR SARL ROUX", False),
        ("PAUL DUPONT SA", False),
    ],
)
def test_a_legal_form_said_of_somebody_makes_no_enterprise_of_him(nom: str, expected: bool) -> None:
    assert is_person(nom) is expected


@pytest.mark.parametrize(("scores", "expected"), [((33, 33, 33), True), ((20, 20), False)])
def test_the_books_yield_to_homonyms_that_are_likely_together(
    scores: tuple[int, ...], expected: bool
) -> None:
    tiers = Tiers("a|1", "Boulangerie des Allées", "", "", "absent", "42400")
    others = [Candidat(f"00090000{n}", "", "", "42400", "", score, ()) for n, score in enumerate(scores)]
    known = Savoir(candidats={tiers.cle: others})
    assert known.elsewhere(tiers, "000900027", ["42000"]) is expected


MISSPELT = ("DURANDC LAIRE", "MARTIN JLUIEN", "PETITK ARINE", "DURAND R\ufffdmi", "Rem\ufffd DURAND")


@pytest.mark.parametrize("nom", MISSPELT)
def test_a_person_whose_name_has_two_signs_swapped_or_one_lost_stays_a_person(nom: str) -> None:
    assert is_person(nom)


@pytest.mark.parametrize(
    "nom",
    [
        "RECRUTEMEN TGENONARD",
        "LIBRAIRIE CLAIRE MOULIN",
        "DUPONT DFIFUSION",
        "SAINT JOESPH",
        "MAISON D\ufffdTENTE",
        "ENTREPRISE SALRDURAND",
    ],
)
def test_an_enterprise_whose_name_is_misspelt_is_not_made_a_person(nom: str) -> None:
    assert not is_person(nom)
