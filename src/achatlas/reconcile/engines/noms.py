"""Without a valid identifier, a name that one enterprise of the directory bears, and bears best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from achatlas.reconcile.engine import Candidat, Proposal, Savoir, Tiers

SEUIL = "seuil_automatique"


@dataclass(frozen=True)
class Noms:
    """The first candidate of the search of names that nobody refused, when its score reaches the automatic
    threshold of ``regles/noms.yml``.
    """

    rang: int = 30

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises recognised with no help."""
        seuil = savoir.catalogue.regle("noms")[SEUIL]
        first = ((one.cle, _first(one, savoir)) for one in tiers)
        return {cle: _recognised(best) for cle, best in first if best and best.score >= seuil}


def _first(tiers: Tiers, savoir: Savoir) -> Candidat | None:
    found = savoir.candidats.get(tiers.cle, ())
    return next((one for one in found if not savoir.refuses(tiers, one.siren)), None)


def _recognised(best: Candidat) -> Proposal:
    said = " · ".join(best.preuves)
    return Proposal(best.siren, "nom", f"nom reconnu ({best.score} sur 100) : {said}")


ENGINE = Noms()
