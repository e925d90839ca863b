"""FEC: purchases are the charge and asset lines of the entries that hold a supplier; every other line has its
rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from achatlas.ingest.context import Context, Line, Row

COMPTES_ACHAT = ("60", "61", "62", "6475", "6478", "6581", "651", "20", "21", "22", "23")
COMPTES_TIERS = ("401", "404", "408")
COMPTES_TVA = ("445",)
QUOTABLE = (*COMPTES_ACHAT, *COMPTES_TIERS, *COMPTES_TVA)
"""The accounts whose lines may be quoted with their words; all others may name a tenant, an agent, a person
helped.
"""
QUOTED = ("JournalCode", "EcritureNum", "EcritureDate", "CompteNum", "Debit", "Credit", "Montant", "Sens")
NOM_LEGAL = re.compile(r"(\d{9})FEC\d{8}", re.IGNORECASE)
JOURNAUX_A_NOUVEAU = {"AN", "RAN", "ANOUV", "A-NOUVEAUX"}


def parse(file: Path, context: Context) -> Iterator[Row]:
    """Yield the purchase lines, entry by entry; an entry that comes in several pieces is gathered while
    contiguous.

    The legal name of the file (SIREN, FEC, closing date) tells whose it is. Raise AutreAcheteur when it is
    not the declared buyer's, UnknownColumn when the columns of article A47 A-1 LPF are not there.
    """
    nom = NOM_LEGAL.match(context.fichier)
    context.check_acheteur(nom[1] if nom else "", "SIREN en tête du nom du fichier")
    for _, ecriture in groupby(context.lines(file, QUOTABLE), key=_entry):
        yield from _sort(list(ecriture), context)


def _entry(line: Line) -> tuple[str, str]:
    return line.valeurs["JournalCode"].strip(), line.valeurs["EcritureNum"].strip()


def _compte(line: Line) -> str:
    return line.valeurs["CompteNum"].strip()


def _sort(lines: list[Line], context: Context) -> Iterator[Row]:
    """Yield the purchases of one entry and send its other lines to the journal."""
    supplied = any(_compte(line).startswith(COMPTES_TIERS) for line in lines)
    quiet = not supplied or _opening(lines[0]) or context.names_persons(map(_compte, lines))
    said = _figures if quiet else _excerpt
    if sum(line.montant.centimes for line in lines):
        for line in lines:
            context.reject(line.numero, "ecriture_desequilibree", line.montant.centimes, said(line), "Debit")
        return
    tiers = _third_party(lines, context)
    a_nouveau = "a_nouveau" if _opening(lines[0]) else ""
    for line in lines:
        regle = a_nouveau or _rule(line, tiers is not None)
        if regle or tiers is None:
            context.exclude(line.numero, regle, line.montant.centimes, said(line))
        else:
            yield _row(line, tiers)


def _excerpt(line: Line) -> str:
    return line.extrait


def _figures(line: Line) -> str:
    """Return what may be quoted of a line of an entry that is no purchase from a supplier, or that pays
    persons: their names may be on any of its lines.
    """
    return ";".join(line.valeurs[nom].strip() for nom in QUOTED if nom in line.valeurs)


def _third_party(lines: list[Line], context: Context) -> Line | None:
    """Return the third-party line of the largest amount, None when the entry has no supplier."""
    tiers = [line for line in lines if _compte(line).startswith(COMPTES_TIERS)]
    if len({(line.valeurs.get("CompAuxNum"), _compte(line)) for line in tiers}) > 1:
        context.at(lines[0].numero)
        context.flag("ecriture_a_plusieurs_fournisseurs")
    return max(tiers, key=lambda line: abs(line.montant.centimes), default=None)


def _opening(line: Line) -> bool:
    """Say whether the entry carries over last year's balances."""
    libelle = line.valeurs.get("JournalLib", "").casefold()
    return line.valeurs["JournalCode"].strip().upper() in JOURNAUX_A_NOUVEAU or "nouveau" in libelle


def _rule(line: Line, fournisseur: bool) -> str:
    """Return the rule that leaves the line out, "" when it is a purchase."""
    compte = _compte(line)
    if compte.startswith(COMPTES_TIERS):
        return "ligne_de_tiers"
    if compte.startswith(COMPTES_TVA):
        return "ligne_de_tva"
    return "" if fournisseur and compte.startswith(COMPTES_ACHAT) else "ecriture_hors_achat"


def _row(line: Line, tiers: Line) -> Row:
    """Return the row of a purchase line; its supplier is the third party of the largest amount."""
    valeurs = line.valeurs
    return {
        "numero_ligne": line.numero,
        "montant_ht_centimes": line.montant.centimes,
        "format_date": "%Y%m%d",
        "exercice": valeurs["EcritureDate"].strip()[:4],
        "num_bordereau": valeurs["JournalCode"],
        "num_mandat": valeurs["EcritureNum"],
        "date_mandat": valeurs["EcritureDate"],
        "date_facture": valeurs.get("PieceDate"),
        "num_facture": valeurs.get("PieceRef"),
        "compte": _compte(line),
        "objet": valeurs["EcritureLib"],
        "code_nomenclature": valeurs.get("NomenclatureAchat"),
        "tiers_code": tiers.valeurs.get("CompAuxNum") or _compte(tiers),
        "tiers_nom": tiers.valeurs.get("CompAuxLib") or None,
    }
