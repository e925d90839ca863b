"""What each attribute says of an operator, case by case: known, out of the field, or unknown."""

from __future__ import annotations

import pytest

from achatlas.enrich.geographie import Lieu
from achatlas.enrich.operateur import Operateur
from demo.identifiers import make_siret
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import SECOND, SIREN, SIRET, company, operateur, savoir, tell

ABSENT = operateur(None)
PERSON = operateur(None, fournisseur_id="PP0011", identification="personne_physique", siret="", etat="")
NAMELESS = operateur(None, fournisseur_id="T0011", identification="absent", siret="", etat="")
FOREIGNER = operateur(
    None, fournisseur_id="BE0123456789", identification="tva_etrangere", siret="", etat="",
    lieu=Lieu(frozenset(), "BE"),
)  # fmt: skip
MEMBER = operateur(fournisseur_id=s.BOURG)
RESELLER = operateur(fournisseur_id=s.GROSSISTE)
PASSER = operateur(fournisseur_id=s.INTERMEDIAIRE)
ONLY_SIREN = operateur(siret="", etat="")


def cases(*told: tuple[str, Operateur, str]) -> pytest.MarkDecorator:
    """A table of cases, each named by a sentence."""
    return pytest.mark.parametrize(("one", "said"), [c[1:] for c in told], ids=[c[0] for c in told])


@cases(
    ("a PME of twenty staff", company(), "pme"),
    ("a PME of nine staff at most is a microentreprise", company(effectif="03"), "micro"),
    ("a PME without a known band stays a PME", company(effectif="NN"), "pme"),
    ("an ETI", company(categorie="ETI"), "eti"),
    ("a grande entreprise, few as its own staff may be", company(categorie="GE", effectif="01"), "ge"),
    ("no category and 199 staff at most: presumed", company(categorie="", effectif="22"), "presumee"),
    ("no category and 200 staff: too near the bound", company(categorie="", effectif="31"), ""),
    ("no category and no band", company(categorie="", effectif="NN"), ""),
    ("no category and an empty band", company(categorie="", effectif=""), ""),
    ("a category that nobody knows", company(categorie="XXL"), ""),
    ("an association of no category is presumed too", company(juridique="9220", categorie=""), "presumee"),
    ("a public body is out, whatever its staff", company(juridique="7210", categorie=""), "hors_champ"),
    ("a public body is out, whatever its category", company(juridique="4110", categorie="GE"), "hors_champ"),
    ("nothing is presumed of a foreign company", company(juridique="3120", categorie=""), ""),
    ("nothing is presumed of an unknown form", company(juridique="", categorie="", effectif="01"), ""),
    ("what the directory does not hold", ABSENT, ""),
    ("a natural person", PERSON, ""),
    ("a member is out", MEMBER, "hors_champ"),
    ("a centrale that sells again is out", RESELLER, "hors_champ"),
    ("a centrale that passes contracts is paid for itself", PASSER, "pme"),
)
def test_size(one: Operateur, said: str) -> None:
    assert tell("taille", one) == said


@cases(
    ("a company", company(), "entreprise"),
    ("a mutuelle, by the longest prefix", company(juridique="8210"), "entreprise"),
    ("a private hospital group, by the longest prefix", company(juridique="9970"), "entreprise"),
    ("a person with a SIREN", company(juridique="1000"), "individuel"),
    ("an association", company(juridique="9220"), "association"),
    ("a commune", company(juridique="7210"), "public"),
    ("a régie", company(juridique="4110"), "public"),
    ("a foreign company in the directory", company(juridique="3120"), "etranger"),
    ("a syndicat", company(juridique="8410"), "autre"),
    ("no legal category", company(juridique=""), ""),
    ("a member, whatever its form", MEMBER, "membre"),
    ("a centrale", RESELLER, "centrale"),
    ("another kind of centrale", PASSER, "centrale"),
    ("a SIREN out of the directory", ABSENT, ""),
    ("a natural person", PERSON, "personne"),
    ("a foreign number", FOREIGNER, "etranger"),
    ("a name that nothing recognises", NAMELESS, ""),
)
def test_nature(one: Operateur, said: str) -> None:
    assert tell("nature_operateur", one) == said


