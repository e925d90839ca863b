"""The cartographies as documents, written in a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from achatlas.catalogue.territoire import load_territoire
from achatlas.cli.display import Display
from achatlas.domain.errors import CatalogueError, PublicationMissing, UnreadableFile
from achatlas.settings import read


def documents(asked: argparse.Namespace, display: Display) -> int:
    """Writes the document of all the buyers, or of those asked. Raises CatalogueError for an unknown buyer or
    year, PublicationMissing, UnreadableFile if it cannot be written.
    """
    from achatlas.web.boot import configure  # Django is loaded only by the commands that need it.

    home = read(asked.territoire).home
    territoire = load_territoire(home)
    _known_year(asked.exercice, [str(year) for year in territoire.exercices])
    configure(home)
    from achatlas.web.documents import views

    whose = [one.siren for one in territoire.acheteurs] if asked.tous else asked.acheteur
    kept: list[Path] = []
    empty: list[PublicationMissing] = []
    for siren in whose or [""]:
        try:
            kept.append(views.write(_folder(asked.dossier), siren, asked.exercice or "", asked.format))
        except PublicationMissing as nothing:
            _only_of_all(asked, nothing)
            empty.append(nothing)
    display.machine({"ok": True, "fichiers": [str(path) for path in kept]})
    for told in (*kept, *empty):
        display.say(f"{told}")
    return 0


def _only_of_all(asked: argparse.Namespace, nothing: PublicationMissing) -> None:
    """A buyer without anything is told among all of them, refused when it was asked for."""
    if not asked.tous:
        raise nothing


def _folder(asked: Path) -> Path:
    """The folder, made if it is not there. Raises UnreadableFile where nobody may write."""
    try:
        asked.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableFile(
            quoi="Le dossier des documents n'a pas pu être créé",
            ou=str(asked),
            pourquoi=str(error.strerror or error),
            que_faire="donnez un dossier où vous pouvez écrire",
        ) from error
    return asked


def _known_year(asked: str | None, years: list[str]) -> None:
    if asked and years and asked not in years:
        raise CatalogueError(
            quoi=f"Exercice inconnu : « {asked} »",
            ou="--exercice",
            pourquoi="le territoire n'a pas cet exercice",
            que_faire=f"choisissez parmi : {', '.join(years)}",
        )
