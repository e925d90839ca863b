"""The layouts of the stock files, told by ``metier/regles/sirene.yml``: a file is known by its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.errors import UnknownColumn, UnknownSource

UNITES, ETABLISSEMENTS, SUCCESSIONS = "unites", "etablissements", "successions"


@dataclass(frozen=True)
class Layout:
    """One kind of stock file: what it is called, the columns without which it is refused, those read when
    they are there, those left on purpose.
    """

    genre: str
    fichier: str
    indispensables: tuple[str, ...]
    lues: tuple[str, ...]
    laissees: tuple[str, ...]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.indispensables, *self.lues)

    def unknown(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The columns that no layout of the Insee had when this was written."""
        known = {*self.wanted, *self.laissees}
        return tuple(column for column in columns if column not in known)


def layouts(regle: Mapping[str, Any]) -> tuple[Layout, ...]:
    """The three kinds."""
    return tuple(
        Layout(
            genre,
            said["fichier"],
            *(tuple(said[part]) for part in ("indispensables", "lues", "laissees")),
        )
        for genre, said in regle["fichiers"].items()
    )


def told(columns: Sequence[str], kinds: Sequence[Layout], fichier: str) -> Layout:
    """The kind of a file: the one with which it shares most columns.

    Raises UnknownSource when it has nothing of SIRENE, UnknownColumn when a column without which nothing can
    be said is missing.
    """
    shared = {kind.genre: len(_common(kind, columns)) for kind in kinds}
    best = max(kinds, key=lambda kind: shared[kind.genre])
    if not columns or shared[best.genre] < len(best.indispensables) / 2:
        raise UnknownSource(
            quoi=f"« {fichier} » n'est pas un fichier stock de SIRENE",
            ou=fichier,
            pourquoi="ses colonnes ne sont celles ni des unités légales, ni des établissements, ni des "
            "liens de succession",
            que_faire="téléchargez les fichiers « Stock… » de la base SIRENE sur data.gouv.fr",
        )
    if missing := [column for column in best.indispensables if column not in columns]:
        raise UnknownColumn(
            quoi=f"Colonne absente : {', '.join(missing)}",
            ou=fichier,
            pourquoi=f"un fichier {best.fichier} la porte toujours, et rien ne peut en tenir lieu",
            que_faire="prenez le fichier de la base SIRENE de data.gouv.fr, sans le remanier",
        )
    return best


def _common(kind: Layout, columns: Sequence[str]) -> set[str]:
    """The columns that a file shares with a kind, those that every kind may have left out."""
    return {*kind.indispensables} & {*columns} - {"siren"}
