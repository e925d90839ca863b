"""What the demonstration is made of: bodies, segments, services and constants, read from ``demo/donnees``."""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from demo.identifiers import make_siren, make_siret

DONNEES = Path(__file__).parent / "donnees"
LIGNES_DEFAUT = 600_000
PREMIER_JOUR = np.datetime64("2021-01-01")
"""Day zero of every date of the generator: dates are whole days counted from it."""


@dataclass(frozen=True)
class Acheteur:
    """One of the fifteen: who it is, how it keeps its accounts, what it buys a year (cents), how its files
    look."""

    rang: int
    cle: str
    profil: str
    nom: str
    nom_court: str
    type: str
    plan: str
    code_commune: str
    population: int
    centimes_annuels: int
    lignes: int
    layout: str
    marche: str
    siren: str
    siret: str


@dataclass(frozen=True)
class Segment:
    """A segment of the pivot nomenclature as the demonstration buys it: amounts in euros, rates in hundredths
    of percent."""

    rang: int
    code: str
    poids: dict[str, float]
    mediane: float
    sigma: float
    tva: int
    part_marche: float
    comptes: dict[str, str]
    cpv: tuple[str, ...]
    objets: tuple[str, ...]

    @property
    def famille(self) -> str:
        """Return the two digits of the family."""
        return self.code[:2]

    @property
    def travaux(self) -> bool:
        """Say whether purchases follow one-off operations (works and their design) rather than recurring
        needs."""
        return self.famille in {"27", "28", "22"} or self.code in {"29.01", "29.02", "29.03"}


@dataclass(frozen=True)
class Service:
    """A service of a body, its direction, and the families that it buys ("*": all)."""

    direction: str
    service: str
    familles: tuple[str, ...]


def rng(graine: int, *cle: object) -> np.random.Generator:
    """Return a generator of its own for each purpose, so that adding one never shifts another."""
    return np.random.default_rng([graine, zlib.crc32("/".join(map(str, cle)).encode())])


@cache
def read_yaml(nom: str) -> Any:
    """Return one YAML file of ``demo/donnees``."""
    return yaml.safe_load((DONNEES / nom).read_text(encoding="utf-8"))


@cache
def read_csv(nom: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one semicolon CSV file of ``demo/donnees``."""
    with (DONNEES / nom).open(encoding="utf-8", newline="") as flux:
        return tuple(csv.DictReader(flux, delimiter=";"))


def mesures() -> dict[str, Any]:
    """Return the constants counted in the real data."""
    return dict(read_yaml("constantes.yml")["mesure"])


def choix() -> dict[str, Any]:
    """Return the constants that are ours."""
    return dict(read_yaml("constantes.yml")["choix"])


def exercices() -> list[int]:
    """Return the years of the territory."""
    return list(read_yaml("acheteurs.yml")["territoire"]["exercices"])


def acheteurs(lignes: int) -> list[Acheteur]:
    """Return the fifteen, sized for a number of accounting lines over all years (amounts follow the
    lines)."""
    echelle = lignes / LIGNES_DEFAUT
    return [
        _acheteur(rang, brut, lignes, echelle)
        for rang, brut in enumerate(read_yaml("acheteurs.yml")["acheteurs"])
    ]


def _acheteur(rang: int, brut: dict[str, Any], lignes: int, echelle: float) -> Acheteur:
    siren = make_siren(90_000 + rang * 7)
    champs = {
        cle: brut[cle]
        for cle in (
            "cle",
            "profil",
            "nom",
            "nom_court",
            "type",
            "plan",
            "code_commune",
            "population",
            "layout",
            "marche",
        )
    }
    return Acheteur(
        rang=rang,
        centimes_annuels=round(brut["millions"] * 100_000_000 * echelle),
        lignes=max(12, round(brut["lignes"] * lignes / 1000 / len(exercices()))),
        siren=siren,
        siret=make_siret(siren, 1),
        **champs,
    )


@cache
def segments() -> tuple[Segment, ...]:
    """Return the segments in the order of their codes."""
    return tuple(_segment(rang, ligne) for rang, ligne in enumerate(read_csv("segments.csv")))


def _segment(rang: int, ligne: dict[str, str]) -> Segment:
    comptes = {"M57": ligne["m57"], "M21": ligne["m21"], "M31": ligne["m31"], "PCG": _compte_pcg(ligne)}
    return Segment(
        rang,
        ligne["code"],
        _poids(ligne["poids"]),
        float(ligne["mediane"]),
        float(ligne["sigma"]),
        round(float(ligne["tva"]) * 100),
        float(ligne["marche"]) / 100,
        comptes,
        tuple(ligne["cpv"].split("|")),
        tuple(ligne["objets"].split("|")),
    )


def _poids(texte: str) -> dict[str, float]:
    """Read ``A3V5`` as {"A": 3, "V": 5}."""
    poids: dict[str, float] = {}
    letter, nombre = "", ""
    for signe in texte + "A":
        if signe.isalpha():
            if letter:
                poids[letter] = float(nombre)
            letter, nombre = signe, ""
        else:
            nombre += signe
    return poids


def _compte_pcg(ligne: dict[str, str]) -> str:
    """Return the account of a development company: works and studies of its operations are purchases (604,
    605, 6015)."""
    compte = ligne["m57"] or ligne["m21"]
    if compte.startswith("211"):
        return "6015"
    if compte.startswith("2031") or compte == "202":
        return "604"
    if compte.startswith(("23", "2128", "213", "215")):
        return "605"
    return compte[:4]


@cache
def services(type_acheteur: str) -> tuple[Service, ...]:
    """Return the services of a kind of body."""
    arbre = read_yaml("organisation.yml")[type_acheteur]
    return tuple(
        Service(direction, nom, tuple(familles))
        for direction, noms in arbre.items()
        for nom, familles in noms.items()
    )


def lieux(type_acheteur: str) -> list[str]:
    """Return the places that the labels of a kind of body name."""
    return list(read_yaml("organisation.yml")["lieux"][type_acheteur])


def is_dirty(acheteur: Acheteur, exercice: int) -> bool:
    """Say whether the file of that body and year is one of the two dirty ones."""
    return {"acheteur": acheteur.cle, "exercice": exercice} in read_yaml("acheteurs.yml")["sales"]
