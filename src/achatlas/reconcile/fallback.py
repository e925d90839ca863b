"""What the machine would say of a tiers had nobody judged it, then at each refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Proposal, Savoir, Tiers, cascade
from achatlas.reconcile.engines.decision import DECISION
from achatlas.reconcile.engines.tva import IDENTIFICATION as FOREIGN

LINE = "\n"


@dataclass(frozen=True)
class Refusing(Savoir):
    """What the engines know when nobody judged anything, but some SIREN are refused to each tiers, by key."""

    refused: Mapping[str, Collection[str]] = field(default_factory=dict)

    def refuses(self, tiers: Tiers, siren: str) -> bool:
        """Whether this SIREN is one of those refused to the tiers."""
        return siren in self.refused.get(tiers.cle, ())


def machine(catalogue: Catalogue) -> frozenset[str]:
    """The ways of recognising that are neither a valid number nor a person's word: those a person may
    refuse.
    """
    regle = catalogue.regle("identification")
    return frozenset(regle["identifie"]) - {*regle["ecrit"], DECISION}


def untold(tiers: Sequence[Tiers], savoir: Savoir, said: Mapping[str, Proposal]) -> dict[str, Proposal]:
    """What the cascade says of every tiers when nobody judged; ``said``: what it says with the judgements."""
    refused = {cle for (cle, _), one in savoir.jugements.items() if one == Judgement.NON}
    told = refused | savoir.decides.keys()
    judged = [one for one in tiers if told and ecrit_cle(one.nom, one.code_postal) in told]
    return {**said, **cascade(judged, _refusing(savoir, {}))}


def fallbacks(
    tiers: Iterable[Tiers], savoir: Savoir, first: Mapping[str, Proposal]
) -> dict[str, tuple[Proposal, ...]]:
    """What the machine says of each tiers that it recognises, then once that is refused too, and so on until
    it recognises nothing, or what a number of another country says; the others are left out. Each round
    refuses one more SIREN: it ends.
    """
    ways, every = machine(savoir.catalogue), [*tiers]
    left = _known(every, first, ways)
    told = [*left, *_known(every, first, {FOREIGN})]
    found: dict[str, tuple[Proposal, ...]] = {one.cle: (first[one.cle],) for one in told}
    while left:
        refused = {one.cle: {said.fournisseur_id for said in found[one.cle]} for one in left}
        then = cascade(left, _refusing(savoir, refused))
        for one in left:
            found[one.cle] = (*found[one.cle], then[one.cle])
        left = _known(left, then, ways)
    return found


def _known(tiers: Iterable[Tiers], said: Mapping[str, Proposal], ways: Collection[str]) -> list[Tiers]:
    """Those that are known in one of these ways."""
    return [one for one in tiers if said[one.cle].identification in ways]


def written(said: Sequence[Proposal]) -> str:
    """« nom 000900001 », one a line, the last one (« absent ») without a number unless it is of another
    country; nothing of nothing.
    """
    last = len(said) - 1
    return LINE.join(
        f"{one.identification} {one.fournisseur_id}"
        if rank < last or one.identification == FOREIGN
        else one.identification
        for rank, one in enumerate(said)
    )


def _refusing(savoir: Savoir, refused: Mapping[str, Collection[str]]) -> Refusing:
    return Refusing(**{**vars(savoir), "decides": {}, "jugements": {}, "refused": refused})
