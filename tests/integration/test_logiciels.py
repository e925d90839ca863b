"""Exports as finance packages write them, invented: each is read right, or asks; none is read wrong in
silence.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.cleanse.values import read_date
from achatlas.propose import propose
from tests.unit.propose.atelier import CATALOGUE, answered, columns, ingest, mandats, rows, write_csv

FR, HT = "%d/%m/%Y", "montant_ht"
SETS = {
    "ciril":
        "Exercice=ex | Budget=vide | N° bordereau=bord | N° mandat=num | Date mandat=date | "
        "Section=vide | Article=compte | Fonction=vide | Service gestionnaire=service | Code tiers=code | "
        "Raison sociale=nom | SIRET=siret | Objet=objet | Montant HT=ht | TVA=tva | Montant TTC=ttc",
    "ciril_court":
        "Exer.=ex | Bord.=bord | Mdt=num | Dt mandat=date | Cpte=compte | Tiers=nom | Libellé=objet | "
        "Mt HT=ht | Mt TVA=tva | Mt TTC=ttc",
    "emagnus":
        "EXERCICE=ex | NUM_BORD=bord | NUM_MANDAT=num | DATE_EMISSION=date | IMPUTATION=compte | "
        "LIB_TIERS=nom | OBJET_MANDAT=objet | MONTANT_HT=ht | MONTANT_TVA=tva",
    "emagnus_ttc":
        "Exercice=ex | Mandat=num | Emission=date | Compte=compte | Bénéficiaire=nom | "
        "Objet du mandat=objet | TVA=tva | Net à payer=ttc",
    "sedit":
        "ExerciceBudgetaire=ex | NumeroMandat=num | DateMandat=date | CompteNature=compte | "
        "NomTiers=nom | SiretTiers=siret | ObjetMandat=objet | MontantHT=ht | MontantTVA=tva | "
        "MontantTTC=ttc",
    "sedit_bl":
        "Année=ex | N° pièce=num | Date de pièce=date | Nature=compte | Libellé nature=texte | "
        "Fournisseur=nom | Libellé écriture=objet | Montant H.T.=ht | Montant T.V.A.=tva | "
        "Montant T.T.C.=ttc",
    "astre":
        "Exer=ex | Numéro de mandat=num | Date d'émission du mandat=date | Imputation budgétaire=compte | "
        "Gestionnaire=service | Créancier=nom | Libellé de la pièce=objet | Montant mandaté HT=ht | "
        "Engagé=ttc",
    "astre_engagement":
        "Exercice=ex | N° engagement=vide | N° mandat=num | Date comptable=date | "
        "Nature comptable=compte | Nom du créancier=nom | Objet=objet | HT (en €)=ht | TVA (en €)=tva",
    "jvs":
        "Exo=ex | Mandat N°=num | Du=texte | Date=date | Article=compte | Tiers=nom | Désignation=objet | "
        "H.T.=ht | T.V.A.=tva | T.T.C.=ttc",
    "jvs_code":
        "Exercice=ex | Pce=num | Date=date | Compte=compte | Tiers=code | Nom du tiers=nom | "
        "Objet=objet | HT=ht",
    "cpage":
        "EXER=ex | UF=code | LIB_UF=service | COMPTE=compte | FOURN=code | NOM_FOURN=nom | "
        "NUM_MANDAT=num | DT_MANDAT=date | LIB=objet | CODE_ACHAT=code | MT_HT=ht | MT_TVA=tva | "
        "MT_TTC=ttc",
    "cpage_nchfs":
        "Exercice=ex | CR=code | Compte M21=compte | Code produit=vide | Code marché=marche | "
        "NCHFS=code | Fournisseur=nom | N° liquidation=num | Date de liquidation=date | Libellé=objet | "
        "Montant liquidé HT=ht",
    "magh2":
        "Année=ex | Pôle=service | Unité fonctionnelle=code | Compte=compte | Code fournisseur=code | "
        "Raison sociale fournisseur=nom | N° mandat=num | Date mandatement=date | Désignation=objet | "
        "HT=ht | TVA=tva | TTC=ttc",
    "hexagone":
        "exercice=ex | compte budgetaire=compte | num liquidation=num | date liquidation=date | "
        "nom fournisseur=nom | libelle liquidation=objet | mt liquide ht=ht | mt tva=tva",
    "bailleur_ulis":
        "annee=ex | agence=service | programme=code | tranche=vide | nature de travaux=texte | "
        "compte=compte | fournisseur=nom | no_facture=facture | date_facture=date | designation=objet | "
        "ht=ht | tva=tva | recuperable=texte",
    "bailleur_ikos":
        "Date facture=date | Groupe immobilier=code | Compte HLM=compte | Code fournisseur=code | "
        "Fournisseur=nom | N° facture=facture | Libellé facture=objet | Montant HT facture=ht | "
        "Taux TVA=taux | Montant TTC facture=ttc",
    "bailleur_premhabitat":
        "Exercice=ex | Société=vide | Résidence=code | Imputation=compte | Nom du fournisseur=nom | "
        "Ordre de service=num | Date comptabilisation=date | Objet=objet | Base HT=ht | Montant TVA=tva | "
        "Total TTC=ttc",
    "banque":
        "Exercice=ex | N° mandat=num | Date mandat=date | Compte=compte | Tiers=nom | IBAN=iban | "
        "Tél.=vide | Adresse=texte | CP=cp | Ville=ville | Objet=objet | Montant HT=ht",
    "vides":
        "Exercice=ex | =vide | N° mandat=num | Date mandat=date | =vide | Compte=compte | Tiers=nom | "
        "Objet=objet | Montant HT=ht | =vide",
    "anglais":
        "Supplier Name=nom | Payment Date=date | Transaction Number=num | Purpose=objet | Net Amount=ht | "
        "VAT=tva | Gross Amount=ttc",
    "sens":
        "Exercice=ex | Mandat=num | Date=date | Compte=compte | Fournisseur=nom | Libellé=objet | "
        "Sens=sens | Montant HT=abs",
    "taux":
        "Exercice=ex | Mandat=num | Date mandat=date | Compte=compte | Tiers=nom | Objet=objet | "
        "Montant HT=ht | TVA=taux",
}  # fmt: skip
ASKED = {
    "lone": (
        "Exercice=ex | N° mandat=num | Date mandat=date | Compte=compte | Tiers=nom | Objet=objet | "
        "Montant=ht",
        "base",
    ),
    "ttc": (
        "Exercice=ex | N° mandat=num | Date mandat=date | Compte=compte | Tiers=nom | Montant TTC=ttc",
        "base",
    ),
    "debit": (
        "Date=date | Compte=compte | Tiers=nom | Libellé=objet | Débit=debit | Crédit=credit",
        "base",
    ),
    "two_dates": (
        "Date facture=date | Date paiement=date | Tiers=nom | Objet=objet | Montant HT=ht",
        "date",
    ),
    "no_name": (
        "Date mandat=date | Zorglub=nom | Objet=objet | Montant HT=ht",
        "tiers",
    ),
    "no_amount": (
        "Date mandat=date | Tiers=nom | Objet=objet | Zorglub=ht",
        "montant",
    ),
    "two": (
        "Date mandat=date | Tiers=nom | Objet=objet | Montant=ht | Montant=ttc",
        "montant",
    ),
    "wrong": (
        "Date mandat=date | Tiers=nom | Objet=objet | Montant HT=ttc | TVA=tva | Montant TTC=ht",
        "base",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_a_known_export_is_read_without_a_question(name: str, tmp_path: Path) -> None:
    lines = mandats()
    path = write_csv(tmp_path / "export.csv", columns(SETS[name]), lines)
    found = propose(path, CATALOGUE)
    assert found.certaine, found.questions
    result = ingest(found, path, tmp_path)
    assert result.bilan.equilibre
    read = rows(result)
    assert [row["montant_ht_centimes"] for row in read] == [line.cents for line in lines]
    dates = [
        read_date(str(row["date_mandat"] or row["date_facture"]), str(row["format_date"])) for row in read
    ]
    assert dates == [line.day for line in lines]
    assert [row["tiers_nom"] for row in read] == [line.cell("nom", ",-", FR) for line in lines]
    assert all(row["compte"] or row["objet"] for row in read)


@pytest.mark.parametrize("name", ASKED)
def test_what_the_file_does_not_tell_is_asked(name: str, tmp_path: Path) -> None:
    text, question = ASKED[name]
    path = write_csv(tmp_path / "export.csv", columns(text), mandats())
    found = propose(path, CATALOGUE)
    assert found.profil is None
    assert question in {one.id for one in found.questions}


@pytest.mark.parametrize(
    ("reply", "flag"), [("ht", {}), ("ttc", {"montants_ttc": 1}), ("inconnue", {"base_inconnue": 1})]
)
def test_the_answer_on_the_tax_is_kept_and_said(reply: str, flag: dict[str, int], tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", columns(ASKED["lone"][0]), mandats())
    result = ingest(answered(path, {"base": reply})[0], path, tmp_path)
    assert {k: v for k, v in result.signalements.items() if k != "iban_retire"} == flag
    assert [row["montant_ht_centimes"] for row in rows(result)] == [line.cents for line in mandats()]


def test_debit_less_credit_is_the_amount(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", columns(ASKED["debit"][0]), mandats())
    result = ingest(answered(path, {"base": "ht"})[0], path, tmp_path)
    assert [row["montant_ht_centimes"] for row in rows(result)] == [line.cents for line in mandats()]


def test_two_columns_of_one_name_are_told_apart_by_the_answer(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", columns(ASKED["two"][0]), mandats())
    found, _ = answered(path, {"montant": "Montant (2)", "base": "ttc"})
    result = ingest(found, path, tmp_path)
    assert result.bilan.equilibre
    assert [row["montant_ht_centimes"] for row in rows(result)] == [
        line.cents + line.tax for line in mandats()
    ]


def test_an_amount_is_told_without_tax_by_its_tax(tmp_path: Path) -> None:
    text = "Date mandat=date | Tiers=nom | Objet=objet | Montant={} | TVA=tva"
    for role in ("ht", "ttc"):
        path = write_csv(tmp_path / f"{role}.csv", columns(text.format(role)), mandats())
        found = propose(path, CATALOGUE)
        assert found.certaine
        (tmp_path / role).mkdir()
        read = rows(ingest(found, path, tmp_path / role))
        assert [row["montant_ht_centimes"] for row in read] == [line.cents for line in mandats()]
        assert [row["montant_tva_centimes"] for row in read] == [line.tax for line in mandats()]


def test_bank_and_personal_data_are_neither_read_nor_shown(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", columns(SETS["banque"].replace("IBAN=", "Zorglub=")), mandats())
    found = next(column for column in propose(path, CATALOGUE).colonnes if column.nom == "Zorglub")
    assert (found.etat, found.pourquoi) == ("ignoree", "coordonnées bancaires, jamais lues")
    assert not any("30006000" in text for text in found.exemples)


def test_a_person_may_force_a_column(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", columns(SETS["jvs"]), mandats())
    found = propose(path, CATALOGUE, reponses={"colonne Désignation": "service", "colonne Du": "objet"})
    assert {c.nom: c.cible for c in found.colonnes if c.nom in ("Du", "Désignation")} == {
        "Du": "objet", "Désignation": "service"
    }  # fmt: skip
