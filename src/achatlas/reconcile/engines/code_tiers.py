"""The code that a buyer gives to a tiers, found elsewhere in its books beside one valid identifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.noms.comparison import one_name
from achatlas.reconcile.noms.names import Lexique


@dataclass(frozen=True)
class CodeTiers:
    """What the accountant has already decided: one code, one enterprise. The code of « tiers divers » stands
    beside one SIREN too, when one only is known of those that it gathers: the names must agree, and the
    directory must not know another enterprise of this name where it is written. A natural person is left
    alone.
    """

    rang: int = 20

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the codes that stand beside one SIREN only, under a name that may be its own."""
        lexique = Lexique(savoir.catalogue)
        said = "l'acheteur écrit ailleurs ce code de tiers et ce nom avec ce SIREN"
        return {
            one.cle: Proposal(found[0], "code", said)
            for one in tiers
            if not one.natural
            and (found := savoir.codes.get((one.acheteur, one.code)))
            and any(one_name(lexique, one.nom, nom) for nom in found[1])
            and not savoir.elsewhere(one, found[0], found[2])
        }


ENGINE = CodeTiers()
