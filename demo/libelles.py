"""Labels of lines and contracts, written as accountants write them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from demo.names import strip_accents
from demo.territoire import Acheteur, Segment, choix, lieux, services

Entiers = NDArray[np.int64]
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
VAGUES = (
    "Facture {n}",
    "Selon facture",
    "{m}",
    "Divers",
    "Facture {n} du {j}",
    "BC {n}",
    "Solde",
    "Situation {k}",
    "Commande {n}",
)


def _plain(texte: str) -> str:
    return texte


def _shout(texte: str) -> str:
    return strip_accents(texte).upper()


class Redaction:
    """The pen of one body: its places, its services, its habit of capitals and its width of label."""

    def __init__(self, acheteur: Acheteur, tirage: np.random.Generator) -> None:
        self.tirage = tirage
        self.lieux = lieux(acheteur.type)
        self.services = [service.service for service in services(acheteur.type)]
        majuscules = acheteur.type in {"hopital", "sdis", "agglomeration"}
        self.style: Callable[[str], str] = _shout if majuscules else _plain
        self.largeur = 60 if majuscules else 120

    def lines(self, modeles: tuple[str, ...], jours: Entiers, mois: Entiers) -> list[str]:
        """Return a label for each line (day of the month, month 1–12), one in ten saying nothing of the
        purchase."""
        n = len(jours)
        vague = self.tirage.random(n) < choix()["part_libelle_vague"]
        quel = self.tirage.integers(0, 1 << 30, n)
        lieu = self.tirage.integers(0, len(self.lieux), n)
        service = self.tirage.integers(0, len(self.services), n)
        numero = self.tirage.integers(100, 99_999, n)
        return [
            self._one(modeles, *valeurs)
            for valeurs in zip(
                vague.tolist(),
                quel.tolist(),
                lieu.tolist(),
                service.tolist(),
                numero.tolist(),
                jours.tolist(),
                mois.tolist(),
                strict=True,
            )
        ]

    def _one(
        self,
        modeles: tuple[str, ...],
        vague: bool,
        quel: int,
        lieu: int,
        service: int,
        numero: int,
        jour: int,
        mois: int,
    ) -> str:
        choisis = VAGUES if vague else modeles
        modele = choisis[quel % len(choisis)]
        if "{" in modele:
            modele = modele.format(
                m=MOIS[mois - 1],
                l=self.lieux[lieu],
                v=self.services[service],
                n=numero,
                j=f"{jour:02d}/{mois:02d}",
                s=mois * 4 + jour // 8,
                t=(mois + 2) // 3,
                k=1 + numero % 7,
            )
        return self.style(modele)[: self.largeur].rstrip()

    def titre_marche(self, segment: Segment, lot: int) -> str:
        """Return the title of a contract of the segment."""
        modele = segment.objets[int(self.tirage.integers(len(segment.objets)))]
        for noise in (
            " situation {k}",
            " acompte {k}",
            " {m}",
            " semaine {s}",
            " du {j}",
            " {j}",
            " bon {n}",
            " trimestre {t}",
            " semestre {t}",
            " commande {n}",
            " {n}",
            " lgt",
            " lot {k}",
            " appel {k}",
        ):
            modele = modele.replace(noise, "")
        lieu = self.lieux[int(self.tirage.integers(len(self.lieux)))]
        service = self.services[int(self.tirage.integers(len(self.services)))]
        titre = modele.format(l=lieu, v=service, m="", n="", j="", s="", t="", k="").strip()
        suffixe = f" - Lot n°{lot}" if lot > 1 or self.tirage.random() < 0.25 else ""
        return f"{titre}{suffixe}"
