"""What one request may read, and what is local in what it reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from achatlas.analyse.scope import Scope
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.langues import FRENCH, parlant, translated
from achatlas.screens.addresses import shown
from achatlas.screens.droits import GROUPE_PROJET, Droits
from achatlas.store.publications import Publication

CHANGED = "Cette définition a changé depuis : ces chiffres ne suivront la nouvelle qu’une fois publiés"


def local_dit(territoire: Territoire, shown: Publication | None, vue: str = "") -> str:
    """What is local in the figures that are shown, in words; when the territory has changed it since, it is
    said, and that these figures do not follow it yet. Before any publication, what it would be.
    """
    with parlant(FRENCH.code):
        now = territoire.local_dit(vue)
    said = shown.local(vue) if shown else now
    return territoire.local_dit(vue) if said == now else f"{said}. {translated(CHANGED)}"


PUBLICS = frozenset({"marches"})


@dataclass(frozen=True)
class Acces:
    """What one request may read: the person's rights and the scope that follows from them. ``version`` is the
    one that the address binds, ``perdue`` the one that it binds and that is no longer kept.
    """

    droits: Droits
    scope: Scope
    acheteur: str
    version: str = ""
    perdue: str = ""

    @property
    def publication(self) -> Publication:
        """The version that is read."""
        return self.scope.atlas.publication

    @property
    def maison(self) -> Path:
        """The home of the territory."""
        return self.publication.path.parents[1]

    @property
    def lost(self) -> str:
        """What must be said of a link whose version is gone; nothing of any other."""
        if not self.perdue:
            return ""
        return (
            f"La version {shown(self.perdue)}, à laquelle ce lien est lié, n’est plus gardée : voici les "
            f"chiffres d’aujourd’hui, version {self.scope.version}"
        )

    def lignes(self, fait: str) -> bool:
        """Whether the lines of this very view may be listed: the one place that says so (ADR 0018).

        Marchés are public by law: to every account. Payments: in the view of one buyer, to who may open it,
        and in the common one to the project team.
        """
        if fait in PUBLICS:
            return True
        own = self.scope.vue == "individuelle" or self.droits.role == GROUPE_PROJET
        return own and self.droits.lignes


def defining(acces: Acces, definitions: Catalogue) -> Acces:
    """The same access, where questions are told in other definitions."""
    scope = acces.scope
    return replace(acces, scope=replace(scope, atlas=replace(scope.atlas, catalogue=definitions)))
