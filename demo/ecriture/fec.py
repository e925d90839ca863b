"""FEC: the eighteen columns of a private-law body's ledger and one of its own, every entry balanced."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from demo.journal import Journal
from demo.marches import Marche, day, iso
from demo.nomenclatures import codes
from demo.territoire import rng
from demo.verite import Defaut, Registre

COLONNES = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
    "NomenclatureAchat",
)
JOURNAUX = {"AN": "A nouveaux", "AC": "Achats", "BQ": "Banque", "OD": "Operations diverses", "VE": "Ventes"}
CONTREPARTIES = {
    "6411": "421",
    "6413": "421",
    "6451": "431",
    "6453": "437",
    "63511": "447",
    "66116": "512",
    "1641": "512",
    "68112": "2811",
    "2042": "467",
}
LIBELLES = {
    "401": "Fournisseurs",
    "411": "Clients",
    "44566": "TVA deductible",
    "44571": "TVA collectee",
    "512": "Banque",
    "604": "Etudes et prestations",
    "605": "Travaux",
    "6015": "Terrains",
    "706": "Prestations de services",
    "101": "Capital",
    "164": "Emprunts",
}


@dataclass(frozen=True)
class Mouvement:
    """One line of an entry: account, debit or credit in cents (never both), and the journal line that it
    shows (or −1)."""

    compte: str
    debit: int
    credit: int
    aux_num: str = ""
    aux_lib: str = ""
    source: int = -1


@dataclass(frozen=True)
class Ecriture:
    """A balanced entry of a journal."""

    journal: str
    jour: int
    piece: str
    jour_piece: int
    libelle: str
    mouvements: tuple[Mouvement, ...]
    letters: str = ""
    letters_day: int = -1


def write_fec(dossier: Path, journal: Journal, marches: list[Marche], registre: Registre, graine: int) -> str:
    """Write one year's FEC, record its truth, return its name."""
    ecritures = [_opening(journal.exercice), *_revenues(journal.exercice, graine)]
    for rang in range(len(journal)):
        achat = bool(journal.lignes.perimetre[rang])
        ecritures.extend(_achat(journal, rang) if achat else [_other(journal, rang)])
    fin = day(f"{journal.exercice}-12-31")
    kept = sorted((e for e in ecritures if e.jour <= fin), key=lambda e: e.jour)
    nom = f"{journal.acheteur.siren}FEC{journal.exercice}1231.txt"
    _write(dossier / nom, kept, codes(journal, graine))
    _record(nom, journal, marches, registre, kept)
    return nom


def _opening(annee: int) -> Ecriture:
    jour = day(f"{annee}-01-01")
    capital, solde = 800_000_000, 1_250_000_000 + 1_000_000 * (annee - 2020)
    mouvements = (_sided("512", solde), _sided("101", -capital), _sided("164", capital - solde))
    return Ecriture("AN", jour, "AN", jour, "A nouveau", mouvements)


def _revenues(annee: int, graine: int) -> list[Ecriture]:
    """Invoice the operations every month, so that the ledger holds more than purchases."""
    tirage = rng(graine, "ventes", annee)
    return [_revenue(annee, mois, int(tirage.integers(80_000_000, 320_000_000))) for mois in range(1, 13)]


def _revenue(annee: int, mois: int, ht: int) -> Ecriture:
    jour, tva = day(f"{annee}-{mois:02d}-25"), ht // 5
    client = _sided("411", ht + tva, "C00001", "COLLECTIVITE CONCEDANTE")
    mouvements = (client, _sided("706", -ht), _sided("44571", -tva))
    piece, libelle = f"V{annee}{mois:02d}", f"Appel de fonds operation {mois:02d}"
    return Ecriture("VE", jour, piece, jour, libelle, mouvements)


def _day_of(journal: Journal, rang: int) -> int:
    """Return the day of an entry: that of the line, within the year."""
    return min(int(journal.lignes.jour[rang]), day(f"{journal.exercice}-12-31"))


def _other(journal: Journal, rang: int) -> Ecriture:
    """Return the entry of a line that is no purchase: its account against the one that it usually faces."""
    lignes, jour = journal.lignes, _day_of(journal, rang)
    compte, montant = str(lignes.compte[rang]), int(lignes.montant[rang])
    contre = CONTREPARTIES.get(compte, "467")
    mouvements = (_sided(compte, montant, source=rang), _sided(contre, -montant))
    code = "BQ" if contre == "512" else "OD"
    return Ecriture(code, jour, f"OD{journal.mandat[rang]:05d}", jour, str(lignes.objet[rang]), mouvements)


