"""What a person may say of a pair (what a buyer writes, an enterprise): four judgements; of what is written
alone, two more; and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Judgement(StrEnum):
    """``oui``: the name written is this enterprise, for every buyer that writes the same. ``non``: it is not,
    and is proposed no more. ``incertain``: somebody looked and cannot tell; the pair waits, last of the
    queue. ``sans_avis``: nobody says anything of it; the pair waits as on the first day. ``etranger``,
    ``personne``: what is written is of another country, or a natural person: no SIREN is to be looked for.
    """

    OUI = "oui"
    NON = "non"
    INCERTAIN = "incertain"
    SANS_AVIS = "sans_avis"
    ETRANGER = "etranger"
    PERSONNE = "personne"


NATURES = frozenset((Judgement.ETRANGER, Judgement.PERSONNE))
"""What is said of a writing alone, that has no SIREN."""
SETTLING = NATURES | {Judgement.OUI}
"""What says who it is."""
SENS = {
    Judgement.OUI: "c'est la même entreprise",
    Judgement.NON: "ce n'est pas elle",
    Judgement.INCERTAIN: "on ne peut pas le dire",
    Judgement.SANS_AVIS: "sans avis : la paire attend",
    Judgement.ETRANGER: "c'est un fournisseur étranger, sans SIREN",
    Judgement.PERSONNE: "c'est une personne physique, sans SIREN",
}


@dataclass(frozen=True)
class Decided:
    """A standing judgement that says who it is (``jugement``, of ``SETTLING``): which enterprise (SIREN;
    empty when there is none to look for), by whom, when (UTC, ISO 8601), why; ``malgre`` is the valid SIREN,
    or VAT number of another country, that it overrules, or nothing: an identifier is overruled by name, never
    by the way.
    """

    siren: str
    qui: str
    date: str
    motif: str
    malgre: str = ""
    jugement: Judgement = Judgement.OUI


Pair = tuple[str, str]
"""What is written (``ecrit_cle``), and a SIREN, or nothing for what is said of the writing alone."""
