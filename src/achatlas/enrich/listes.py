"""The lists that a territory gives (``referentiels/operateurs_listes.csv``): inclusion, ESUS, QPV, groups,
insolvency proceedings.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import CatalogueError
from achatlas.domain.identifiers import is_siren, is_siret

FICHIER = "referentiels/operateurs_listes.csv"
COLUMNS = ("identifiant", "liste", "valeur", "source", "date")
LISTES = frozenset({"inclusion", "esus", "qpv", "procedure", "groupe"})


@dataclass(frozen=True)
class Listes:
    """What is said of SIREN and SIRET, list by list."""

    dits: Mapping[str, Mapping[str, str]]

    def given(self, liste: str) -> bool:
        """Whether a list names anybody: without it, nothing can be said of those it does not name."""
        return bool(self.dits.get(liste))

    def said(self, liste: str, siret: str, siren: str) -> str:
        """What a list says of an establishment, else of its enterprise; "" when it names neither."""
        found = self.dits.get(liste, {})
        return found.get(siret, "") or found.get(siren, "")


def read(catalogue: Catalogue) -> Listes:
    """The lists. Raises CatalogueError naming the file, the line and the column at fault."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for rank, line in enumerate(catalogue.lines(FICHIER), start=2):
        _verify(line, f"{catalogue.file(FICHIER)}, ligne {rank}")
        found[line["liste"]][line["identifiant"]] = line["valeur"]
    return Listes(found)


def _verify(line: Mapping[str, str], where: str) -> None:
    for column in COLUMNS:
        if not line.get(column):
            raise _refused(where, column, "elle est vide ou absente", f"colonnes : {';'.join(COLUMNS)}")
    number = line["identifiant"]
    if not (is_siren(number) or is_siret(number)):
        raise _refused(where, "identifiant", f"« {number} » n'est ni un SIREN ni un SIRET", "corrigez-le")
    if line["liste"] not in LISTES:
        raise _refused(where, "liste", f"« {line['liste']} » est inconnue", ", ".join(sorted(LISTES)))
    try:
        date.fromisoformat(line["date"])
    except ValueError as error:
        raise _refused(where, "date", f"« {line['date']} » n'est pas une date", "AAAA-MM-JJ") from error


def _refused(where: str, column: str, why: str, remedy: str) -> CatalogueError:
    return CatalogueError("Liste d'opérateurs refusée", f"{where}, colonne « {column} »", why, remedy)
