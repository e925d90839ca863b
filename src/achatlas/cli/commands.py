"""What each verb does: settings read, pipeline called, answer shown."""

import argparse
import shutil
from pathlib import Path

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Fichier, load_territoire
from achatlas.cli.display import Display, euros, whole
from achatlas.cli.inventory import inventory
from achatlas.domain.balance import total
from achatlas.domain.errors import CatalogueError, UnreadableFile
from achatlas.ingest.recognise import recognise
from achatlas.settings import Settings, read
from achatlas.store.register import Bilan


def verdict(bilans: tuple[Bilan, ...], display: Display) -> int:
    """Shows the balances; 0 when every one holds."""
    ok = bool(bilans) and all(b.compte.equilibre for b in bilans) and chained(bilans)
    display.machine({"ok": ok, "fichiers": [b.as_dict() for b in bilans]})
    display.bilans(bilans)
    if not chained(bilans):
        display.say("▲ Des fichiers ont été importés depuis le dernier traitement : achatlas lancer")
    return 0 if ok else 1


def chained(bilans: tuple[Bilan, ...]) -> bool:
    """Whether what the files gave is what the cleansing read, in the four totals; true before any run."""
    read = [b.compte.lu for b in bilans if b.etape == "nettoyage"]
    given = [b.compte.acceptes for b in bilans if b.etape == "lecture"]
    return not read or total(read) == total(given)


def importer(asked: argparse.Namespace, display: Display) -> int:
    """Imports files one after the other; stops at the first that is refused, the others being kept."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    done = []
    for path in asked.fichiers:
        if not path.is_file():
            raise UnreadableFile(
                quoi=f"Fichier introuvable : « {path.name} »",
                ou=str(path),
                pourquoi="rien ne porte ce nom à cet endroit",
                que_faire="Vérifiez le chemin",
            )
        one = pipeline.import_file(atelier, path, asked.acheteur, asked.source, asked.profil)
        done.append(one)
        display.say(_imported(one))
    display.machine(
        {"ok": True, "fichiers": [{"fichier": d.fichier, "deja": d.deja, **d.bilan.as_dict()} for d in done]}
    )
    return 0


def _imported(one: pipeline.Imported) -> str:
    if one.deja:
        return f"{one.fichier} : déjà importé le {one.deja[:10]}, rien n'a changé."
    account = one.bilan
    left = account.lu.lignes - account.acceptes.lignes
    rest = f", {whole(left)} écartées et comptées (achatlas bilan)" if left else ", aucune écartée"
    return f"{one.fichier} : {whole(account.lu.lignes)} lignes lues, {euros(account.lu)} HT{rest}."


def lancer(asked: argparse.Namespace, display: Display) -> int:
    """Runs the stages and shows the balances."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    with display.progress() as progress:
        bilans = pipeline.run(atelier, progress)
    return verdict(bilans, display)


def bilan(asked: argparse.Namespace, display: Display) -> int:
    """Shows the balance of every file and edge."""
    return verdict(pipeline.open_workshop(read(asked.territoire)).register.bilans(), display)


def publier(asked: argparse.Namespace, display: Display) -> int:
    """Publishes the last run."""
    atelier = pipeline.open_workshop(read(asked.territoire))
    with display.progress() as progress:
        version = pipeline.publish(atelier, progress)
    display.machine({"ok": True, "version": version})
    display.say(f"Version {version} publiée. Pour la voir : achatlas servir")
    return 0


def servir(asked: argparse.Namespace, display: Display) -> int:
    """Serves the publication until it is stopped."""
    from achatlas.web import serve  # Django is loaded only by the command that serves.

    serve.run(read(asked.territoire).home, asked.port)
    return 0


def catalogue(asked: argparse.Namespace, display: Display) -> int:
    """Lists all that was found, from where, with its first sentence."""
    found = inventory(Catalogue(read(asked.territoire).instance))
    kept = {genre: items for genre, items in found.items() if asked.genre in (None, genre)}
    display.machine({genre: [item.as_dict() for item in items] for genre, items in kept.items()})
    for genre, items in kept.items():
        display.say(f"\n[bold]{genre}[/bold] ({len(items)})")
        display.table(("", "", ""), [(item.id, item.phrase, item.ou) for item in items])
    return 0


def reel(asked: argparse.Namespace, display: Display) -> int:
    """Describes the territory, imports every DECP file of the folder, runs and publishes."""
    settings = read(asked.territoire or asked.modele)
    home = settings.home
    if not asked.dossier.is_dir():
        raise UnreadableFile(
            quoi="Dossier introuvable",
            ou=str(asked.dossier),
            pourquoi="rien ne porte ce nom, ou ce n'est pas un dossier",
            que_faire="donnez le dossier des fichiers téléchargés",
        )
    if (home / "territoire.yml").exists() and load_territoire(home).id != asked.modele:
        raise CatalogueError(
            quoi="Un autre territoire occupe cette place",
            ou=str(home / "territoire.yml"),
            pourquoi="le construire ici effacerait sa description",
            que_faire="choisissez un autre nom avec --territoire",
        )
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(
        Catalogue(settings.instance).file(f"territoires/{asked.modele}.yml"), home / "territoire.yml"
    )
    return build_from(settings, asked.dossier, display)


def build_from(settings: Settings, folder: Path, display: Display) -> int:
    """Imports every JSON and CSV file of a folder, whatever its DECP format, then runs and publishes."""
    atelier = pipeline.open_workshop(settings)
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".json", ".csv"))
    if not paths:
        raise UnreadableFile(
            quoi="Aucun fichier à lire",
            ou=str(folder),
            pourquoi="ce dossier ne contient ni JSON ni CSV",
            que_faire="Téléchargez des données essentielles depuis le portail national, puis recommencez",
        )
    files = [Fichier(chemin=str(p.resolve()), source=recognise(p, atelier.catalogue)[0]) for p in paths]
    with display.progress() as progress:
        pipeline.import_all(atelier, files, progress)
        bilans = pipeline.run(atelier, progress)
        version = pipeline.publish(atelier, progress)
    display.say(
        f"Version {version} publiée. Pour la voir : achatlas servir --territoire {settings.territoire}"
    )
    return verdict(bilans, display)
