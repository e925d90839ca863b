"""The lines: the last rows of the board, the full list, its export, and the provenance of one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import lines
from achatlas.web.cartographie.demande import Demande
from achatlas.web.exports import Cellule, cents
from achatlas.web.nombres import accord, entier, euros, lisser

TAILLE = 50
APERCU = 8
LOT = 20_000
TRIS = {
    "-montant": "montants décroissants",
    "montant": "montants croissants",
    "-date": "plus récentes d’abord",
    "date": "plus anciennes d’abord",
}


@dataclass(frozen=True)
class Ligne:
    """One accounting line or contract, in the words of a table."""

    date: str
    acheteur: str
    direction: str
    objet: str
    segment: str
    segment_nom: str
    fournisseur: str
    marche: str
    hors_marche: bool
    montant: str
    fichier: str
    numero: str
    href: str


@dataclass(frozen=True)
class Liste:
    """A page of lines, or the sentence said instead when this view opens none."""

    lignes: tuple[Ligne, ...]
    nombre: int
    dit: str
    toutes: str = ""
    csv: str = ""
    refus: str = ""


def _date(valeur: Any) -> str:
    return f"{valeur:%d/%m/%Y}" if valeur else "inconnue"


def presenter(brute: Mapping[str, Any], demande: Demande) -> Ligne:
    """Put a line of either fact into the words of the table."""
    achats = demande.tableau.fait == "achats"
    pour = str(brute["acheteur_siren"])
    precision = f"pour={pour}" if achats else "fait=marches"
    return Ligne(
        date=_date(brute["date_mandat" if achats else "date_notification"]),
        acheteur=nom_court(demande, pour) or lisser(str(brute["acheteur_libelle"])),
        direction=lisser(str(brute["direction_libelle"] or "")) if achats else "",
        objet=str(brute["objet"] or ""),
        segment=str(brute["segment_code"] or ""),
        segment_nom=lisser(str(brute["segment_libelle"])),
        fournisseur=str(brute["fournisseur_libelle"]),
        marche=str((brute["num_marche"] if achats else brute["marche_id"]) or ""),
        hors_marche=achats and not brute["num_marche"],
        montant=euros(int(brute["montant_ht_centimes"])),
        fichier=str(brute["fichier"]),
        numero=entier(int(brute["numero_ligne"])),
        href=f"/ligne/{brute['depot']}/{brute['numero_ligne']}/?{precision}",
    )


def nom_court(demande: Demande, siren: str) -> str:
    """The short name of a buyer, for the columns of a table."""
    return lisser(demande.territoire.acheteur(siren).nom_court) if siren in demande.territoire.sirens else ""


def _refus(demande: Demande) -> str:
    if demande.acces.droits.lignes:
        return "La vue commune montre des totaux : elle n’ouvre les lignes comptables de personne."
    return "Votre accès montre des totaux : les lignes comptables restent chez chaque acheteur."


def apercu(demande: Demande) -> Liste:
    """Return the last lines of the board, or say why this view has none."""
    return page(demande, 1, "-date", taille=APERCU)


def page(demande: Demande, numero: int, tri: str, *, taille: int = TAILLE, texte: str = "") -> Liste:
    """Return one page of the lines of a request, in an order, or the sentence that replaces them."""
    if not demande.acces.lignes(demande.tableau.fait):
        return Liste((), 0, "", refus=_refus(demande))
    trouvees = lines.lines(
        demande.retenue,
        demande.acces.scope,
        fait=demande.tableau.fait,
        page=numero,
        taille=taille,
        tri=tri,
        texte=texte,
    )
    return Liste(
        lignes=tuple(presenter(brute, demande) for brute in trouvees.lignes),
        nombre=trouvees.nombre,
        dit=accord(trouvees.nombre, "ligne" if demande.tableau.fait == "achats" else "marché"),
        toutes=demande.adresse(chemin=f"{demande.chemin}lignes/"),
        csv=demande.adresse(chemin=f"{demande.chemin}lignes.csv"),
    )


COLONNES = {
    "achats": (
        "acheteur_siren",
        "acheteur_libelle",
        "exercice",
        "date_mandat",
        "num_mandat",
        "direction_libelle",
        "service",
        "objet",
        "compte",
        "famille_code",
        "famille_libelle",
        "segment_code",
        "segment_libelle",
        "classement_libelle",
        "confiance",
        "fournisseur_libelle",
        "departement_code",
        "num_marche",
        "rattachement_libelle",
        "flux",
        "fichier",
        "numero_ligne",
    ),
    "marches": (
        "acheteur_siren",
        "acheteur_libelle",
        "exercice",
        "date_notification",
        "marche_id",
        "objet",
        "cpv",
        "famille_code",
        "famille_libelle",
        "segment_code",
        "segment_libelle",
        "procedure_libelle",
        "technique_libelle",
        "fournisseur_libelle",
        "departement_code",
        "duree_mois",
        "fichier",
        "numero_ligne",
    ),
}


def exporter(demande: Demande) -> Iterator[Sequence[Cellule]]:
    """Yield the header then every line of a request, by batches, in the order of date."""
    colonnes = COLONNES[demande.tableau.fait]
    yield [*colonnes, "montant_ht"]
    numero = 1
    while True:
        lot = lines.lines(
            demande.retenue,
            demande.acces.scope,
            fait=demande.tableau.fait,
            page=numero,
            taille=LOT,
            tri="-date",
        ).lignes
        for brute in lot:
            yield [_cellule(brute.get(c)) for c in colonnes] + [cents(int(brute["montant_ht_centimes"]))]
        if len(lot) < LOT:
            return
        numero += 1


def _cellule(valeur: Any) -> Cellule:
    return valeur if isinstance(valeur, int) or valeur is None else str(valeur)
