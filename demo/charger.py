"""From nothing to a published demonstration: generate, import, run, publish; nothing is done twice."""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import replace
from pathlib import Path

from achatlas import pipeline
from achatlas.catalogue.territoire import load_territoire
from achatlas.cli.display import Display, whole
from achatlas.domain.balance import Account
from achatlas.domain.errors import CatalogueError
from achatlas.domain.money import format_euros
from achatlas.pipeline import Progress, Workshop, nomenclatures, sirene
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.written import Portee
from achatlas.settings import Settings, overlay
from achatlas.store.correspondances import Versions
from achatlas.store.register import Register
from achatlas.store.retention import ASIDE
from achatlas.store.snapshots import HALF
from demo import actions, objectifs, saisies
from demo.generer import generer
from demo.nomenclatures import DOSSIER as NOMENCLATURES
from demo.repertoire import DOSSIER

TERRITOIRE = "demonstration"
MARQUE = "demande.json"


def load(settings: Settings, graine: int, lignes: int) -> str:
    """Makes the demonstration visible and returns its version; raises any AchatlasError of the pipeline."""
    display = Display(json_only=False)
    home = settings.home
    with display.progress() as progress:
        if not _generated(home, graine, lignes):
            _refuse_another(home)
            _refuse_deposits(home)
            _replace(home, graine, lignes, progress)
        atelier = pipeline.open_workshop(replace(settings, instance=overlay(home)))
        imported = pipeline.import_all(atelier, atelier.territoire.fichiers, progress)
        sirene.importer(atelier, sorted((home / DOSSIER).glob("*.csv")), progress)
        keep_nomenclatures(atelier)
        objectifs.keep(home)
        actions.keep(home)
        bilans = pipeline.run(atelier, progress)
        version = pipeline.publish(atelier, progress)
        saisies.keep(atelier)
    read = sum((one.bilan.lu for one in imported), Account())
    kept = next(b.compte.acceptes for b in bilans if (b.etape, b.objet) == ("cartographie", "achats"))
    display.say(
        f"{whole(read.lignes)} lignes lues dans {len(imported)} fichiers, toutes comptées ; "
        f"{whole(kept.lignes)} achats, {format_euros(kept.centimes, decimales=False)} HT. Version {version}."
    )
    display.say("Territoire de démonstration, données simulées. Compte des fichiers : ./go achatlas bilan")
    return version


def keep_nomenclatures(atelier: Workshop) -> None:
    """Imports the codes of the bodies that have some, unless somebody already kept a version of theirs."""
    portee, signature = (
        Portee(frozenset(atelier.territoire.sirens)),
        Signature("démonstration", "jeu d'essai"),
    )
    for path in sorted((atelier.home / NOMENCLATURES).glob("*.csv")):
        if not Versions(atelier.home).every(path.stem):
            nomenclatures.importer(atelier, portee, path.stem, path, "nomenclature.csv", signature)


def check(port: int) -> None:
    """Raises PortUnavailable before anything is made, when nobody may listen at a port."""
    from achatlas.web import serve as web

    web.check_port(port)


def serve(settings: Settings, port: int) -> None:
    """Serves the demonstration until stopped."""
    from achatlas.web import serve as web

    web.run(settings.home, port)


def _refuse_another(home: Path) -> None:
    """Raises CatalogueError when the place holds something that the demonstration did not make."""
    if home.exists() and any(home.iterdir()) and not (home / MARQUE).exists():
        raise CatalogueError(
            quoi="La place de la démonstration est prise",
            ou=str(home),
            pourquoi="ce dossier n'a pas été fait par la démonstration, qui l'effacerait",
            que_faire="déplacez-le, ou donnez une autre racine avec ACHATLAS_HOME",
        )


def _refuse_deposits(home: Path) -> None:
    """Raises CatalogueError when somebody deposited files of their own in the demonstration."""
    if not (home / "registre.sqlite3").exists():
        return
    ours = {Path(fichier.chemin).name for fichier in load_territoire(home).fichiers}
    theirs = sorted(d.fichier for d in Register(home).every_depot() if d.fichier not in ours)
    if theirs:
        raise CatalogueError(
            quoi="Une autre démonstration effacerait des fichiers que vous y avez déposés",
            ou=str(home),
            pourquoi=f"elle ne les a pas faits : {', '.join(theirs[:5])}",
            que_faire="déplacez ce dossier, ou donnez une autre racine avec ACHATLAS_HOME",
        )


def _replace(home: Path, graine: int, lignes: int, progress: Progress) -> None:
    """Generates beside, then takes the place of the former demonstration: until then it stands whole."""
    mark = f"{uuid.uuid4().hex}"
    beside, aside = home.parent / f"{HALF}{mark}", home.parent / f"{ASIDE}{mark}"
    try:
        generer(beside, graine, lignes, lambda _what, done, total: progress("génération", done, total))
        (beside / MARQUE).write_text(_asked(graine, lignes), encoding="utf-8")
        if home.exists():
            home.rename(aside)
        beside.rename(home)
    finally:
        for left in (beside, aside):
            shutil.rmtree(left, ignore_errors=True)


def _asked(graine: int, lignes: int) -> str:
    return json.dumps({"graine": graine, "lignes": lignes})


def _generated(home: Path, graine: int, lignes: int) -> bool:
    mark = home / MARQUE
    return mark.exists() and mark.read_text(encoding="utf-8") == _asked(graine, lignes)
