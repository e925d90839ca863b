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


def test_a_flag_without_words_is_still_said() -> None:
    assert [str(one) for one in told(Catalogue(), {"chose_vue": 2, "rien": 0})] == ["2 chose vue."]


def test_every_flag_that_the_product_raises_has_its_words() -> None:
    raised = {"nir_retire", "iban_retire", "fin_de_ligne_absente", "limite_excel"}
    raised |= {"ecriture_a_plusieurs_fournisseurs", "acheteur_non_verifie", UNREAD_AMOUNT}
    raised |= {"modification_sans_montant"}
    raised |= {flag for one in discover(Catalogue()).values() for flag in one.definition.absences.values()}
    for one in told(Catalogue(), dict.fromkeys(raised, 1)):
        assert one.que_faire, one.nom
