"""A rule that a person wrote: asked before every engine."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir
from achatlas.classify.regles import lu_of


@dataclass(frozen=True)
class ParRegle:
    """The first rule whose conditions the purchase meets."""

    decides: ClassVar[bool] = True

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the rule, with its number and its date; None when none holds. Who wrote it and why
        are on the page of rules: a reason is published with the marchés, to every account.
        """
        if not savoir.regles:
            return None
        found = savoir.regles.of(lu_of(cas), lambda: savoir.alone(cas))
        if found is None:
            return None
        day = f"{datetime.fromisoformat(found.date):%d/%m/%Y}"
        return Proposal(found.segment, f"règle {found.numero}, {day}", decision=f"regle {found.numero}")


ENGINE = ParRegle()
