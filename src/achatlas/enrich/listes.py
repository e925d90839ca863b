"""The lists that a territory gives (``referentiels/operateurs_listes.csv``): inclusion, ESUS, QPV, groups,
insolvency proceedings.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import CatalogueError
from achatlas.domain.identifiers import is_siren, is_siret

FICHIER = "referentiels/operateurs_listes.csv"
COLUMNS = ("identifiant", "liste", "valeur", "source", "date")
PLACES = frozenset({"inclusion", "qpv"})
ENTREPRISES = frozenset({"esus", "procedure", "groupe"})
LISTES = PLACES | ENTREPRISES
QPV = "qpv"
ALONE = frozenset({"esus", "groupe", "qpv"})
SILENCE = frozenset({"aucune", "hors_champ"})
SIREN = 9
Line = Mapping[str, str]


@dataclass(frozen=True)
class Listes:
    """What is said of SIREN and SIRET, list by list.

    A list of enterprises says of the whole enterprise what it says of one of its SIRET; a list of places, of
    this establishment alone.
    """

    dits: Mapping[str, Mapping[str, str]]

    def given(self, liste: str) -> bool:
        """Whether a list names anybody: without it, nothing can be said of those it does not name."""
        return bool(self.dits.get(liste))

    def said(self, liste: str, siret: str, siren: str) -> str:
        """What a list says of an establishment, else of its enterprise; "" when it names neither."""
        found = self.dits.get(liste, {})
        return found.get(siret, "") or found.get(siren, "")

    def elsewhere(self, liste: str, siren: str) -> bool:
        """Whether a list names some establishment of an enterprise."""
        return siren in self._sirens.get(liste, frozenset())

    @cached_property
    def _sirens(self) -> Mapping[str, frozenset[str]]:
        return {liste: frozenset(one[:SIREN] for one in found) for liste, found in self.dits.items()}


def read(catalogue: Catalogue) -> Listes:
    """The lists. Of several lines of one identifier, the first counts where several may be true (a structure
    may be two kinds at once); elsewhere they must agree.

    Raises CatalogueError naming the file, the line and the column at fault.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for rank, line in catalogue.numbered(FICHIER):
        where = f"{catalogue.file(FICHIER)}, ligne {rank}"
        _verify(line, where)
        _values(line, where, catalogue)
        liste, number = line["liste"], line["identifiant"]
        known = found[liste].setdefault(number if liste in PLACES else number[:SIREN], line["valeur"])
        if liste in ALONE and known != line["valeur"]:
            raise _refused(where, "valeur", f"une ligne plus haut dit « {known} »", "gardez-en une")
    return Listes(found)


def _verify(line: Line, where: str) -> None:
    for column in COLUMNS:
        if not line.get(column):
            raise _refused(where, column, "elle est vide ou absente", f"colonnes : {';'.join(COLUMNS)}")
    if more := [column or "sans nom" for column in line if column not in COLUMNS]:
        raise _refused(where, more[0], "elle est de trop", f"colonnes : {';'.join(COLUMNS)}")
    number = line["identifiant"]
    if not (is_siren(number) or is_siret(number)):
        raise _refused(where, "identifiant", f"« {number} » n'est ni un SIREN ni un SIRET", "corrigez-le")
    if line["liste"] not in LISTES:
        raise _refused(where, "liste", f"« {line['liste']} » est inconnue", ", ".join(sorted(LISTES)))
    if line["liste"] == QPV and not is_siret(number):
        raise _refused(where, "identifiant", "un quartier situe un établissement", "donnez son SIRET")
    _dated(line["date"], where)


def _dated(said: str, where: str) -> None:
    try:
        told = date.fromisoformat(said)
    except ValueError as error:
        raise _refused(where, "date", f"« {said} » n'est pas une date", "AAAA-MM-JJ") from error
    if told > date.today():
        raise _refused(where, "date", f"« {said} » est à venir", "la date à laquelle la source le dit")


def _values(line: Line, where: str, catalogue: Catalogue) -> None:
    """Refuses a value that the axis of its list does not name, and a group of digits that are no SIREN."""
    liste, valeur = line["liste"], line["valeur"]
    if liste in catalogue.attributs:
        known = sorted(set(catalogue.attributs[liste].membres) - SILENCE)
        if known and valeur not in known:
            raise _refused(where, "valeur", f"« {valeur} » est inconnue", ", ".join(known))
    if liste == "groupe" and valeur.isdecimal() and not is_siren(valeur):
        raise _refused(where, "valeur", f"« {valeur} » n'est pas un SIREN", "le SIREN de la tête, ou un nom")


def _refused(where: str, column: str, why: str, remedy: str) -> CatalogueError:
    return CatalogueError("Liste d'opérateurs refusée", f"{where}, colonne « {column} »", why, remedy)
