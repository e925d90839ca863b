"""What a register writes of a contract, column by column, and the defects that it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from demo.fournisseurs import Fournisseur
from demo.life import last_day
from demo.marches import Marche
from demo.names import GRAPHIES, spell
from demo.procedures import Procedure
from demo.territoire import Acheteur, read_yaml, services

Cellules = dict[str, Any]
JOURS = frozenset({"avis", "notification", "fin", "fin_max", "avenant_date"})
MONTANTS = frozenset({"minimum", "montant", "estime", "part", "sous_montant", "avenant_montant"})
MOIS = ("janvier", "avril", "juin", "septembre", "novembre")


@dataclass(frozen=True)
class Keeping:
    """How a body keeps its register: words of levels, names of members, numbers, and what parts members."""

    acheteur: Acheteur
    niveaux: tuple[str, ...]
    membres: str
    numero: str
    mark: str


class Fiches:
    """Writes the contracts of one body as cells: cents and days as numbers, the rest as text."""

    def __init__(
        self,
        tirage: np.random.Generator,
        keeping: Keeping,
        corps: list[Acheteur],
        tiers: list[Fournisseur],
        shared: frozenset[str],
    ) -> None:
        self.tirage, self.keeping, self.corps, self.tiers = tirage, keeping, corps, tiers
        self.shared, self.services = shared, services(keeping.acheteur.type)

    def cells(self, one: Procedure, cadre: Procedure | None) -> Cellules:
        """Return what is true of a contract, one titulaire and one subcontractor of its own aside."""
        marche = one.marche
        return {
            "acheteur": self.keeping.acheteur.siret,
            "consultation": one.consultation,
            **self._number(one),
            "objet": marche.objet,
            **self._place(one),
            "type": _kind(marche.cpv),
            "cpv": marche.cpv,
            "procedure": marche.procedure,
            "nature": _nature(marche),
            "accord_cadre": self._number(cadre)["numero"] if cadre else "",
            **self._life(one),
            **self._joint(one),
            **_clauses(one),
        }

    def _number(self, one: Procedure) -> Cellules:
        """Return the number as the register writes it: as published, as the buyer's own, or without its lot
        where a consultation has several.
        """
        marche, lot = one.marche, str(one.lot or "")
        if marche.acheteur != self.keeping.acheteur.rang or self.keeping.numero == "propre":
            return {"numero": marche.numero, "lot": lot}
        if self.keeping.numero == "publie":
            return {"numero": marche.identifiant_publie or marche.numero, "lot": lot}
        root, _, end = marche.numero.rpartition("/L")
        return {"numero": root, "lot": end} if root in self.shared else {"numero": marche.numero, "lot": ""}

    def _place(self, one: Procedure) -> Cellules:
        unit = self.services[one.service] if 0 <= one.service < len(self.services) else None
        return {"direction": unit.direction if unit else "", "service": unit.service if unit else ""}

    def _life(self, one: Procedure) -> Cellules:
        marche = one.marche
        jour, cents = one.avenant
        changed = {"avenant": "1", "avenant_date": jour, "avenant_montant": cents} if cents else {}
        return {
            "avis": marche.debut - int(self.tirage.integers(60, 180)),
            "notification": marche.debut,
            "fin": last_day(one),
            "fin_max": marche.fin,
            "duree": str(marche.duree_mois),
            "reconductions": str(one.reconductions),
            "duree_reconduction": str(marche.duree_mois // (1 + one.reconductions))
            if one.reconductions
            else "",
            "minimum": one.minimum or None,
            "montant": marche.montant,
            "estime": marche.montant // 110_000 * 100_000 or None,
            "avenant_duree": str(marche.duree_mois) if cents else "",
            **changed,
        }

    def _joint(self, one: Procedure) -> Cellules:
        others = [self._named(body) for body in one.membres]
        return {
            "niveau": self.keeping.niveaux[one.niveau],
            "coordonnateur": self._named(one.coordonnateur) if one.coordonnateur >= 0 else "",
            "membres": self.keeping.mark.join([*others, *one.outsiders]),
            "centrale": self.tiers[one.centrale].siren if one.centrale >= 0 else "",
        }

    def _named(self, body: int) -> str:
        other = self.corps[body]
        return {"siret": other.siret, "siren": other.siren, "nom": other.nom_court}[self.keeping.membres]

    def exploded(self, one: Procedure, cells: Cellules) -> Iterator[Cellules]:
        """Yield a row for each titulaire, then one for each subcontractor; the amendment is on the first."""
        bare = {key: value for key, value in cells.items() if not key.startswith("avenant")}
        for rang, tiers in enumerate(one.marche.titulaires):
            role = "cotraitant" if rang else "mandataire"
            yield {**(bare if rang else cells), **self._holder(tiers), "role": role}
        for tiers, part in one.sous_traitants:
            yield {**bare, **self._holder(tiers), "role": "sous-traitant", "part": part}

    def together(self, one: Procedure, cells: Cellules) -> Iterator[Cellules]:
        """Yield the only row of a contract, with two titulaires and one subcontractor at most."""
        row = {**cells, **self._holder(one.marche.titulaires[0])}
        for tiers in one.marche.titulaires[1:2]:
            row |= {f"{key}2": value for key, value in self._holder(tiers).items()}
        for tiers, part in one.sous_traitants:
            row |= {f"sous_{key}": value for key, value in self._holder(tiers).items()}
            row["sous_montant"] = part
        yield row

    def _holder(self, rang: int) -> Cellules:
        tiers = self.tiers[rang]
        return {"nom": tiers.nom, "siret": tiers.siret or tiers.tva}

    def spoil(self, row: Cellules) -> tuple[Cellules, list[str]]:
        """Return a row with its defects, and their names."""
        rates = read_yaml("registres.yml")["defauts"]
        hits = self.tirage.random(len(rates)) < np.array(list(rates.values()))
        found = [name for name, hit in zip(rates, hits.tolist(), strict=True) if hit]
        spoilt, told = dict(row), []
        for name in found:
            changed = self._defect(name, spoilt)
            if changed:
                spoilt |= changed
                told.append(name)
        return spoilt, told

    def _defect(self, name: str, row: Cellules) -> Cellules:
        """Return the cells that a defect changes; none where it has nothing to spoil."""
        if name in ABSENTS:
            kept = {key: None if key in MONTANTS | JOURS else "" for key in ABSENTS[name]}
            return kept if any(row.get(key) for key in kept) else {}
        spoilers: dict[str, Callable[[Cellules], Cellules]] = {
            "montant_en_mots": lambda r: (
                {"montant": f"environ {r['montant'] // 100_000} k€"} if r["montant"] else {}
            ),
            "notification_en_mots": self._vague_day,
            "titulaire_siren_seul": lambda r: {"siret": r["siret"][:9]} if r["siret"] else {},
            "titulaire_siret_tronque": lambda r: {"siret": r["siret"][:13]} if r["siret"] else {},
            "titulaire_autrement": lambda r: {"nom": spell(r["nom"], int(self.tirage.integers(2, GRAPHIES)))},
            "fin_fausse": lambda r: (
                {"fin": r["fin"] + 365, "fin_max": r["fin_max"] + 365} if r["fin"] else {}
            ),
            "niveau_faux": self._wrong_level,
        }
        return spoilers[name](row)

    def _vague_day(self, row: Cellules) -> Cellules:
        month = MOIS[int(self.tirage.integers(len(MOIS)))]
        return {"notification": f"{month} {row['annee']}"} if row["notification"] else {}

    def _wrong_level(self, row: Cellules) -> Cellules:
        wrong = self.keeping.niveaux[int(self.tirage.integers(4))]
        return {"niveau": wrong} if row["niveau"] and wrong != row["niveau"] else {}


ABSENTS = {
    "montant_absent": ("montant", "estime"),
    "notification_absente": ("notification",),
    "titulaire_sans_siret": ("siret",),
    "cpv_absent": ("cpv",),
    "service_absent": ("direction", "service"),
    "fin_absente": ("fin", "fin_max"),
    "niveau_absent": ("niveau",),
    "clauses_absentes": ("social", "type_social", "heures", "realisees", "vert", "reserve"),
    "avenant_absent": ("avenant", "avenant_date", "avenant_montant", "avenant_duree"),
}
"""The cells that each of these defects leaves blank."""


def _kind(cpv: str) -> str:
    """Return T, F or S as the CPV says."""
    return "T" if cpv.startswith("45") else "S" if cpv[:2] >= "50" else "F"


def _nature(marche: Marche) -> str:
    if marche.accord_cadre_numero:
        return "Marché subséquent"
    return "Accord-cadre" if marche.accord_cadre else "Marché"


def _clauses(one: Procedure) -> Cellules:
    told, said = one.clauses, {"clause": "oui", "reserve": "oui", "critere": "critère", "non": "non"}
    kinds = {"clause": "insertion", "reserve": "reserve_EA_ESAT", "critere": "critere", "non": ""}
    hours = (str(told["heures"]), str(told["realisees"])) if told["heures"] else ("", "")
    return {
        "social": said[told["social"]],
        "type_social": kinds[told["social"]],
        "heures": hours[0],
        "realisees": hours[1],
        "vert": said[told["vert"]],
        "reserve": "oui" if told["social"] == "reserve" else "non",
        "offres": str(told["offres"]),
        "alloti": "oui" if one.lot else "non",
    }
