"""Le lot : celui que le marché écrit, à défaut celui que son objet nomme."""

import re

from achatlas.cleanse.caractere import Record, Savoir
from achatlas.cleanse.clauses import NO
from achatlas.domain.text import spelled

NAMED = re.compile(r"\bLOTS? (?:N ?O? )?0*([1-9]\d{0,2})\b((?: (?:ET |A )?\d{1,3}\b)*)")
SEVERAL, ONLY, UNDIVIDED = "plusieurs", "unique", "sans_lot"


def caractere(marche: Record, savoir: Savoir) -> str:
    """« Lot 03 »; ``plusieurs`` when the object names some, ``unique``, ``sans_lot`` when the register says
    that the marché is not divided; nothing when nobody says it.
    """
    said = spelled(marche.get("lot") or "").removeprefix("LOT").strip()
    if said:
        return _numbered(said)
    undivided = spelled(marche.get("allotissement") or "") in NO
    return _named(spelled(marche.get("objet") or "")) or (UNDIVIDED if undivided else "")


def _numbered(number: str) -> str:
    return f"Lot {number.lstrip('0').zfill(2)}"[:24]


def _named(objet: str) -> str:
    """The lot that an object names."""
    found = list(NAMED.finditer(objet))
    numbers = {one[1] for one in found}
    if len(numbers) > 1 or any(one[2] or one[0].startswith("LOTS") for one in found):
        return SEVERAL
    return _numbered(numbers.pop()) if numbers else ONLY if "LOT UNIQUE" in objet else ""
