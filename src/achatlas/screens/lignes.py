"""The lines: the last rows of the board, the full list, its export, and the provenance of one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import lines
from achatlas.analyse.selection import Selection
from achatlas.domain.nombres import accord, euros, lisser
from achatlas.domain.services import split
from achatlas.langues import in_french, translated
from achatlas.screens import sous_marche
from achatlas.screens.addresses import MAX_ADDRESS
from achatlas.screens.demande import Demande
from achatlas.screens.liens import lien, marche

TAILLE = 50
LISTE = "lignes"
SANS_IDENTIFIANT = "sans identifiant"
EMPREINTE = 12
COUNTED = {"achats": ("ligne", "lignes"), "marches": ("ligne de marché", "lignes de marché")}
APERCU = 8
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
    fiche: str
    marche: str
    hors_marche: bool
    introuvable: bool
    reconnu: str
    montant: str
    fichier: str
    numero: str
    href: str
    acheteur_href: str = ""
    segment_href: str = ""
    direction_href: str = ""
    service: str = ""
    service_href: str = ""
    marche_href: str = ""


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


def presenter(brute: Mapping[str, Any], demande: Demande, depuis: Mapping[str, str]) -> Ligne:
    """Put a line of either fact into the words of the table; ``depuis`` tells its page where it was opened
    from.
    """
    propre = _paiement(brute) if demande.tableau.fait == "achats" else _marche(brute)
    return Ligne(
        **propre,
        acheteur=nom_court(demande, str(brute["acheteur_siren"])),
        objet=in_french(_texte(brute, "objet")),
        segment=_texte(brute, "segment_code"),
        segment_nom=lisser(_texte(brute, "segment_libelle")),
        fournisseur=_texte(brute, "fournisseur_libelle"),
        fiche=demande.fiche(_texte(brute, "fournisseur_id"), str(brute["acheteur_siren"])),
        montant=euros(int(brute["montant_ht_centimes"])),
        fichier=_texte(brute, "fichier"),
        numero=str(brute["numero_ligne"]),
        href=_href(brute, demande, depuis),
        acheteur_href=lien(demande, "acheteur", str(brute["acheteur_siren"])),
        segment_href=lien(demande, "segment", _texte(brute, "segment_code")),
        direction_href=lien(demande, "direction", str(brute.get("direction_code") or "")),
        service=in_french(lisser(split(str(brute.get("service_code") or ""))[1])),
        service_href=lien(demande, "service", str(brute.get("service_code") or "")),
        marche_href=marche(demande, known(brute)),
    )


def _href(brute: Mapping[str, Any], demande: Demande, depuis: Mapping[str, str]) -> str:
    """The page of a line: it carries the whole state of the screen, so that one comes back to it.

    A state that no address could hold any more is left behind.
    """
    chemin = f"/ligne/{brute['depot']}/{brute['numero_ligne']}/"
    whole = demande.adresse(None, chemin, tableau=demande.tableau.id, **depuis)
    if len(whole) < MAX_ADDRESS:
        return whole
    return demande.adresse(Selection(), chemin, tableau=demande.tableau.id)


def known(brute: Mapping[str, Any]) -> str:
    """The key of a marché that is published: a payment may cite one that nobody knows."""
    known = sous_marche.under(brute) or "rattachement" not in brute
    return str(brute.get("marche_cle") or "") if known else ""


def _texte(brute: Mapping[str, Any], colonne: str) -> str:
    return str(brute[colonne] or "")


def objet(written: Any, without: str = "objet non dit") -> str:
    """The object of a line or of a marché, which stays French; the words of who says none."""
    return in_french(lisser(str(written))) if written else translated(without)


def _paiement(brute: Mapping[str, Any]) -> dict[str, Any]:
    """What only a payment has: its direction, and on which marché it is made."""
    return {
        "date": _date(brute["date_mandat"]),
        "direction": lisser(_texte(brute, "direction_libelle")),
        "marche": sous_marche.number(brute),
        "hors_marche": sous_marche.off(brute),
        "introuvable": str(brute.get("rattachement") or "") == sous_marche.NOT_FOUND,
        "reconnu": sous_marche.mark(brute),
    }


def _marche(brute: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date": _date(brute["date_notification"]),
        "direction": "",
        "marche": _texte(brute, "marche_id"),
        "hors_marche": False,
        "introuvable": False,
        "reconnu": "",
    }


def nom_court(demande: Demande, siren: str) -> str:
    """The short name of a buyer, for the columns of a table."""
    return demande.territoire.acheteur(siren).dit if siren in demande.territoire.sirens else ""


def refus(demande: Demande) -> str:
    """Say why a view opens no payment."""
    if demande.acces.droits.lignes:
        return translated("La vue commune montre des totaux : elle n’ouvre les paiements de personne.")
    return translated(
        "Votre accès montre des totaux : les paiements, un par un, restent chez chaque acheteur. "
        "Les marchés, eux, sont publics."
    )


def apercu(demande: Demande) -> Liste:
    """Return the last lines of the board, or say why this view has none."""
    return page(demande, 1, "-date", taille=APERCU)


def depuis(numero: int, tri: str, texte: str) -> dict[str, str]:
    """What the address of a line says of the page of the list that it was opened from."""
    return {"de": LISTE, "page": str(numero), "tri": tri, "cherche": texte}


def page(demande: Demande, numero: int, tri: str, *, taille: int = TAILLE, texte: str = "") -> Liste:
    """Return one page of the lines of a request, in an order, or the sentence that replaces them."""
    opened_from = depuis(numero, tri, texte) if taille == TAILLE else {}
    if not demande.acces.lignes(demande.tableau.fait):
        return Liste((), 0, "", refus=refus(demande))
    trouvees = lines.lines(
        demande.retenue,
        demande.acces.scope,
        fait=demande.tableau.fait,
        page=numero,
        taille=taille,
        tri=tri,
        texte=texte,
        colonnes=LUES[demande.tableau.fait],
    )
    return Liste(
        lignes=tuple(presenter(brute, demande, opened_from) for brute in trouvees.lignes),
        nombre=trouvees.nombre,
        dit=accord(trouvees.nombre, *COUNTED[demande.tableau.fait]),
        toutes=demande.adresse(chemin=f"{demande.chemin}lignes/"),
        csv=demande.adresse(chemin=f"{demande.chemin}lignes.csv", cherche=texte),
    )


LINE = "acheteur_siren objet segment_code fournisseur_id montant_ht_centimes fichier marche_cle"
LUES = {
    "achats": f"{LINE} date_mandat direction_code service_code num_marche rattachement pont_score".split(),
    "marches": f"{LINE} date_notification marche_id".split(),
}
"""What a row of the list shows, with the lines that it stands for."""
COMMUNES = "famille_code famille_libelle segment_code segment_libelle classement_libelle motif confiance"
TIERS = "fournisseur_id fournisseur_libelle fournisseur_identifiant departement_code"
SOURCE = "fichier numero_ligne depot"
COLONNES = {
    "achats": (
        "acheteur_siren acheteur_libelle exercice date_mandat num_mandat direction_libelle service objet "
        f"compte {COMMUNES} {TIERS} num_marche rattachement_libelle flux {SOURCE}"
    ).split(),
    "marches": (
        "acheteur_siren acheteur_libelle exercice date_notification marche_id objet cpv procedure_libelle "
        "technique_libelle duree_mois montant_notifie_marche montant_apres_modification_marche "
        f"{COMMUNES} {TIERS} {SOURCE}"
    ).split(),
}
