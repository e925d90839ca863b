"""V05: the key of a CPV code is the one of the table; the formula is a hint and rejects nothing."""

from collections.abc import Iterator

from achatlas.cleanse.cpv import formula, written_key
from achatlas.cleanse.fiche import Constat, Fiche, Regle


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A key that is not the one of the table for this very code."""
    written = fiche.text("cpv")
    code, key = written[:8], written_key(written)
    official = regle.savoir.cpv.get(code)
    if key and official is not None and key != official:
        yield Constat(
            "cle_differente", "cpv", written, f"{official} dans la table, {formula(code)} au calcul"
        )