@cases(
    ("the Insee says yes of a company", company(ess="O"), "oui"),
    ("the Insee says no", company(ess="N"), "non"),
    ("the Insee outweighs the form", company(juridique="9220", ess="N"), "non"),
    ("an association, by its form", company(juridique="9220"), "forme"),
    ("a SCOP, by its form", company(juridique="5558"), "forme"),
    ("an undeclared association is to be checked", company(juridique="9210"), ""),
    ("a company of which nothing is said", company(), "non_declaree"),
    ("a public body cannot be", company(juridique="7210"), "non"),
    ("a person cannot be", company(juridique="1000"), "non"),
    ("an unknown form", company(juridique=""), ""),
    ("a foreign company", company(juridique="3120"), ""),
    ("what the directory does not hold", ABSENT, ""),
    ("a member is out", MEMBER, "hors_champ"),
    ("a centrale that sells again is out", RESELLER, "hors_champ"),
)
def test_social_economy(one: Operateur, said: str) -> None:
    assert tell("ess", one) == said


@cases(
    ("a division of the NAF", company(naf="43.34Z"), "43"),
    ("an activity of no division", company(naf="00.00Z"), ""),
    ("no activity, or one of a former nomenclature", company(naf=""), ""),
    ("what the directory does not hold", ABSENT, ""),
)
def test_activity(one: Operateur, said: str) -> None:
    assert tell("activite", one) == said


@cases(
    ("a band", company(effectif="21"), "21"),
    ("not an employer, or presumed so: unknown", company(effectif="NN"), ""),
    ("an empty band", company(effectif=""), ""),
    ("what the directory does not hold", ABSENT, ""),
)
def test_staff(one: Operateur, said: str) -> None:
    assert tell("effectif", one) == said


PROCEEDINGS = (SIREN, "procedure", "redressement")


@pytest.mark.parametrize(
    ("one", "listes", "said"),
    [
        (company(), (), "actif"),
        (ONLY_SIREN, (), "actif"),
        (operateur(etat="F"), (), "ferme"),
        (company(etat="C"), (), "cesse"),
        (company(etat="C"), (PROCEEDINGS,), "cesse"),
        (company(), (PROCEEDINGS,), "procedure"),
        (operateur(siret=SECOND), ((SIRET, "procedure", "liquidation"),), "procedure"),
        (ABSENT, (PROCEEDINGS,), "procedure"),
        (ABSENT, (), ""),
        (operateur(etat=""), (), ""),
        (FOREIGNER, (), ""),
    ],
    ids=[
        "both work", "only the enterprise is known", "its establishment is closed", "it has ceased",
        "it has ceased, and was listed", "it is listed", "another of its establishments is listed",
        "it is listed, and no directory holds it", "no directory holds it",
        "the directory does not hold the establishment paid", "a foreign number",
    ],
)  # fmt: skip
def test_state(one: Operateur, listes: tuple[tuple[str, str, str], ...], said: str) -> None:
    assert tell("etat_operateur", one, savoir(*listes)) == said


@pytest.mark.parametrize(
    ("liste", "number", "valeur"),
    [("inclusion", SIRET, "EA"), ("inclusion", SIREN, "ESAT"), ("esus", SIRET, "oui"), ("qpv", SIRET, "oui")],
)
class TestAList:
    """What a list says, and what its silence means."""

    def test_says_it_of_whom_it_names(self, liste: str, number: str, valeur: str) -> None:
        assert tell(liste, operateur(), savoir((number, liste, valeur))) == valeur

    def test_names_nobody_else(self, liste: str, number: str, valeur: str) -> None:
        others = (operateur(fournisseur_id=s.AUTRE, siret=""), ABSENT, PERSON, FOREIGNER)
        said = [tell(liste, one, savoir((make_siret(s.VILLE, 1), liste, valeur))) for one in others]
        assert said == ["aucune"] * 4

    def test_says_nothing_when_it_is_not_given(self, liste: str, number: str, valeur: str) -> None:
        assert tell(liste, operateur(), savoir((number, "procedure", "liquidation"))) == ""

    def test_says_nothing_of_a_name_that_nothing_recognises(
        self, liste: str, number: str, valeur: str
    ) -> None:
        assert tell(liste, NAMELESS, savoir((number, liste, valeur))) == ""

    def test_leaves_members_and_resellers_out(self, liste: str, number: str, valeur: str) -> None:
        known = savoir((s.GROSSISTE, liste, valeur))
        assert [tell(liste, one, known) for one in (MEMBER, RESELLER)] == ["hors_champ"] * 2


