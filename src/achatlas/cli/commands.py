"""What each verb does: settings read, pipeline called, answer shown."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from achatlas import pipeline
from achatlas.cli import auto, controle
from achatlas.cli.display import Display
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import AchatlasError, UnreadableFile
from achatlas.domain.nombres import accord
from achatlas.ingest.probe import displayable
from achatlas.pipeline import Workshop, proposition, report
from achatlas.pipeline.depots import A_CONFIRMER, AJOUTER, REFUSE, REMPLACER
from achatlas.settings import person, read

SUFFIXES = (".csv", ".json", ".ods", ".tsv", ".txt", ".xls", ".xlsm", ".xlsx", ".xml")


def importer(asked: argparse.Namespace, display: Display) -> int:
    """Imports files, and all those of folders, one after the other; 1 when one of them is refused, is not
    there, or waits for an answer, the others being kept.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.auto:
        atelier = proposition.welcomed(atelier, asked.acheteur)
    told = [one for given in asked.fichiers for one in _given(given, asked, display)]
    ok = all(one["ok"] for one in told)
    display.machine({"ok": ok, "fichiers": told})
    _summed_up(told, display)
    return 0 if ok else 1


def _given(given: Path, asked: argparse.Namespace, display: Display) -> list[dict[str, Any]]:
    """What machines are told of a path that was given: of its file, or of each file of its folder."""
    try:
        paths = files_of(given)
    except UnreadableFile as error:
        display.refuse(error)
        return [report.refused(displayable(given.name), error)]
    return [_imported(path, asked, display, strict=path != given) for path in paths]


def _imported(path: Path, asked: argparse.Namespace, display: Display, *, strict: bool) -> dict[str, Any]:
    """What machines are told of one file, people having been told; ``strict``: nobody named it, so that its
    suffix must be one that is read.
    """
    try:
        if strict and path.suffix.lower() not in SUFFIXES:
            raise _left_out(path)
        atelier = pipeline.open_workshop(read(asked.territoire))  # a file before may have left its profile
        return _taken(atelier, path, asked, display)
    except AchatlasError as error:
        display.refuse(error)
        return report.refused(displayable(path.name), error)


def _left_out(path: Path) -> AchatlasError:
    """Why a file of a folder is not tried: what it is, and the remedy."""
    nature = nature_of(path)
    remedy = "importez-le par son nom s'il porte des achats" if nature.genre else nature.que_faire
    return UnreadableFile(
        quoi="Fichier laissé de côté",
        ou=path.name,
        pourquoi=f"c'est {nature.nom}, et un dossier ne donne à lire que des fichiers {', '.join(SUFFIXES)}",
        que_faire=remedy,
    )


def _taken(atelier: Workshop, path: Path, asked: argparse.Namespace, display: Display) -> dict[str, Any]:
    """The same for a file that is not refused: it is read, or its questions are asked."""
    choix = REMPLACER if asked.remplacer else AJOUTER if asked.ajouter else None
    source, profil = asked.source, asked.profil
    if asked.auto and source is None and profil is None:
        name, given = displayable(path.name), auto.answers(asked.reponse)
        seen = proposition.chosen(atelier, path, asked.acheteur, given)
        if seen.questions:
            for line in auto.spoken(name, seen, atelier):
                display.say(line)
            return auto.asked(name, seen)
        atelier, source, profil = proposition.reopened(atelier), seen.source, seen.profil
    one = pipeline.import_file(atelier, path, asked.acheteur, source, profil, choix=choix, qui=person())
    controle.show_imported(one, atelier, display)
    return report.imported(one, atelier.catalogue, atelier.settings.commande)


def _summed_up(told: Sequence[Mapping[str, Any]], display: Display) -> None:
    """How many of several files were refused, or wait."""
    for statut, one, many in (
        (REFUSE, "fichier refusé", "fichiers refusés"),
        (A_CONFIRMER, "fichier attend votre réponse", "fichiers attendent votre réponse"),
    ):
        count = sum(file["statut"] == statut for file in told)
        if count and len(told) > 1:
            display.say(f"▲ {accord(count, one, many)} sur {len(told)}.")


def files_of(given: Path, suffixes: Sequence[str] = ()) -> list[Path]:
    """The file itself, or those of a folder in order (hidden ones apart), all of them or of some suffixes
    only; UnreadableFile for none.
    """
    if given.is_file():
        return [given]
    if not given.is_dir():
        raise UnreadableFile(
            quoi=f"Fichier introuvable : « {given.name} »",
            ou=str(given),
            pourquoi="rien ne porte ce nom à cet endroit",
            que_faire="vérifiez le chemin",
        )
    kept = [p for p in _visible(given) if not suffixes or p.suffix.lower() in suffixes]
    if not kept:
        raise UnreadableFile(
            quoi="Aucun fichier à lire",
            ou=str(given),
            pourquoi=f"ce dossier ne contient aucun fichier {', '.join(suffixes or SUFFIXES)}",
            que_faire="donnez les fichiers un à un, ou un autre dossier",
        )
    return kept


def _visible(folder: Path) -> list[Path]:
    """The files of a folder and of those inside, hidden ones apart, in order."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


def lancer(asked: argparse.Namespace, display: Display) -> int:
    """Runs the stages and shows the balances."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    with display.progress() as progress:
        bilans = pipeline.run(atelier, progress)
    return controle.verdict(atelier, bilans, display)


def bilan(asked: argparse.Namespace, display: Display) -> int:
    """Shows the balance of every file and edge, what is published being counted again in its own files."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    return controle.verdict(atelier, pipeline.bilans(atelier), display)


def publier(asked: argparse.Namespace, display: Display) -> int:
    """Publishes the last run."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    with display.progress() as progress:
        version = pipeline.publish(atelier, progress)
    display.machine({"ok": True, "version": version})
    display.say(f"Version {version} publiée. Pour la voir : {atelier.settings.commande('servir')}")
    return 0


def servir(asked: argparse.Namespace, display: Display) -> int:
    """Serves the publication until it is stopped."""
    from achatlas.web import serve  # Django is loaded only by the command that serves.

    home, wanted = read(asked.territoire).home, asked.comptes_de_demonstration
    serve.run(home, asked.port, comptes_de_demonstration=wanted)
    return 0
