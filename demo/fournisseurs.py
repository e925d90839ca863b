"""Suppliers: who they are, where they are, which segments they serve."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from demo import names
from demo.identifiers import make_siren, make_siret
from demo.territoire import Acheteur, Segment, choix, read_csv, read_yaml, rng, segments

Entiers = NDArray[np.int64]


@dataclass
class Fournisseur:
    """A supplier as it truly is. ``cle`` is its SIREN, ``pp-…`` for a person, ``hf-…`` for a foreign or
    outside party."""

    cle: str
    siren: str
    siret: str
    nom: str
    type: str
    taille: str
    commune: str
    ville: str
    code_postal: str
    departement: str
    tva: str = ""
    graphies: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Annuaire:
    """All third parties: members first, then invented centrale, suppliers; and who serves each segment, most
    used first."""

    tiers: list[Fournisseur]
    par_segment: list[Entiers]
    par_nom: dict[str, int]
    centrale: int


class _Maker:
    """Makes third parties one after the other, each with identifiers of its own."""

    def __init__(self, graine: int) -> None:
        self.tirage = rng(graine, "fournisseurs")
        self.numeros = self.tirage.permutation(np.arange(10_000, 90_000))
        self.tiers: list[Fournisseur] = []
        self.lieux = {ring: places(ring) for ring in ("local", "voisin", "idf", "france")}
        self.vus: set[str] = set()

    def _place(self, ring: str) -> dict[str, str]:
        lignes, poids = self.lieux[ring]
        return lignes[int(self.tirage.choice(len(lignes), p=poids))]

    def _unique(self, nom: str) -> str:
        """Return the name, with a distinctive word when another third party bears it already."""
        while nom in self.vus:
            nom = f"{names.surname(self.tirage)} {nom}"
        self.vus.add(nom)
        return nom

    def add(self, nom: str, type_tiers: str, ring: str) -> int:
        """Make a third party of a kind and circle; return its rank."""
        rang = len(self.tiers)
        nom = self._unique(nom)
        if type_tiers == "etranger":
            self.tiers.append(self._foreign(rang, nom))
            return rang
        lieu = self._place(ring)
        personne = type_tiers in {"personne", "hors_perimetre"}
        siren = "" if personne else make_siren(int(self.numeros[rang]))
        siret = "" if personne else make_siret(siren, int(self.tirage.integers(1, 9)))
        cle = siren or f"{'pp' if type_tiers == 'personne' else 'hf'}-{rang:06d}"
        taille = (
            str(self.tirage.choice(["PME", "ETI", "GE"], p=_tailles(ring)))
            if type_tiers == "entreprise"
            else ""
        )
        self.tiers.append(
            Fournisseur(
                cle,
                siren,
                siret,
                nom,
                type_tiers,
                taille,
                lieu["code"],
                lieu["nom"],
                lieu["code_postal"],
                lieu["departement"],
            )
        )
        return rang

    def _foreign(self, rang: int, nom: str) -> Fournisseur:
        pays, formes = read_yaml("noms.yml")["pays"], read_yaml("noms.yml")["tva"]
        poids = np.array(list(pays.values()), dtype=float)
        code = list(pays)[int(self.tirage.choice(len(poids), p=poids / poids.sum()))]
        return Fournisseur(
            f"hf-{rang:06d}", "", "", nom, "etranger", "", "", "", "", "99", tva=formes[code].format(rang)
        )

    def fournisseur(self, famille: str) -> int:
        """Make a supplier of a family: company, association, person or foreign firm, near or far as the
        family goes."""
        regles = choix()
        nationale = famille in regles["familles_nationales"]
        rings = regles["cercles_nationaux" if nationale else "cercles_locaux"]
        ring = str(self.tirage.choice(list(rings), p=list(rings.values())))
        draw = float(self.tirage.random())
        if draw < regles["familles_personnes"].get(famille, 0.0):
            return self.add(names.person(self.tirage), "personne", "local")
        if draw > 1 - regles["familles_associations"].get(famille, 0.0):
            return self.add(names.association(self.tirage, famille), "association", "local")
        if ring == "etranger":
            return self.add(f"{names.brand(self.tirage)} GmbH", "etranger", ring)
        return self.add(names.company(self.tirage, famille), "entreprise", ring)


def _tailles(ring: str) -> list[float]:
    return {"local": [0.9, 0.08, 0.02], "voisin": [0.8, 0.15, 0.05]}.get(ring, [0.45, 0.35, 0.2])


def places(ring: str) -> tuple[list[dict[str, str]], NDArray[np.float64]]:
    """Return the communes of a circle, and the chance of each: big ones more often."""
    lignes = [ligne for ligne in read_csv("communes.csv") if ligne["cercle"] == ring]
    poids = np.array([float(ligne["population"]) for ligne in lignes]) ** 0.9
    return lignes, poids / poids.sum()


def build_directory(graine: int, corps: list[Acheteur], lignes: int) -> Annuaire:
    """Return every third party of the territory for a number of accounting lines."""
    maker = _Maker(graine)
    for acheteur in corps:
        maker.tiers.append(_member(acheteur))
        maker.vus.add(acheteur.nom)
    centrale = maker.add("Groupement Ocréa, centrale d'achat public", "centrale", "idf")
    par_nom = {nom: maker.add(nom, "hors_perimetre", "local") for nom in _outside_names()}
    par_famille: dict[str, list[int]] = {}
    par_segment = [_serve(maker, segment, par_famille, lignes) for segment in segments()]
    return Annuaire(maker.tiers, par_segment, par_nom, centrale)


def families(annuaire: Annuaire) -> dict[int, str]:
    """Return the family that each supplier serves, by rank."""
    served = zip(segments(), annuaire.par_segment, strict=True)
    return {int(rang): segment.famille for segment, ranks in served for rang in ranks}


def _outside_names() -> list[str]:
    return sorted({ligne["tiers"] for ligne in read_csv("hors_perimetre.csv")})


def _member(acheteur: Acheteur) -> Fournisseur:
    lieu = next(ligne for ligne in read_csv("communes.csv") if ligne["code"] == acheteur.code_commune)
    return Fournisseur(
        acheteur.siren,
        acheteur.siren,
        acheteur.siret,
        acheteur.nom,
        "membre",
        "",
        lieu["code"],
        lieu["nom"],
        lieu["code_postal"],
        lieu["departement"],
    )


def _serve(maker: _Maker, segment: Segment, par_famille: dict[str, list[int]], lignes: int) -> Entiers:
    """Return the suppliers of a segment, most used first: new ones, and a quarter that serve the family
    already."""
    importance = sum(segment.poids.values()) / segment.mediane**0.5
    nombre = max(5, round((14 + 42 * importance**0.5) * min(1.0, lignes / 600_000) ** 0.6))
    deja = par_famille.setdefault(segment.famille, [])
    again = min(len(deja), nombre // 4)
    anciens = list(maker.tirage.choice(deja, again, replace=False)) if again else []
    nouveaux = [maker.fournisseur(segment.famille) for _ in range(nombre - again)]
    deja.extend(nouveaux)
    return np.asarray(
        maker.tirage.permutation(np.array([*anciens, *nouveaux], dtype=np.int64)), dtype=np.int64
    )
