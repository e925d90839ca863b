"""The registre des procédures of a buyer, to be completed and imported back."""

from __future__ import annotations

import argparse

from achatlas import pipeline
from achatlas.cli.display import Display
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.nombres import accord
from achatlas.pipeline import registre
from achatlas.settings import read


def registre_des_procedures(asked: argparse.Namespace, display: Display) -> int:
    """Writes the pre-filled registre. Raises CatalogueError for an unknown buyer, UnreadableFile if it cannot
    be written.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.acheteur:
        atelier.territoire.acheteur(asked.acheteur)
    marches = sum(1 for _ in registre.known(atelier, asked.acheteur))
    try:
        octets = registre.save(atelier, asked.acheteur, asked.fichier)
    except OSError as error:
        raise UnreadableFile(
            quoi=f"Le registre n'a pas pu être écrit : « {asked.fichier.name} »",
            ou=str(asked.fichier),
            pourquoi=str(error.strerror or error),
            que_faire="donnez un dossier qui existe et où vous pouvez écrire",
        ) from error
    display.machine({"ok": True, "fichier": str(asked.fichier), "marches": marches, "octets": octets})
    display.say(f"{asked.fichier} : {accord(marches, 'marché connu', 'marchés connus')}, à compléter.")
    back = atelier.settings.commande(f"importer {asked.fichier.name}")
    display.say(f"Une fois complété : {back}" + (f" --acheteur {asked.acheteur}" if asked.acheteur else ""))
    return 0
