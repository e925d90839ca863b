"""A false number one digit away from that of an enterprise whose name is the one written: two witnesses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from achatlas.reconcile.engine import Candidat, Proposal, Savoir, Tiers

SIREN, SIRET, ONE = 9, 14, 1
READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Reparation:
    """The only candidate of the search of names whose number is the one written but for a digit changed,
    lost, added or swapped with the next; or but for the establishment. Nothing without the name, and nothing
    of two, even when a person refused one: the other gains nothing by it.
    """

    rang: int = 18

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The enterprises of the numbers that are repaired."""
        found = ((one, list(_near(one, savoir))) for one in tiers if one.ecrit)
        return {one.cle: _repaired(one, near[0]) for one, near in found if len({c.siren for c in near}) == 1}


def _near(tiers: Tiers, savoir: Savoir) -> Iterator[Candidat]:
    written = tiers.ecrit.translate(READ_AS)
    for candidat in savoir.candidats.get(tiers.cle, ()):
        if _alike(written, candidat):
            yield candidat


def _alike(written: str, candidat: Candidat) -> bool:
    """Whether a number may be that of a candidate: its SIRET but for a digit, its SIREN but for a digit, or
    its SIREN whole with another establishment; the zeros that a spreadsheet drops before a SIRET put back.
    """
    if not written.isdecimal() or not SIREN - ONE <= len(written) <= SIRET + ONE:
        return False
    if len(written) <= SIREN + ONE:
        return _near_to(written, candidat.siren)
    full = written.zfill(SIRET)
    others = len(full) == SIRET and full.startswith(candidat.siren)
    return others or _near_to(written, candidat.siret) or _near_to(full, candidat.siret)


def _near_to(written: str, whole: str) -> bool:
    return OSA.distance(written, whole, score_cutoff=ONE) <= ONE


def _repaired(tiers: Tiers, candidat: Candidat) -> Proposal:
    own = candidat.siret if len(tiers.ecrit) > SIREN + ONE else candidat.siren
    said = f"numéro écrit {tiers.ecrit}, faux ; {own} à un chiffre près, et le nom est le sien"
    return Proposal(candidat.siren, "reparation", f"{said} : {candidat.nom}")


ENGINE = Reparation()
