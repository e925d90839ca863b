"""Invented names of suppliers and people, and the ways in which accountants spell them."""

from __future__ import annotations

from typing import Any

import numpy as np

from demo.territoire import read_yaml

SANS_ACCENT = str.maketrans(
    dict(zip("àâäéèêëîïôöûùüçÀÂÄÉÈÊËÎÏÔÖÛÙÜÇ’", "aaaeeeeiioouuucAAAEEEEIIOOUUUC'", strict=True))
    | {"œ": "oe", "Œ": "OE"}
)
GRAPHIES = 8
"""Number of ways in which :func:`spell` writes a name; 0 is the name itself."""


def _pick(tirage: np.random.Generator, choses: list[Any]) -> Any:
    return choses[int(tirage.integers(len(choses)))]


def surname(tirage: np.random.Generator) -> str:
    """Return an invented family name."""
    pieces = read_yaml("noms.yml")
    return "".join(str(_pick(tirage, pieces[cle])) for cle in ("debuts", "milieux", "fins"))


def brand(tirage: np.random.Generator) -> str:
    """Return an invented trade name."""
    pieces = read_yaml("noms.yml")
    return f"{_pick(tirage, pieces['marques_debut'])}{_pick(tirage, pieces['marques_fin'])}"


def company(tirage: np.random.Generator, famille: str) -> str:
    """Return an invented company name, of a trade of the family, with its legal form when it bears one."""
    pieces = read_yaml("noms.yml")
    metier = _pick(tirage, pieces["metiers"][famille])
    sorte = int(tirage.integers(6))
    nom = (
        f"{metier} {surname(tirage)}",
        f"{surname(tirage)} {metier}",
        f"Établissements {surname(tirage)} et Fils",
        f"{brand(tirage)} {metier}",
        f"{brand(tirage)}",
        f"{surname(tirage)}-{surname(tirage)} {metier}",
    )[sorte]
    formes = pieces["formes"]
    poids = np.array(list(formes.values()), dtype=float)
    forme = list(formes)[int(tirage.choice(len(poids), p=poids / poids.sum()))]
    return f"{nom} {forme}".strip()


def association(tirage: np.random.Generator, famille: str) -> str:
    """Return an invented association's name."""
    pieces = read_yaml("noms.yml")
    return (
        f"{_pick(tirage, pieces['associations'])} {brand(tirage)} {_pick(tirage, pieces['metiers'][famille])}"
    )


def person(tirage: np.random.Generator) -> str:
    """Return an invented natural person's name: family name, then first name."""
    return f"{surname(tirage)} {_pick(tirage, read_yaml('noms.yml')['prenoms'])}"


def strip_accents(texte: str) -> str:
    """Return the text without the accents and ligatures of French."""
    return texte.translate(SANS_ACCENT)


def _swap(nom: str) -> str:
    """Exchange two letters in the middle: the typing mistake seen most in published names."""
    milieu = len(nom) // 2
    return nom[:milieu] + nom[milieu + 1 : milieu + 2] + nom[milieu : milieu + 1] + nom[milieu + 2 :]


def _form_first(nom: str) -> str:
    corps, _, forme = nom.rpartition(" ")
    return f"{forme} {corps}" if corps and forme.isupper() else nom


def spell(nom: str, graphie: int) -> str:
    """Return one of the spellings of a name (0 to GRAPHIES − 1), as seen in published contracts and
    ledgers."""
    sans_forme = nom.rpartition(" ")[0] if nom.rpartition(" ")[2].isupper() and " " in nom else nom
    formes = (
        nom,
        strip_accents(nom).upper(),
        strip_accents(sans_forme).upper(),
        _form_first(strip_accents(nom).upper()),
        strip_accents(nom).upper().replace("ETABLISSEMENTS", "ETS").replace(" ET ", " & ").replace("-", " "),
        _swap(strip_accents(nom).upper()),
        f"{strip_accents(sans_forme).upper()} - AGENCE LOIRE",
        strip_accents(nom).upper()[:20].rstrip(),
    )
    return formes[graphie]


def mojibake(texte: str) -> str:
    """Return UTF-8 text as it looks once read as cp1252; characters that cp1252 lacks are left out."""
    return texte.encode().decode("cp1252", errors="ignore")
