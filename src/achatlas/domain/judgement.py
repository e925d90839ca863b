"""What a person may say of a pair (what a buyer writes, an enterprise): four judgements, and no other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Judgement(StrEnum):
    """``oui``: the name written is this enterprise, for every buyer that writes the same. ``non``: it is not,
    and is proposed no more. ``incertain``: somebody looked and cannot tell; the pair waits, last of the
    queue. ``sans_avis``: nobody says anything of it; the pair waits as on the first day.
    """

    OUI = "oui"
    NON = "non"
    INCERTAIN = "incertain"
    SANS_AVIS = "sans_avis"


SENS = {
    Judgement.OUI: "c'est la même entreprise",
    Judgement.NON: "ce n'est pas elle",
    Judgement.INCERTAIN: "on ne peut pas le dire",
    Judgement.SANS_AVIS: "sans avis : la paire attend",
}


@dataclass(frozen=True)
class Decided:
    """A standing « oui »: which enterprise (SIREN), by whom, when (UTC, ISO 8601), why; ``malgre`` is the
    valid SIREN, or VAT number of another country, that it overrules, or nothing: an identifier is overruled
    by name, never by the way.
    """

    siren: str
    qui: str
    date: str
    motif: str
    malgre: str = ""


Pair = tuple[str, str]
"""What is written (``ecrit_cle``), and a SIREN."""
