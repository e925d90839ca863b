"""Whose rows may be seen: mandatory in every question. What is not in the scope is not opened."""

from dataclasses import dataclass
from typing import Literal

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import OutOfScope
from achatlas.domain.saisie import Saisie
from achatlas.store.publications import CONSOLIDE, CROSSINGS, Publication, Sessions, alias_of

Vue = Literal["individuelle", "consolidee"]


@dataclass(frozen=True)
class Droits:
    """What a person may open: the lines of some buyers (SIREN), and the consolidated aggregates or not."""

    lignes: frozenset[str]
    consolide: bool


@dataclass(frozen=True)
class Atlas:
    """What a server holds open: the definitions, the current publication, the sessions over its files; and
    what buyers entered of indicators, all of it.
    """

    catalogue: Catalogue
    publication: Publication
    sessions: Sessions
    saisies: tuple[Saisie, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The files that a question may open: one for the figures, perhaps one for their finest crossings, some
    for the lines.
    """

    atlas: Atlas
    vue: Vue
    chiffres: str
    lignes: tuple[str, ...]
    crossings: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Version of the data, shown with every figure."""
        return self.atlas.publication.version

    @property
    def aliases(self) -> frozenset[str]:
        """Every file that the scope may open."""
        return frozenset({self.chiffres, *self.crossings, *self.lignes})

    @property
    def key(self) -> tuple[str, ...]:
        """What distinguishes the answers of this scope from those of any other, for caches."""
        made = self.atlas.catalogue.made
        return (*self.key_of(self.chiffres), *made, *self.crossings, *self.lignes)

    def key_of(self, alias: str) -> tuple[str, ...]:
        """What distinguishes what one file says, whoever asks."""
        definitions = self.atlas.catalogue
        return str(self.atlas.publication.path), definitions.pivot.mark, definitions.langue, alias


def individual(atlas: Atlas, droits: Droits, acheteur: str) -> Scope:
    """One buyer's own view: its file and nothing else. Raises OutOfScope if the person may not open it."""
    alias = alias_of(acheteur)
    if acheteur not in droits.lignes or alias not in atlas.publication.aliases:
        raise OutOfScope(
            quoi="Vue introuvable",
            ou="acheteur demandé",
            pourquoi="elle n'existe pas ou ne vous est pas ouverte",
            que_faire="Revenez à votre vue, ou demandez l'accès au groupe projet",
        )
    return Scope(atlas, "individuelle", alias, (alias,))


def consolidated(atlas: Atlas, droits: Droits) -> Scope:
    """The common view: aggregates of all, and only the lines that the person may open. Raises OutOfScope.

    Who may open the lines of every buyer may also cross any axes; the others cross those of the shared
    aggregates, where no payment stands beside its payee (ADR 0014).
    """
    if not droits.consolide:
        raise OutOfScope(
            quoi="Vue consolidée fermée",
            ou="vue demandée",
            pourquoi="vos droits ne la couvrent pas",
            que_faire="Revenez à votre vue, ou demandez l'accès au groupe projet",
        )
    own = tuple(a for s in sorted(droits.lignes) if (a := alias_of(s)) in atlas.publication.aliases)
    everyone = atlas.publication.aliases - {CONSOLIDE, CROSSINGS}
    fine = (CROSSINGS,) if own and everyone == set(own) else ()
    return Scope(atlas, "consolidee", CONSOLIDE, own, fine)
