"""A rule that a person wrote: asked before every engine."""

from dataclasses import dataclass
from typing import ClassVar

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir, of_regle
from achatlas.classify.regles import lu_of


@dataclass(frozen=True)
class ParRegle:
    """The first rule whose conditions the purchase meets."""

    decides: ClassVar[bool] = True

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the rule, with its number and its date; None when none holds."""
        if not savoir.regles:
            return None
        found = savoir.regles.of(lu_of(cas), lambda: savoir.alone(cas))
        return of_regle(found) if found else None


ENGINE = ParRegle()
