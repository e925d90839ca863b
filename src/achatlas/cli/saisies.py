"""What buyers entered of indicators: listed, written as a workbook to be completed, taken back."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TypeVar

from achatlas import pipeline
from achatlas.analyse.scope import Atlas, Droits, Scope, individual
from achatlas.cli.display import Display
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.nombres import accord
from achatlas.domain.saisie import UNITES, ecrit
from achatlas.pipeline import Workshop, saisies_classeur
from achatlas.pipeline import saisies as entering
from achatlas.pipeline.saisies import Cadre, Ligne
from achatlas.screens.spaser import saisies as screens
from achatlas.settings import read
from achatlas.store.publications import Sessions, current, members
from achatlas.store.saisies import Saisies, Version

Scopes = Mapping[str, Scope]
T = TypeVar("T")


def saisies(asked: argparse.Namespace, display: Display) -> int:
    """Lists, writes or takes entries. Raises CatalogueError for an unknown buyer, SaisieRefusee,
    UnreadableFile, ActeConcurrent, PublicationMissing.
    """
    atelier = pipeline.open_workshop(read(asked.territoire))
    if asked.acheteur:
        atelier.territoire.acheteur(asked.acheteur)
    if asked.classeur:
        return _import(atelier, asked.classeur, display)
    if asked.modele:
        return _template(atelier, asked, display)
    return _list(atelier, asked, display)


def _views(atelier: Workshop, sirens: Sequence[str], use: Callable[[Scopes], T]) -> T:
    """Something done with the own views of some buyers."""
    publication = current(atelier.home)
    held = members(publication)
    with closing(Sessions(atelier.home / "tampon")) as sessions:
        atlas = Atlas(atelier.catalogue, publication, sessions)
        rights = Droits(held, consolide=True)
        return use({one: individual(atlas, rights, one) for one in sirens if one in held})


def _import(atelier: Workshop, path: Path, display: Display) -> int:
    last = Saisies(atelier.home).last()
    rows = saisies_classeur.read(path, path.name, atelier.settings)
    sirens = sorted(atelier.territoire.sirens)

    def keep(views: Scopes) -> tuple[Version, ...]:
        known = {siren: screens.numeros(scope, last) for siren, scope in views.items()}
        awaited = entering.attentes(atelier.catalogue.indicateurs)
        frame = Cadre(awaited, frozenset(sirens), lambda siren: known.get(siren, {}), date.today().year)
        return entering.keep(atelier.home, rows, frame, getpass.getuser(), path.name)

    done = _views(atelier, sirens, keep)
    display.machine({"ok": True, "lues": len(rows), "ecrites": len(done)})
    display.say(f"{path.name} : {accord(len(rows), 'ligne lue', 'lignes lues')}, {len(done)} écrites.")
    return 0


def _template(atelier: Workshop, asked: argparse.Namespace, display: Display) -> int:
    sirens = [asked.acheteur] if asked.acheteur else sorted(atelier.territoire.sirens)
    year, last = int(asked.exercice or date.today().year), Saisies(atelier.home).last()

    def made(views: Scopes) -> list[Ligne]:
        found: list[Ligne] = []
        for siren, scope in views.items():
            some = screens.objets(screens.marches(scope, year))
            found += entering.lignes(atelier.catalogue.indicateurs, siren, year, some, last)
        return found

    rows = _views(atelier, sirens, made)
    names = {one.siren: one.nom_court for one in atelier.territoire.acheteurs}
    try:
        asked.modele.write_bytes(saisies_classeur.template(rows, names))
    except OSError as error:
        raise UnreadableFile(
            quoi=f"Le modèle n'a pas pu être écrit : « {asked.modele.name} »",
            ou=str(asked.modele),
            pourquoi=str(error.strerror or error),
            que_faire="donnez un dossier qui existe et où vous pouvez écrire",
        ) from error
    display.machine({"ok": True, "fichier": str(asked.modele), "lignes": len(rows)})
    display.say(f"{asked.modele} : {accord(len(rows), 'ligne', 'lignes')}, à compléter.")
    return 0


def _list(atelier: Workshop, asked: argparse.Namespace, display: Display) -> int:
    found = [
        one
        for one in Saisies(atelier.home).standing()
        if asked.acheteur in (None, one.saisie.acheteur) and asked.exercice in (None, str(one.saisie.annee))
    ]
    display.machine({"ok": True, "saisies": [{**vars(one.saisie), "rang": one.rang} for one in found]})
    titles = ("", "acheteur", "année", "objet", "premier nombre", "second nombre", "source")
    display.table(titles, [_line(atelier, one) for one in found], right=(4, 5))
    return 0


def _line(atelier: Workshop, one: Version) -> tuple[str, ...]:
    said = one.saisie
    known = atelier.catalogue.indicateurs.get(said.indicateur)
    waits = known.attente if known else None
    units = (waits.haut, waits.bas or "heures") if waits else tuple(UNITES)[:1] * 2
    numbers = ecrit(said.numerateur, units[0]), ecrit(said.denominateur, units[1])
    return said.indicateur.upper(), said.acheteur, str(said.annee), said.objet, *numbers, said.source
