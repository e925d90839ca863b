"""A territory whose marchés have faults, a pair that may be one, a modification that two files tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.web import depots
from tests.web.depots import AUTRE, MIEN

NAMED = {MIEN: f"{MIEN}00011", AUTRE: f"{AUTRE}00010"}
BASE: dict[str, Any] = {
    "nature": "Marché", "objet": "Fourniture de papier pour les services", "codeCPV": "30197630",
    "procedure": "Procédure adaptée", "dureeMois": 12, "montant": 60000, "dateNotification": "2024-02-03",
    "datePublicationDonnees": "2024-03-01",
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "00090007600001"}}],
}  # fmt: skip
CHANGE = {
    "id": 1, "dateNotificationModification": "2024-09-01", "montant": 95000,
    "datePublicationDonneesModification": "2024-09-20",
}  # fmt: skip


def marche(siren: str, number: str, **said: Any) -> dict[str, Any]:
    return {**BASE, "id": number, "acheteur": {"id": NAMED[siren]}, **said}


MODIFIED = marche(
    MIEN, "2024M5", objet="Entretien des toits", montant=80000, datePublicationDonnees="2024-08-01"
)
DECP = [
    marche(MIEN, "2024M1"),
    marche(MIEN, "2024M9", dateNotification="2024-02-10"),
    marche(MIEN, "2024M3", objet="Rien du tout", montant=0),
    marche(AUTRE, "2024M4", objet="Chez un autre", montant=0),
    {**MODIFIED, "modifications": [{"modification": CHANGE}]},
    marche(AUTRE, "2024M6", objet="Valide ailleurs", montant=41000),
]


def home(folder: Path) -> Path:
    """A territory with two files of marchés and one of payments, run and published."""
    from achatlas import pipeline
    from achatlas.settings import at

    made = depots.home(folder)
    card = yaml.safe_load((made / "territoire.yml").read_text(encoding="utf-8"))
    card["acheteurs_regroupes"] = {siret: siren for siren, siret in NAMED.items()}
    (made / "territoire.yml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
    atelier = pipeline.open_workshop(at(made))
    for name, told in (("decp.json", DECP), ("autre.json", [MODIFIED])):
        path = folder / name
        path.write_text(json.dumps({"marches": {"marche": told}}), encoding="utf-8")
        pipeline.import_file(atelier, path, None, "decp_2022", None, choix="ajouter")
    (folder / "mandats.csv").write_bytes(depots.content(depots.YEAR))
    pipeline.import_file(atelier, folder / "mandats.csv", MIEN, "mandats_tableur", "essai")
    pipeline.run(atelier)
    pipeline.publish(atelier)
    return made
