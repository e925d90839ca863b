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
    written = spelled(marche.get("lot") or "")
    if written:
        number = written.removeprefix("LOT").strip()
        return f"Lot {number.lstrip('0').zfill(2)}"[:24] if number else ""
    objet = spelled(marche.get("objet") or "")
    found = [(one[1], one[0].startswith("LOTS") or bool(one[2])) for one in NAMED.finditer(objet)]
    if len({number for number, _ in found}) > 1 or any(several for _, several in found):
        return SEVERAL
    if found:
        return f"Lot {found[0][0].zfill(2)}"
    if "LOT UNIQUE" in objet:
        return ONLY
    return UNDIVIDED if spelled(marche.get("allotissement") or "") in NO else ""
