"""Generates the whole territory: files, truth and ``territoire.yml``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from achatlas.pipeline.contours import FICHIER
from demo.achats import Acheteuse, Colonnes
from demo.concessions import concessions, subsequents
from demo.ecriture.decp import Publication
from demo.ecriture.fec import write_fec
from demo.ecriture.pes import write_pes
from demo.ecriture.registre import write_registers
from demo.ecriture.rendu import load_layout
from demo.ecriture.tableur import write_spreadsheet
from demo.fournisseurs import Annuaire, build_directory
from demo.hors_perimetre import accruals, outside_lines
from demo.journal import Journal, keep_ledger
from demo.life import live
from demo.marches import Marche
from demo.mutualisation import Mutualisation
from demo.nomenclatures import write_nomenclatures
from demo.operateurs import draw_operateurs
from demo.overlay import write_overlay
from demo.paiements import Paiements
from demo.procedures import open_procedures
from demo.profils import profiles
from demo.repertoire import write_sirene
from demo.territoire import LIGNES_DEFAUT, Acheteur, acheteurs, choix, exercices, read_yaml
from demo.verite import Registre, write_truth
from demo.verite_marches import write_marche_truth

CONTOURS = Path(__file__).parent / "donnees/contours.topojson"
Progres = Callable[[str, int, int], None]
GRAINE = 2026
MOIS_PAR_FICHIER = {"pes_mensuel": 1, "pes_trimestriel": 3}
LIGNES_PAR_ECRITURE = 4.6
"""Lines that one purchase takes in a FEC: invoice (charge, VAT, supplier) and payment (supplier, bank)."""


def write_contours(dossier: Path) -> None:
    """Give the territory the outlines of its communes, as ``contours`` prepared them (see the README)."""
    path = dossier / FICHIER
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(CONTOURS, path)


def generer(
    dossier: Path, graine: int = GRAINE, lignes: int = LIGNES_DEFAUT, progres: Progres | None = None
) -> Path:
    """Write the demonstration territory under ``dossier`` and return its ``territoire.yml``.

    ``lignes`` is the number of accounting lines over all years and bodies, amounts follow in proportion;
    ``progres`` is called
    with (what, done, of how many). The same seed and number of lines give the same bytes.
    """
    dire = progres or (lambda quoi, fait, total: None)
    corps = acheteurs(lignes)
    total = len(corps) + 3
    (dossier / "fichiers").mkdir(parents=True, exist_ok=True)
    dire("Fournisseurs", 0, total)
    annuaire = build_directory(graine, corps, lignes)
    registre = Registre(annuaire.tiers)
    marches: list[Marche] = []
    fichiers: list[dict[str, Any]] = []
    for rang, acheteur in enumerate(corps):
        dire(acheteur.nom_court, rang + 1, total)
        siens, listes = _body(dossier / "fichiers", graine, acheteur, annuaire, corps, registre)
        marches.extend(siens)
        fichiers.extend(listes)
    dire("Marchés publiés", total - 2, total)
    marches += subsequents(graine, marches) + concessions(graine, corps, annuaire, lignes)
    publication = Publication(graine, corps, annuaire.tiers)
    published = publication.write(dossier / "fichiers", marches)
    registre.defauts.extend(publication.defauts)
    fichiers.extend(_entry(nom, None, source, None) for nom, source in published)
    fichiers.extend(_registers(dossier, graine, corps, annuaire, marches, registre, publication))
    operateurs = draw_operateurs(graine, annuaire, registre.lignes)
    cards = write_sirene(dossier, graine, annuaire, corps, lignes, operateurs)
    write_overlay(dossier, annuaire, operateurs)
    write_nomenclatures(dossier, corps)
    write_contours(dossier)
    dire("Vérité", total - 1, total)
    profils = profiles(annuaire, operateurs, cards)
    write_truth(dossier / "verite", registre, corps, marches, graine, lignes, profils)
    dire("Territoire prêt", total, total)
    return _describe(dossier, graine, corps, fichiers)


def _body(
    dossier: Path,
    graine: int,
    acheteur: Acheteur,
    annuaire: Annuaire,
    corps: list[Acheteur],
    registre: Registre,
) -> tuple[list[Marche], list[dict[str, Any]]]:
    """Write the files of one body; return its contracts and its entries in ``territoire.yml``."""
    voulues = acheteur.lignes * len(exercices()) / (LIGNES_PAR_ECRITURE if acheteur.layout == "fec" else 1)
    hors = choix()["part_hors_perimetre"]
    achats, marches = Acheteuse(graine, acheteur, annuaire, corps).draw(round(voulues * (1 - hors)))
    parts = [achats, outside_lines(graine, acheteur, annuaire, round(voulues * hors))]
    if acheteur.layout in MOIS_PAR_FICHIER:
        parts.append(accruals(graine, acheteur, achats))
    journaux = keep_ledger(graine, acheteur, Colonnes.concat(parts), annuaire, marches)
    fichiers: list[dict[str, Any]] = []
    for journal in journaux:
        fichiers.extend(_files(dossier, graine, journal, annuaire, marches, registre))
    return marches, fichiers


def _files(
    dossier: Path,
    graine: int,
    journal: Journal,
    annuaire: Annuaire,
    marches: list[Marche],
    registre: Registre,
) -> list[dict[str, Any]]:
    layout, siren = journal.acheteur.layout, journal.acheteur.siren
    if layout in MOIS_PAR_FICHIER:
        noms = write_pes(dossier, journal, annuaire, marches, registre, graine, MOIS_PAR_FICHIER[layout])
        return [_entry(nom, siren, "pes_depense", None) for nom in noms]
    if layout == "fec":
        return [_entry(write_fec(dossier, journal, marches, registre, graine), siren, "fec", None)]
    forme = load_layout(layout)
    extension = "xlsx" if forme.format == "tableur" else "txt" if forme.separateur == "\t" else "csv"
    nom = f"{journal.acheteur.cle}-mandats-{journal.exercice}.{extension}"
    write_spreadsheet(dossier, nom, journal, annuaire, forme, marches, registre, graine)
    return [_entry(nom, siren, "mandats_tableur", layout)]


def _registers(
    dossier: Path,
    graine: int,
    corps: list[Acheteur],
    annuaire: Annuaire,
    marches: list[Marche],
    registre: Registre,
    publication: Publication,
) -> list[dict[str, Any]]:
    """Draw the joint purchases, write the registers and the truth of contracts; return the entries."""
    paiements = Paiements.concat(registre.paiements)
    mutualisation = Mutualisation(graine, corps, annuaire, open_procedures(marches), paiements)
    mutualisation.draw()
    live(graine, mutualisation, publication.publies)
    mutualisation.settle()
    written = write_registers(dossier / "fichiers", graine, corps, annuaire.tiers, mutualisation.procedures)
    write_marche_truth(dossier / "verite", mutualisation, written.lignes)
    return written.entrees


def _entry(nom: str, siren: str | None, source: str, profil: str | None) -> dict[str, Any]:
    return {"chemin": f"fichiers/{nom}", "acheteur": siren, "source": source, "profil": profil}


def _describe(dossier: Path, graine: int, corps: list[Acheteur], fichiers: list[dict[str, Any]]) -> Path:
    territoire = read_yaml("acheteurs.yml")["territoire"]
    fiches = [
        {
            "siren": a.siren,
            "siret": a.siret,
            "nom": a.nom,
            "nom_court": a.nom_court,
            "type": a.type,
            "plan": a.plan,
            "code_commune": a.code_commune,
            "departement": territoire["departement"],
            "population": a.population,
            "tva_incluse": False,
        }
        for a in corps
    ]
    contenu = {
        "id": territoire["id"],
        "libelle": territoire["libelle"],
        "simule": True,
        "graine": graine,
        "exercices": exercices(),
        "local": dict(read_yaml("operateurs.yml")["local"]),
        "acheteurs": fiches,
        "fichiers": fichiers,
        "acheteurs_regroupes": {},
    }
    chemin = dossier / "territoire.yml"
    chemin.write_text(
        yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8"
    )
    return chemin
