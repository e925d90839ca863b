"""The only file that reads the environment: one frozen object, made at the edge and passed down."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TERRITOIRE = "demonstration"


@dataclass(frozen=True)
class Settings:
    """Where the data live, which territory is meant, the overlay of definitions, and the engine's memory."""

    racine: Path
    territoire: str
    instance: Path | None
    memoire: str

    @property
    def home(self) -> Path:
        """The folder of the territory."""
        return self.racine / self.territoire


def read(territoire: str | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process: ``ACHATLAS_HOME``, ``ACHATLAS_TERRITOIRE``, ``ACHATLAS_INSTANCE``,
    ``ACHATLAS_MEMOIRE``.

    A territory's own overlay stands in ``instance/`` of its folder, unless ``ACHATLAS_INSTANCE`` names
    another.
    """
    env = os.environ if environment is None else environment
    racine = Path(env.get("ACHATLAS_HOME") or "donnees").resolve()
    nom = territoire or env.get("ACHATLAS_TERRITOIRE") or TERRITOIRE
    own = racine / nom / "instance"
    named = env.get("ACHATLAS_INSTANCE")
    instance = Path(named).resolve() if named else (own if own.is_dir() else None)
    return Settings(racine, nom, instance, env.get("ACHATLAS_MEMOIRE") or "900MB")