@pytest.mark.parametrize(
    ("liste", "valeur", "other", "alone"),
    [("inclusion", "EI", "", ""), ("qpv", "oui", "aucune", ""), ("esus", "oui", "oui", "oui")],
)
def test_a_list_that_names_one_establishment_says_of_the_others_what_it_may(
    liste: str, valeur: str, other: str, alone: str
) -> None:
    known = savoir((SIRET, liste, valeur))
    assert tell(liste, operateur(siret=SECOND), known) == other
    assert tell(liste, ONLY_SIREN, known) == alone


@pytest.mark.parametrize(
    ("one", "listes", "said"),
    [
        (operateur(), (), SIREN),
        (operateur(), ((SIREN, "groupe", s.AUTRE),), s.AUTRE),
        (operateur(), ((SECOND, "groupe", "Groupe Zelier"),), "Groupe Zelier"),
        (operateur(repreneur=s.AUTRE), (), s.AUTRE),
        (operateur(repreneur=s.AUTRE), ((s.AUTRE, "groupe", "Groupe Zelier"),), "Groupe Zelier"),
        (operateur(repreneur=s.AUTRE), ((SIREN, "groupe", "Ancien groupe"),), s.AUTRE),
        (NAMELESS, ((SIREN, "groupe", s.AUTRE),), "T0011"),
        (FOREIGNER, (), "BE0123456789"),
    ],
    ids=[
        "itself", "its head", "a list of establishments says it of the enterprise", "who took over",
        "the group of who took over", "the former group is left", "a name is itself", "a number is itself",
    ],
)  # fmt: skip
def test_group(one: Operateur, listes: tuple[tuple[str, str, str], ...], said: str) -> None:
    assert tell("groupe", one, savoir(*listes)) == said


HERE = s.at(s.SAINT_ETIENNE)
LOIRE = savoir().geographie.placed("", "", "42")


def test_what_a_place_belongs_to() -> None:
    one = operateur(lieu=HERE, siege=s.at(s.PARIS), origine="etablissement")
    names = ("commune", "commune_siege", "epci", "bassin", "region", "pays", "lieu_origine", "etablissement")
    said = [tell(name, one) for name in names]
    assert said == [s.SAINT_ETIENNE, s.PARIS, "244200770", s.BASSIN, "84", "FR", "etablissement", SIRET]


def test_a_place_of_many_communes_tells_what_they_share() -> None:
    one = operateur(lieu=LOIRE)
    assert [tell(name, one) for name in ("commune", "epci", "bassin")] == ["", "", ""]
    assert [tell(name, one) for name in ("region", "pays", "distance")] == ["84", "FR", ""]


def test_nowhere_tells_nothing() -> None:
    names = (
        "commune", "commune_siege", "epci", "bassin", "region", "pays", "proximite", "proximite_siege",
        "distance", "local", "local_siege", "lieu_origine",
    )  # fmt: skip
    assert {tell(name, NAMELESS) for name in names} == {""}


