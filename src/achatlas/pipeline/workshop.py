"""The workshop that a run needs: settings, definitions, territory, register, snapshots."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire, load_territoire
from achatlas.settings import Settings
from achatlas.store import snapshots
from achatlas.store.engine import Engine
from achatlas.store.evolutions import in_force
from achatlas.store.register import Register
from achatlas.store.scratch import Scratch
from achatlas.store.snapshots import Snapshots

Progress = Callable[[str, int, int], None]
CARTES = snapshots.CARTES
SPILL = "moteur-"
LECTURE, PUBLICATION = "lecture", "publication"
ETAPES = (LECTURE, "nettoyage", "cartographie", PUBLICATION)


def silent(etape: str, fait: int, total: int) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True)
class Workshop:
    """All that a run needs: settings, definitions, territory, register, snapshots."""

    settings: Settings
    catalogue: Catalogue
    territoire: Territoire
    register: Register
    snapshots: Snapshots

    @property
    def home(self) -> Path:
        """The folder of the territory."""
        return self.settings.home

    def again(self) -> "Workshop":
        """The same, with the nomenclature as persons have made it since it was opened."""
        return replace(self, catalogue=Catalogue(self.settings.instance, in_force(self.home)))

    @contextmanager
    def engine(self, name: str) -> Iterator[Engine]:
        """A batch engine with a spill folder of its own: no other process writes there nor removes it."""
        scratch = Scratch(self.home / "tampon", SPILL)
        try:
            with Engine(scratch.path / name, memory=self.settings.memoire) as engine:
                yield engine
        finally:
            scratch.close()


def open_workshop(settings: Settings) -> Workshop:
    """Opens the territory of the settings; raises CatalogueError when it is not described."""
    home = settings.home
    catalogue = Catalogue(settings.instance, in_force(home))
    return Workshop(settings, catalogue, load_territoire(home), Register(home), Snapshots(home))
