"""A person has said which enterprise this name is: it is, for every buyer that writes the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from achatlas.domain.judgement import Decided, Judgement
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.engines import code_tiers, historique, membre
from achatlas.reconcile.engines.personne import is_person
from achatlas.reconcile.engines.propre import own
from achatlas.reconcile.engines.tva import foreign

DECISION, ETRANGER, PERSONNE = "decision", "etranger", "personne_physique"
WAYS = {Judgement.OUI: DECISION, Judgement.ETRANGER: ETRANGER, Judgement.PERSONNE: PERSONNE}
SAID = {
    Judgement.OUI: "décidé",
    Judgement.ETRANGER: "fournisseur étranger, dit",
    Judgement.PERSONNE: "personne physique, dit",
}
BOOKS = (code_tiers.ENGINE, membre.ENGINE, historique.ENGINE)


@dataclass(frozen=True)
class Decision:
    """The last judgement that says who it is. A valid identifier, or the VAT number of another country, is
    overruled by a decision that names it, and by no other; a natural person, by none. Without a SIREN to look
    for, it stays its buyer's own; who bears a valid one has one.
    """

    rang: int = 5

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises that persons have told, and those who have no SIREN."""
        if not savoir.decides:
            return {}
        found = {one: said for one in tiers if (said := _decided(one, savoir)) is not None}
        return {one.cle: _proposal(one, said) for one, said in found.items() if not _natural(one, savoir)}


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
    heard = (one for one in every if not tiers.siren or one.siren)
    return next((one for one in reversed([*heard]) if not number or one.malgre == number), None)


def _proposal(tiers: Tiers, said: Decided) -> Proposal:
    day = f"{datetime.fromisoformat(said.date):%d/%m/%Y}"
    why = f" : {said.motif}" if said.motif else ""
    against = f", malgré le {numero(said.malgre)}" if said.malgre else ""
    prefix = "PP" if said.jugement == Judgement.PERSONNE else "T"
    number, how = said.siren or own(tiers, prefix), SAID[said.jugement]
    return Proposal(number, WAYS[said.jugement], f"{how} par {said.qui} le {day}{against}{why}")


def numero(malgre: str) -> str:
    """How a number that a decision overrules is called."""
    return f"SIREN {malgre}" if malgre.isdecimal() else f"numéro de TVA {malgre}"


ENGINE = Decision()
