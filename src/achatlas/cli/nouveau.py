"""Lays the files of a new leaf from the templates of ``metier/modeles``: fill them in, nothing else is
edited.
"""

import argparse
from pathlib import Path

from achatlas.catalogue import names
from achatlas.catalogue.load import PACKAGE
from achatlas.cli.choix import GENRES, TERRITOIRE
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError
from achatlas.settings import read


def target_of(territoire: str | None) -> Path:
    """The overlay where new leaves are laid: the territory's own, unless the settings name another."""
    settings = read(territoire)
    return settings.instance or settings.home / "instance"


def nouveau(asked: argparse.Namespace, display: Display) -> int:
    """Lays the files; raises CatalogueError for a bad name or a leaf that exists."""
    names.verify(asked.genre, asked.nom, "nom du nouvel élément")
    if asked.genre == TERRITOIRE:
        return _territoire(asked.nom, display)
    folder, files = GENRES[asked.genre]
    written = [_lay(asked.genre, asked.nom, folder, name, target_of(asked.territoire)) for name in files]
    display.machine({"ok": True, "fichiers": [str(path) for path in written]})
    for path in written:
        display.say(f"Posé : {path}")
    check = read(asked.territoire).commande("catalogue")
    display.say(f"À compléter ; puis, pour vérifier : {check}")
    return 0


def _territoire(nom: str, display: Display) -> int:
    """Lays the description of a new territory, without any buyer yet; raises CatalogueError when it
    exists.
    """
    settings = read(nom)
    path = settings.home / "territoire.yml"
    if path.exists():
        raise CatalogueError(
            quoi=f"Le territoire « {nom} » existe déjà",
            ou=str(path),
            pourquoi="poser le modèle effacerait votre description",
            que_faire="choisissez un autre nom, ou modifiez ce fichier",
        )
    model = PACKAGE / "metier" / "modeles" / TERRITOIRE / "territoire.yml"
    settings.home.mkdir(parents=True, exist_ok=True)
    path.write_text(model.read_text(encoding="utf-8").replace("NOM", nom), encoding="utf-8")
    display.machine({"ok": True, "territoire": nom, "fichiers": [str(path)]})
    display.say(f"Posé : {path}")
    display.say(f"Pour y déposer : {settings.commande('importer FICHIER --acheteur SIREN --auto')}")
    return 0


def _lay(genre: str, nom: str, folder: str, name: str, root: Path) -> Path:
    path = root / folder.format(nom=nom) / name.format(nom=nom)
    if path.exists():
        raise CatalogueError(
            quoi=f"« {nom} » existe déjà",
            ou=str(path),
            pourquoi="poser le modèle effacerait votre travail",
            que_faire="Choisissez un autre nom, ou modifiez ce fichier",
        )
    if (PACKAGE / folder.format(nom=nom) / name.format(nom=nom)).exists():
        raise CatalogueError(
            quoi=f"« {nom} » est le nom d'un élément du produit",
            ou=str(path),
            pourquoi="le modèle, encore vide, prendrait sa place partout",
            que_faire="Choisissez un autre nom ; pour le remplacer, copiez son fichier ici et modifiez-le",
        )
    model = PACKAGE / "metier" / "modeles" / genre / name.format(nom="modele")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(model.read_text(encoding="utf-8").replace("NOM", nom), encoding="utf-8")
    return path
