"""Recomputes, from a folder of real published data, the measured constants that the generator uses.

Run ``python -m demo.calibrer DOSSIER``: it prints the ``mesure`` part of ``donnees/constantes.yml`` as
counted in
``DOSSIER/decp_2019/*.json`` and ``DOSSIER/labelled/noms_fournisseurs_siret.csv``, and the log-normal law of
amounts per CPV
division, to be compared with ``donnees/segments.csv``.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from demo.identifiers import luhn_key

Marche = dict[str, Any]
T = TypeVar("T")


def load_marches(dossier: Path) -> list[Marche]:
    """Return every contract of the real 2019 files."""
    fichiers = sorted((dossier / "decp_2019").glob("*.json"))
    return [
        marche
        for fichier in fichiers
        for marche in json.loads(fichier.read_text(encoding="utf-8"))["marches"]
    ]


def measure(dossier: Path) -> dict[str, Any]:
    """Return the constants counted in the real data, as rates between 0 and 1."""
    marches = load_marches(dossier)
    titulaires = [t for m in marches for t in m.get("titulaires") or []]
    ids = [str(t.get("id") or "") for t in titulaires if t.get("typeIdentifiant") == "SIRET"]
    cles = Counter((str((m.get("acheteur") or {}).get("id")), str(m.get("id"))) for m in marches)
    return {
        "titulaires": _rates(min(4, max(1, len(m.get("titulaires") or []))) for m in marches),
        "part_accord_cadre": _share(marches, lambda m: m.get("nature") == "Accord-cadre"),
        "part_subsequent": _share(marches, lambda m: m.get("nature") == "Marché subséquent"),
        "part_modifies": _share(marches, lambda m: bool(m.get("modifications"))),
        "procedures": _rates(str(m.get("procedure")) for m in marches),
        "forme_prix": _rates(str(m.get("formePrix")) for m in marches),
        "siret_mal_forme": _share(ids, lambda i: len(i) != 14 or not i.isdigit()),
        "siret_cle_fausse": _share(ids, lambda i: len(i) == 14 and i.isdigit() and luhn_key(i[:-1]) != i[-1]),
        "cpv_sept_chiffres": _share(marches, lambda m: len(str(m.get("codeCPV") or "").split("-")[0]) == 7),
        "montant_nul": _share(marches, lambda m: _amount(m) <= 0),
        "montant_derisoire": _share(marches, lambda m: 0 < _amount(m) < 100),
        "montant_absurde": _share(marches, lambda m: _amount(m) >= 99_999_999),
        "notification_absente": _missing_notifications(dossier),
        "notification_fuseau": _share(marches, lambda m: "+" in str(m.get("dateNotification"))),
        "objet_doublon": round(sum(n - 1 for n in cles.values()) / len(marches), 4),
        "noms_majuscules": _share(_names(dossier), lambda nom: nom == nom.upper()),
    }


def _missing_notifications(dossier: Path) -> dict[str, float]:
    """Return the share of contracts without a notification date, by file (channel)."""
    return {
        fichier.stem: _share(json.loads(fichier.read_text("utf-8"))["marches"], _has_no_notification)
        for fichier in sorted((dossier / "decp_2019").glob("*.json"))
    }


def _has_no_notification(marche: Marche) -> bool:
    return not marche.get("dateNotification")


def amounts_by_division(dossier: Path) -> dict[str, dict[str, float]]:
    """Return, for each CPV division, the number of contracts, median euros, and mean and deviation of the log
    of euros."""
    divisions: dict[str, list[float]] = defaultdict(list)
    for marche in load_marches(dossier):
        if 100 < _amount(marche) < 9e7:
            divisions[str(marche.get("codeCPV") or "")[:2]].append(_amount(marche))
    return {
        division: _law(montants) for division, montants in sorted(divisions.items()) if len(montants) >= 30
    }


def spellings(dossier: Path) -> dict[int, float]:
    """Return the share of SIREN with one, two… spellings."""
    noms: dict[str, set[str]] = defaultdict(set)
    with (dossier / "labelled" / "noms_fournisseurs_siret.csv").open(encoding="utf-8", newline="") as flux:
        for ligne in csv.DictReader(flux):
            noms[ligne["siren"]].add(ligne["nom"])
    return _rates(min(5, len(graphies)) for graphies in noms.values())


def _names(dossier: Path) -> list[str]:
    with (dossier / "labelled" / "noms_fournisseurs_siret.csv").open(encoding="utf-8", newline="") as flux:
        return [ligne["nom"] for ligne in csv.DictReader(flux)]


def _law(montants: list[float]) -> dict[str, float]:
    logs = [math.log(montant) for montant in montants]
    return {
        "n": len(montants),
        "mediane": round(statistics.median(montants)),
        "moyenne_log": round(statistics.mean(logs), 2),
        "ecart_log": round(statistics.pstdev(logs), 2),
    }


def _amount(marche: Marche) -> float:
    try:
        return float(marche.get("montant") or 0)
    except (TypeError, ValueError):
        return 0.0


def _share(choses: Iterable[T], true: Callable[[T], bool]) -> float:
    answers = [true(chose) for chose in choses]
    return round(sum(answers) / len(answers), 4)


def _rates(choses: Iterable[T]) -> dict[T, float]:
    comptes = Counter(choses)
    total = sum(comptes.values())
    return {valeur: round(n / total, 4) for valeur, n in comptes.most_common(8)}


def main() -> None:
    """Print what is counted in the folder given, as YAML."""
    analyse = argparse.ArgumentParser(
        prog="python -m demo.calibrer", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    analyse.add_argument("dossier", type=Path)
    dossier = analyse.parse_args().dossier
    print(
        yaml.safe_dump(
            {
                "mesure": measure(dossier),
                "graphies": spellings(dossier),
                "montants_par_division": amounts_by_division(dossier),
            },
            allow_unicode=True,
            sort_keys=False,
        )
    )


if __name__ == "__main__":
    main()
