"""The verb of the referential of enterprises: imported, renewed, told."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from achatlas import pipeline
from achatlas.cli.display import Display, whole
from achatlas.domain.nombres import accord
from achatlas.pipeline import sirene as referential
from achatlas.settings import read

GENRES = {"unites": "unités légales", "etablissements": "établissements", "successions": "successions"}
CHANGES = {
    "nouveaux": "nouveaux",
    "disparus": "disparus",
    "fermes": "fermés ou cessées",
    "rouverts": "rouverts",
    "tus": "passés en diffusion partielle",
}


def sirene(asked: argparse.Namespace, display: Display) -> int:
    """Imports the stock files given, which become the referential in use; without any, says which one is."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.fichiers:
        with display.progress() as progress:
            found: referential.Repertoire | None = referential.importer(atelier, asked.fichiers, progress)
    else:
        found = referential.in_use(atelier)
    display.machine({"ok": True, "repertoire": found and found.as_dict()})
    if found is None:
        line = atelier.settings.commande("sirene StockUniteLegale_utf8.zip StockEtablissement_utf8.zip")
        display.say(f"Aucun répertoire SIRENE n'est importé. Pour le faire : {line}")
        return 0
    _show(found, atelier, display)
    return 0


def _show(found: referential.Repertoire, atelier: pipeline.Workshop, display: Display) -> None:
    held = found.contenu["contient"]
    display.say(
        f"Répertoire SIRENE, dernier traitement le {found.date or 'jour inconnu'} : "
        f"{whole(held['unites'])} unités légales, {whole(held['etablissements'])} établissements dont "
        f"{whole(held['ouverts'])} ouverts, {whole(held['successions'])} successions, "
        f"{whole(held['noms'])} noms."
    )
    lines = [
        (f["fichier"], *(whole(n) for n in (f["lues"], f["retenues"], sum(f["ecartees"].values()))))
        for f in found.contenu["fichiers"]
    ]
    display.table(("Fichier", "Lues", "Retenues", "Écartées"), lines, right=(1, 2, 3))
    motifs = atelier.catalogue.regle("sirene")["motifs"]
    for file in found.contenu["fichiers"]:
        _notices(file, motifs, display)
    for said in found.contenu.get("codes_inconnus", ()):
        _unknown(said, display)
    if found.perdues:
        display.say(
            f"▲ Le fichier des successions n'est pas donné, le répertoire précédent en tenait "
            f"{whole(found.perdues)} : un établissement déménagé reste à son ancienne place. Donnez-le avec "
            "les autres."
        )
    if found.changements:
        _changes(found.changements, display)


def _notices(file: Mapping[str, Any], motifs: Mapping[str, str], display: Display) -> None:
    """Why lines were set aside, and the columns that nobody expected."""
    for motif, count in file["ecartees"].items():
        lines = accord(count, "ligne écartée", "lignes écartées")
        display.say(f"▲ {file['fichier']}, {lines} : {motifs[motif]}.")
    if unknown := file["colonnes_inconnues"]:
        display.say(f"▲ {file['fichier']}, colonnes inconnues, non lues : {', '.join(unknown)}.")
    if absent := file.get("colonnes_absentes"):
        names = ", ".join(absent)
        display.say(f"▲ {file['fichier']}, colonnes absentes, ce qu'elles disent reste inconnu : {names}.")


def _unknown(said: Mapping[str, Any], display: Display) -> None:
    """A column that holds codes which the rules do not know."""
    lines = accord(said["lignes"], "ligne", "lignes")
    display.say(
        f"▲ {GENRES[said['genre']]}, {lines} : {said['colonne']} vaut {', '.join(said['valeurs'])}, "
        "que les règles ne connaissent pas ; lu comme inconnu."
    )


def _changes(changed: Mapping[str, Mapping[str, int]], display: Display) -> None:
    display.say("Depuis le répertoire précédent :")
    for genre, said in changed.items():
        parts = [f"{whole(said[name])} {words}" for name, words in CHANGES.items()]
        display.say(f"  {GENRES[genre]} : {', '.join(parts)}.")
