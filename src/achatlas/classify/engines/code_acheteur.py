"""The code of the buyer's own nomenclature: a person mapped it, or what stands above it, to a segment."""

from dataclasses import dataclass
from typing import ClassVar

from achatlas.classify.cas import Cas
from achatlas.classify.engine import Proposal, Savoir
from achatlas.domain.correspondance import Rattachement


@dataclass(frozen=True)
class CodeAcheteur:
    """What the correspondances in force say of the code of a line."""

    decides: ClassVar[bool] = True

    def propose(self, cas: Cas, savoir: Savoir) -> Proposal | None:
        """The segment of the code, with its label and where it is inherited from; None without a code, for
        one that the buyer's nomenclature does not know, or that nobody mapped.
        """
        own = savoir.correspondances.get(cas.acheteur)
        if not cas.code or own is None:
            return None
        found = own.find(cas.code, cas.compte, cas.cpv)
        if found is None:
            return None
        why = reason(cas.code, own.label(cas.code), found)
        decision = f"code {cas.acheteur} {found.porteur}"
        return Proposal(found.segment, why, decision=decision, precise=found.precise)


def reason(code: str, label: str, found: Rattachement) -> str:
    """« code 61.02 de la nomenclature de l'acheteur, « Entretien des espaces verts » → 15.03 »."""
    named = f", « {label} »" if label else ""
    held = "du segment commun" if found.porteur == found.segment else "de"
    above = f", hérité {held} {found.porteur}" if found.herite else ""
    asked = f", {found.condition}" if found.condition else ""
    return f"code {code} de la nomenclature de l'acheteur{named}{above}{asked} → {found.segment}"


ENGINE = CodeAcheteur()
