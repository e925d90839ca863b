"""What an attribute of operators is: the code of a member of the axis of its name, "" when unknown."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from achatlas.enrich import attributs
from achatlas.enrich.operateur import Operateur
from achatlas.enrich.savoir import Savoir


class Attribut(Protocol):
    """An attribute: a function of an operator and of what is known."""

    def __call__(self, operateur: Operateur, savoir: Savoir) -> str:
        """The code of this operator, "" when it is unknown."""
        ...


def discover() -> Mapping[str, Attribut]:
    """The attributes found by their place, by name."""
    names = sorted(module.name for module in iter_modules(attributs.__path__))
    return {name: import_module(f"{attributs.__name__}.{name}").attribut for name in names}
