"""A territory made of published data: described, filled with every file that suits, run and published."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Fichier, load_territoire
from achatlas.cli import controle
from achatlas.cli.commands import files_of
from achatlas.cli.display import Display
from achatlas.domain.errors import AchatlasError, CatalogueError, UnreadableFile
from achatlas.domain.nombres import accord
from achatlas.ingest.probe import displayable
from achatlas.ingest.recognise import recognise
from achatlas.settings import Settings, read

SUFFIXES = (".json", ".csv")


def reel(asked: argparse.Namespace, display: Display) -> int:
    """Describes the territory, imports every file of the folder that suits, runs and publishes; the others
    are said one by one. Raises UnreadableFile when none suits: nothing is then left behind.
    """
    settings = read(asked.territoire or asked.modele)
    if not asked.dossier.is_dir():
        raise UnreadableFile(
            quoi="Dossier introuvable",
            ou=str(asked.dossier),
            pourquoi="rien ne porte ce nom, ou ce n'est pas un dossier",
            que_faire="donnez le dossier des fichiers téléchargés",
        )
    _check_place(settings, asked.modele)
    paths, set_apart = files_of(asked.dossier, SUFFIXES), list[AchatlasError]()
    with display.progress() as progress:
        found = list(_recognised(Catalogue(settings.instance), paths, set_apart, progress))
    if not found:
        raise _none(asked.dossier, set_apart)
    with _described(settings, asked.modele):
        return _build(settings, found, set_apart, display)


def _check_place(settings: Settings, modele: str) -> None:
    path = settings.home / "territoire.yml"
    if path.exists() and load_territoire(settings.home).id != modele:
        raise CatalogueError(
            quoi="Un autre territoire occupe cette place",
            ou=str(path),
            pourquoi="le construire ici effacerait sa description",
            que_faire="choisissez un autre nom avec --territoire",
        )


def _recognised(
    catalogue: Catalogue, paths: Sequence[Path], set_apart: list[AchatlasError], progress: pipeline.Progress
) -> Iterator[Fichier]:
    """The files whose beginning a source reads; why not, for each of the others."""
    for rank, path in enumerate(paths, start=1):
        try:
            source, profil = recognise(path, catalogue)
        except AchatlasError as error:
            set_apart.append(_named(error, path))
        else:
            yield Fichier(chemin=str(path.resolve()), source=source, profil=profil)
        progress("reconnaissance", rank, len(paths))


def _named(error: AchatlasError, path: Path) -> AchatlasError:
    """The same error, saying which file it is of."""
    if path.name not in f"{error.quoi} {error.ou}":
        error.ou = displayable(", ".join(filter(None, (path.name, error.ou))))
    return error


def _none(folder: Path, set_apart: Sequence[AchatlasError]) -> AchatlasError:
    """No file suits: how many were tried, and what is wrong with the first."""
    return UnreadableFile(
        quoi="Aucun fichier de ce dossier ne convient",
        ou=f"{folder}, {accord(len(set_apart), 'fichier essayé', 'fichiers essayés')}",
        pourquoi=f"le premier est refusé : {set_apart[0]}",
        que_faire="donnez le dossier des données essentielles téléchargées (DECP, en JSON ou en CSV)",
    )


@contextmanager
def _described(settings: Settings, modele: str) -> Iterator[None]:
    """Describes the territory where none is; what was put there is taken away when the rest fails."""
    home = settings.home
    path, new = home / "territoire.yml", not home.exists()
    if path.exists():
        yield
        return
    model, whole = Catalogue(settings.instance).file(f"territoires/{modele}.yml"), False
    home.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(model, path)
        yield
        whole = True
    finally:
        if not whole and new:
            shutil.rmtree(home)
        elif not whole:
            path.unlink(missing_ok=True)


def _build(
    settings: Settings, found: Sequence[Fichier], set_apart: list[AchatlasError], display: Display
) -> int:
    """Imports, runs and publishes; 1 when a balance does not hold. Files set apart are told, then counted."""
    atelier = pipeline.open_workshop(settings)

    def refused(fichier: Fichier, error: AchatlasError) -> None:
        set_apart.append(_named(error, Path(fichier.chemin)))

    with display.progress() as progress:
        imported = pipeline.import_all(atelier, found, progress, refused)
        if not imported:
            raise _none(Path(found[0].chemin).parent, set_apart)
        pipeline.run(atelier, progress)
        version = pipeline.publish(atelier, progress)
    for one in imported:
        controle.show_imported(one, atelier, display)
    status = controle.verdict(atelier, pipeline.bilans(atelier), display)
    for error in set_apart:
        display.say(f"▲ Laissé de côté : {error}")
    if set_apart:
        told = accord(len(set_apart), "fichier laissé", "fichiers laissés")
        display.say(f"▲ {told} de côté sur {len(set_apart) + len(imported)}.")
    display.say(f"Version {version} publiée. Pour la voir : {settings.commande('servir')}")
    return status
