"""What deserves notice in a file is said in words, with a number and what to do."""

from __future__ import annotations

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.signalements import told
from achatlas.ingest.absences import UNREAD_AMOUNT
from achatlas.ingest.discover import discover


def test_one_and_several_are_said_differently() -> None:
    one, several = told(Catalogue(), {"iban_retire": 1}), told(Catalogue(), {"iban_retire": 1_200})
    assert str(one[0]).startswith("Une coordonnée bancaire (IBAN) a été retirée")
    assert str(several[0]).startswith("1\u202f200 coordonnées bancaires (IBAN) ont été retirées")
    assert one[0].que_faire and one[0].as_dict()["nombre"] == 1


def test_the_first_line_of_a_flag_is_told_as_its_source_counts() -> None:
    lines = {"premieres_lignes": {"iban_retire": 1042}, "repere": "ligne"}
    assert "(première : ligne\xa01\u202f042)" in str(told(Catalogue(), {"iban_retire": 3}, lines)[0])
    assert "(ligne\xa01\u202f042)" in str(told(Catalogue(), {"iban_retire": 1}, lines)[0])
    records = {**lines, "repere": "marché ou contrat"}
    (one,) = told(Catalogue(), {"iban_retire": 3}, records)
    assert one.premiere == "premier : enregistrement\xa01\u202f042" and one.ligne == 1042
    assert told(Catalogue(), {"nir_retire": 3}, lines)[0].premiere == ""


def test_a_flag_without_words_is_still_said() -> None:
    assert [str(one) for one in told(Catalogue(), {"chose_vue": 2, "rien": 0})] == ["2 chose vue."]


def test_every_flag_that_the_product_raises_has_its_words() -> None:
    raised = {"nir_retire", "iban_retire", "fin_de_ligne_absente", "limite_excel"}
    raised |= {"ecriture_a_plusieurs_fournisseurs", "acheteur_non_verifie", UNREAD_AMOUNT}
    raised |= {"modification_sans_montant"}
    raised |= {flag for one in discover(Catalogue()).values() for flag in one.definition.absences.values()}
    for one in told(Catalogue(), dict.fromkeys(raised, 1)):
        assert one.que_faire, one.nom
