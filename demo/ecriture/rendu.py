"""From a journal to the texts of a spreadsheet: canonical columns rendered as a layout declares them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo.fournisseurs import Annuaire
from demo.journal import Journal
from demo.nomenclatures import codes
from demo.territoire import PREMIER_JOUR, read_yaml, services

Entiers = NDArray[np.int64]
ESPACE = "\u00a0"
AVANT, JOURS = 400, 2400
ORIGINE = datetime.date.fromisoformat(str(PREMIER_JOUR))


@dataclass(frozen=True)
class Layout:
    """How one kind of export is laid out: see ``donnees/layouts.yml``."""

    id: str
    format: str
    separateur: str
    encodage: str
    decimale: str
    milliers: str
    signe: str
    dates: str
    colonnes: tuple[tuple[str, str], ...]

    @property
    def entetes(self) -> list[str]:
        """Return the headers in order."""
        return [entete for entete, _ in self.colonnes]


def load_layout(identifiant: str) -> Layout:
    """Return a layout by its name."""
    brut: dict[str, Any] = dict(read_yaml("layouts.yml")[identifiant])
    colonnes = tuple((entete, quoi) for paire in brut.pop("colonnes") for entete, quoi in paire.items())
    return Layout(id=identifiant, colonnes=colonnes, **brut)


def amounts(layout: Layout, centimes: Entiers) -> list[str]:
    """Return amounts written as the layout writes them."""
    milliers = {"": "", " ": ESPACE}[layout.milliers]
    return [_amount(c, layout.decimale, milliers, layout.signe) for c in centimes.tolist()]


def _amount(centimes: int, decimale: str, milliers: str, signe: str) -> str:
    positif = abs(centimes)
    entier = f"{positif // 100:,}".replace(",", milliers)
    texte = f"{entier}{decimale}{positif % 100:02d}"
    if centimes >= 0:
        return texte
    return {"avant": f"-{texte}", "apres": f"{texte}-", "parentheses": f"({texte})"}[signe]


def dates(modele: str, jours: Entiers) -> list[str]:
    """Return days counted from PREMIER_JOUR written in a strftime format."""
    textes = _calendar(modele)
    return [textes[jour + AVANT] for jour in jours.tolist()]


@cache
def _calendar(modele: str) -> list[str]:
    """Return every day that the files may show, from AVANT days before PREMIER_JOUR on, in a format."""
    return [(ORIGINE + datetime.timedelta(days=jour)).strftime(modele) for jour in range(-AVANT, JOURS)]


def render(journal: Journal, annuaire: Annuaire, layout: Layout, graine: int) -> list[list[Any]]:
    """Return the columns of the file, each as a list of texts (of numbers and dates too in a workbook)."""
    makers = _producers(journal, annuaire, layout)
    makers["code_achat"] = partial(codes, journal, graine)
    shown: dict[str, list[Any]] = {}
    for _, quoi in layout.colonnes:
        if quoi not in shown:
            shown[quoi] = makers[quoi]()
    return [shown[quoi] for _, quoi in layout.colonnes]


def _producers(journal: Journal, annuaire: Annuaire, layout: Layout) -> dict[str, Callable[[], list[Any]]]:
    lignes, n = journal.lignes, len(journal)
    unites = services(journal.acheteur.type)
    vus = lignes.tiers.tolist()
    return {
        "exercice": lambda: [str(journal.exercice)] * n,
        "budget": lambda: ["00"] * n,
        "bordereau": lambda: list(map(str, journal.bordereau.tolist())),
        "mandat": lambda: list(map(str, journal.mandat.tolist())),
        "ligne": lambda: list(map(str, journal.rang.tolist())),
        "section": lambda: ["I" if c[0] in "21" else "F" for c in lignes.compte.tolist()],
        "compte": lignes.compte.tolist,
        "fonction": lambda: [f"{20 + 10 * (s % 7)}" for s in lignes.service.tolist()],
        "direction": lambda: [unites[s].direction for s in lignes.service.tolist()],
        "service": lambda: [unites[s].service for s in lignes.service.tolist()],
        "service_code": lambda: [f"{100 + 10 * s}" for s in lignes.service.tolist()],
        "operation": lambda: [
            f"OP{1 + m % 60:03d}" if c[0] == "2" else ""
            for m, c in zip(lignes.marche.tolist(), lignes.compte.tolist(), strict=True)
        ],
        "tiers_code": journal.tiers_code.tolist,
        "tiers_nom": journal.tiers_nom.tolist,
        "tiers_id": journal.tiers_id.tolist,
        "code_postal": lambda: [annuaire.tiers[t].code_postal for t in vus],
        "ville": lambda: [annuaire.tiers[t].ville.upper() for t in vus],
        "objet": lignes.objet.tolist,
        "num_facture": journal.num_facture.tolist,
        "num_engagement": journal.num_engagement.tolist,
        "num_marche": journal.num_marche.tolist,
        "vide": lambda: [""] * n,
        "recuperable": lambda: ["O" if s % 3 == 0 else "N" for s in lignes.segment.tolist()],
        "sens": lambda: ["A" if m < 0 else "M" for m in lignes.montant.tolist()],
        **_amount_columns(journal, layout),
        **_date_columns(journal, layout),
    }


def _amount_columns(journal: Journal, layout: Layout) -> dict[str, Callable[[], list[Any]]]:
    ht, tva = journal.lignes.montant, journal.lignes.tva
    if any(quoi == "sens" for _, quoi in layout.colonnes):
        ht, tva = np.abs(ht), np.abs(tva)
    if layout.format == "tableur":
        return {"ht": (ht / 100).tolist, "tva": (tva / 100).tolist, "ttc": ((ht + tva) / 100).tolist}
    return {
        "ht": partial(amounts, layout, ht),
        "tva": partial(amounts, layout, tva),
        "ttc": partial(amounts, layout, ht + tva),
    }


def _date_columns(journal: Journal, layout: Layout) -> dict[str, Callable[[], list[Any]]]:
    modele = layout.dates
    return {
        "date_mandat": partial(dates, modele, journal.lignes.jour),
        "date_facture": partial(dates, modele, journal.facture),
        "date_paiement": partial(dates, modele, journal.paiement),
    }