@cases(
    ("the same commune", operateur(lieu=HERE), "000_005"),
    ("the next town", operateur(lieu=s.at(s.FIRMINY)), "005_010"),
    ("Saint-Galmier", operateur(lieu=s.at("42222")), "010_020"),
    ("Givors", operateur(lieu=s.at("69091")), "030_050"),
    ("Lyon", operateur(lieu=s.at(s.LYON)), "050_075"),
    ("Roanne", operateur(lieu=s.at(s.ROANNE)), "050_075"),
    ("Paris", operateur(lieu=s.at(s.PARIS)), "plus_400"),
    ("several communes", operateur(lieu=s.at(s.SAINT_ETIENNE, s.FIRMINY)), ""),
    ("abroad", FOREIGNER, ""),
    ("a buyer without commune", operateur(lieu=HERE, acheteur=s.NULLE_PART), ""),
)
def test_distance(one: Operateur, said: str) -> None:
    assert tell("distance", one) == said


def test_a_commune_without_a_centre_is_at_no_distance_of_itself() -> None:
    island = savoir(members=[s.buyer(s.VILLE, "97502")])
    assert tell("distance", operateur(lieu=s.at("97502")), island) == "000_005"
    assert tell("distance", operateur(lieu=s.at("97501")), island) == ""


@cases(
    ("the same commune", operateur(lieu=HERE), "commune"),
    ("the same métropole", operateur(lieu=s.at("42225")), "epci"),
    ("a postal code of two communes of the métropole", operateur(lieu=s.at("42225", "42218")), "epci"),
    ("the same basin", operateur(lieu=s.at(s.MONTBRISON)), "bassin"),
    ("the same département", operateur(lieu=s.at(s.ROANNE)), "departement"),
    ("somewhere in the département", operateur(lieu=LOIRE), "departement"),
    ("the same région", operateur(lieu=s.at(s.LYON)), "region"),
    ("elsewhere in France", operateur(lieu=s.at(s.PARIS)), "france"),
    ("overseas", operateur(lieu=s.at("97411")), "france"),
    ("here or elsewhere in France", operateur(lieu=s.at(s.SAINT_ETIENNE, s.PARIS)), ""),
    ("in the Union", FOREIGNER, "ue"),
    ("out of the Union", operateur(lieu=Lieu(frozenset(), "ZZ")), "hors_ue"),
    ("in a country that left the Union", operateur(lieu=Lieu(frozenset(), "GB")), "hors_ue"),
    ("a buyer without commune", operateur(lieu=HERE, acheteur=s.NULLE_PART), ""),
    ("abroad, for a buyer without commune", operateur(
        lieu=Lieu(frozenset(), "DE"), acheteur=s.NULLE_PART), "ue"),
)  # fmt: skip
def test_proximity(one: Operateur, said: str) -> None:
    assert tell("proximite", one) == said


def test_the_siege_has_its_own_proximity() -> None:
    one = operateur(lieu=HERE, siege=s.at(s.PARIS))
    assert (tell("proximite", one), tell("proximite_siege", one)) == ("commune", "france")


def test_a_buyer_known_by_its_departement_alone_shares_that_and_no_less() -> None:
    known = savoir(members=[s.buyer(s.VILLE, "", "42")])
    assert tell("proximite", operateur(lieu=HERE), known) == "departement"
    assert tell("distance", operateur(lieu=HERE), known) == ""


def test_members_and_resellers_are_out_of_what_is_local() -> None:
    for name in ("local", "local_siege"):
        assert [tell(name, one) for one in (MEMBER, RESELLER)] == ["hors_champ"] * 2


def test_the_siege_alone_does_not_say_whether_the_establishment_paid_is_local() -> None:
    for siege in (HERE, s.at(s.PARIS)):
        one = operateur(lieu=siege, siege=siege, origine="siege")
        assert tell("local", one) == "" and tell("local_siege", one) in ("oui", "non")
        assert tell("local", one, savoir(vue="siege")) == tell("local_siege", one)


def test_the_view_of_the_siege_places_the_siege() -> None:
    one = operateur(lieu=HERE, siege=s.at(s.PARIS))
    assert (tell("local", one), tell("local_siege", one)) == ("oui", "non")
    seen = savoir(vue="siege")
    assert (tell("local", one, seen), tell("local_siege", one, seen)) == ("non", "non")
