"""A rule that a person wrote: asked before every engine."""

from dataclasses import dataclass
from datetime import datetime

from achatlas.classify.engine import Cas, Proposal, Savoir
from achatlas.classify.regles import Lu, dits
from achatlas.domain.text import reference, spelled


@dataclass(frozen=True)
class ParRegle:
    """The first rule whose conditions the purchase meets."""

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the rule, with its number, who wrote it and when; None when none holds."""
        if not savoir.regles:
            return None
        said = (dits(cas.texte, cas.objet_marche), cas.compte, spelled(cas.tiers), cas.cpv)
        found = savoir.regles.of(Lu(cas.acheteur, *said, reference(cas.code)))
        if found is None:
            return None
        day = f"{datetime.fromisoformat(found.date):%d/%m/%Y}"
        why = f" : {found.motif}" if found.motif else ""
        return Proposal(found.segment, f"règle {found.numero} de {found.qui}, {day}{why}")


ENGINE = ParRegle()
