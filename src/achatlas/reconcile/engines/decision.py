"""A person has said which enterprise this name is: it is, for every buyer that writes the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from achatlas.domain.judgement import Decided
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.engines import code_tiers, historique, membre
from achatlas.reconcile.engines.personne import is_person
from achatlas.reconcile.engines.tva import foreign

DECISION = "decision"
BOOKS = (code_tiers.ENGINE, membre.ENGINE, historique.ENGINE)


@dataclass(frozen=True)
class Decision:
    """The last « oui » on what is written. A valid identifier, or the VAT number of another country, is
    overruled by a decision that names it, and by no other; a natural person, by none.
    """

    rang: int = 5

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises that persons have told."""
        if not savoir.decides:
            return {}
        found = {one: said for one in tiers if (said := _decided(one, savoir)) is not None}
        return {one.cle: _proposal(said) for one, said in found.items() if not _natural(one, savoir)}


def _natural(tiers: Tiers, savoir: Savoir) -> bool:
    """Whether it is a natural person: by its category or, when neither a French identifier nor the books of
    its buyer say that it is an enterprise, by its name. Books whose SIREN is refused still say that.
    """
    if tiers.natural:
        return True
    if tiers.siren or not is_person(tiers.nom):
        return False
    return not any(books.propose([tiers], savoir) for books in BOOKS)


def _decided(tiers: Tiers, savoir: Savoir) -> Decided | None:
    every = savoir.decides.get(ecrit_cle(tiers.nom, tiers.code_postal), ())
    number = tiers.siren or foreign(tiers)
    return next((one for one in reversed(every) if not number or one.malgre == number), None)


def _proposal(said: Decided) -> Proposal:
    day = f"{datetime.fromisoformat(said.date):%d/%m/%Y}"
    why = f" : {said.motif}" if said.motif else ""
    against = f", malgré le {numero(said.malgre)}" if said.malgre else ""
    return Proposal(said.siren, DECISION, f"décidé par {said.qui} le {day}{against}{why}")


def numero(malgre: str) -> str:
    """How a number that a decision overrules is called."""
    return f"SIREN {malgre}" if malgre.isdecimal() else f"numéro de TVA {malgre}"


ENGINE = Decision()