def _achat(journal: Journal, rang: int) -> list[Ecriture]:
    """Return the invoice of a purchase (charge, VAT, supplier) and its payment, tied by the same letters."""
    lignes, jour = journal.lignes, _day_of(journal, rang)
    ht, tva, compte = int(lignes.montant[rang]), int(lignes.tva[rang]), str(lignes.compte[rang])
    numero, nom, marche = (
        str(colonne[rang]) for colonne in (journal.tiers_code, journal.tiers_nom, journal.num_marche)
    )
    libelle = f"{nom[:24]} {lignes.objet[rang]}" + (f" MARCHE {marche}" if marche else "")
    charge = [_sided(compte, ht, source=rang), *([_sided("44566", tva)] if tva else [])]
    owed, piece = _sided("401", -(ht + tva), numero, nom), str(journal.num_facture[rang])
    letters, paye = _lettering(rang), int(journal.paiement[rang])
    paid = (_sided("401", ht + tva, numero, nom), _sided("512", -(ht + tva)))
    return [
        Ecriture("AC", jour, piece, int(journal.facture[rang]), libelle, (*charge, owed), letters, paye),
        Ecriture("BQ", paye, piece, paye, f"Virement {nom[:30]}", paid, letters, paye),
    ]


def _sided(compte: str, montant: int, aux_num: str = "", aux_lib: str = "", source: int = -1) -> Mouvement:
    """Return a movement: a positive amount is a debit, a negative one a credit."""
    return Mouvement(compte, max(montant, 0), max(-montant, 0), aux_num, aux_lib, source)


def _lettering(rang: int) -> str:
    """Return the letters that tie an invoice and its payment: AAA, AAB…"""
    return "".join(chr(65 + rang // 26**place % 26) for place in (2, 1, 0))


def _date(jour: int) -> str:
    return iso(jour).replace("-", "")


def _euros(centimes: int) -> str:
    return f"{centimes // 100},{centimes % 100:02d}"


def _write(chemin: Path, ecritures: list[Ecriture], achats: list[str]) -> None:
    lignes = ["\t".join(COLONNES)]
    for numero, e in enumerate(ecritures, start=1):
        fin = [_date(e.letters_day) if e.letters else "", _date(e.jour), "", ""]
        for m in e.mouvements:
            letters = e.letters if m.compte == "401" else ""
            lignes.append(
                "\t".join(
                    [
                        e.journal,
                        JOURNAUX[e.journal],
                        f"{numero:06d}",
                        _date(e.jour),
                        m.compte,
                        LIBELLES.get(m.compte, f"Compte {m.compte}"),
                        m.aux_num,
                        m.aux_lib,
                        e.piece,
                        _date(e.jour_piece),
                        e.libelle,
                        _euros(m.debit),
                        _euros(m.credit),
                        letters,
                        fin[0] if letters else "",
                        *fin[1:],
                        achats[m.source] if m.source >= 0 else "",
                    ]
                )
            )
    chemin.write_bytes("\r\n".join([*lignes, ""]).encode("cp1252", errors="replace"))


def _record(
    nom: str, journal: Journal, marches: list[Marche], registre: Registre, ecritures: list[Ecriture]
) -> None:
    """Record lines that show the journal as such, and their counterparts as lines outside the perimeter."""
    mouvements = [m for e in ecritures for m in e.mouvements]
    sources = np.array([m.source for m in mouvements])
    montrees = np.flatnonzero(sources >= 0)
    registre.record(nom, journal, marches, montrees + 2, sources[montrees])
    autres = np.flatnonzero(sources < 0).tolist()
    n = len(autres)
    vide = pa.nulls(n, pa.string())
    registre.add_table(
        pa.table(
            {
                "fichier": [nom] * n,
                "numero_ligne": pa.array([rang + 2 for rang in autres], pa.int64()),
                "exercice": pa.array([journal.exercice] * n, pa.int64()),
                "acheteur_siren": [journal.acheteur.siren] * n,
                "fournisseur": vide,
                "segment": vide,
                "marche_uid": vide,
                "in_perimetre": [False] * n,
                "montant_ht_centimes": pa.array(
                    [mouvements[rang].debit - mouvements[rang].credit for rang in autres], pa.int64()
                ),
                "montant_lisible": [True] * n,
                "nature": ["contrepartie"] * n,
                "compte": [mouvements[rang].compte for rang in autres],
                "objet": vide,
                "defaut": vide,
            }
        )
    )
    registre.defauts.append(Defaut(nom, 1, "tiers_sans_siret", "le FEC ne porte aucun SIRET"))
