"""Which source, and which profile, reads a file: the one that accepts it, or a question to the person."""

from pathlib import Path
from tempfile import TemporaryDirectory

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import AchatlasError, CatalogueError, UnknownSource
from achatlas.ingest.discover import discover
from achatlas.ingest.stage import ingest_file

Candidate = tuple[str, str | None]


def candidates(catalogue: Catalogue) -> list[Candidate]:
    """Every source, once for each of its profiles."""
    found = discover(catalogue)
    alone: tuple[str | None, ...] = (None,)
    return [(name, profil) for name, one in found.items() for profil in (tuple(one.profils) or alone)]


def recognise(path: Path, catalogue: Catalogue) -> Candidate:
    """The one source and profile that read the file whole; the most demanding when several do.

    Raises UnknownSource when none or several do, naming them; UnreadableFile when only one could and it
    failed.
    """
    accepted: list[Candidate] = []
    refused: list[AchatlasError] = []
    for source, profil in candidates(catalogue):
        with TemporaryDirectory() as folder:
            try:
                ingest_file(
                    path,
                    acheteur_siren="",
                    source=source,
                    profil=profil,
                    cible=Path(folder),
                    catalogue=catalogue,
                )
            except CatalogueError:
                raise
            except AchatlasError as error:
                refused.append(error)
            else:
                accepted.append((source, profil))
    found = discover(catalogue)
    demands = sorted(
        (len(found[source].definition.obligatoires or ()) for source, _ in accepted), reverse=True
    )
    if demands and demands.count(demands[0]) == 1:
        return max(accepted, key=lambda one: len(found[one[0]].definition.obligatoires or ()))
    names = [s if p is None else f"{s} ({p})" for s, p in accepted or candidates(catalogue)]
    raise UnknownSource(
        quoi="Format du fichier non reconnu" if not accepted else "Plusieurs formats lisent ce fichier",
        ou=path.name,
        pourquoi="aucune source ne le lit en entier" if not accepted else "rien ne dit lequel est le bon",
        que_faire=f"Précisez --source (et --profil) parmi : {', '.join(names)}",
    )
