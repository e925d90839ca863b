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


def reads(path: Path, candidate: Candidate, catalogue: Catalogue) -> bool:
    """Whether a source and a profile read the file whole; CatalogueError for a malformed definition."""
    source, profil = candidate
    with TemporaryDirectory() as folder:
        target = Path(folder)
        try:
            ingest_file(
                path, acheteur_siren="", source=source, profil=profil, cible=target, catalogue=catalogue
            )
        except CatalogueError:
            raise
        except AchatlasError:
            return False
    return True


def recognise(path: Path, catalogue: Catalogue) -> Candidate:
    """The one source and profile that read the file whole; the most demanding when several do.

    Raises UnknownSource when none does, or when several are as demanding, naming them.
    """
    found = discover(catalogue)
    accepted = [one for one in candidates(catalogue) if reads(path, one, catalogue)]
    demands = [len(found[source].definition.obligatoires or ()) for source, _ in accepted]
    best = [one for one, demand in zip(accepted, demands, strict=True) if demand == max(demands)]
    if len(best) == 1:
        return best[0]
    names = [s if p is None else f"{s} ({p})" for s, p in best or candidates(catalogue)]
    raise UnknownSource(
        quoi="Plusieurs formats lisent ce fichier" if best else "Format du fichier non reconnu",
        ou=path.name,
        pourquoi="rien ne dit lequel est le bon" if best else "aucune source ne le lit en entier",
        que_faire=f"Précisez --source (et --profil) parmi : {', '.join(names)}",
    )
