"""V18: the place of execution is a code of its kind."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle
from achatlas.domain.text import spelled


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A code that the table of its kind does not hold, or whose kind is not said or has no table here."""
    code = fiche.text("lieu_code").upper().removesuffix(".0")
    kind = spelled(fiche.text("lieu_type")).removeprefix("CODE ").lower().replace(" ", "_")
    if not code:
        return
    if not kind:
        yield Constat("type_de_lieu_absent", "lieu_type", code)
    elif known := regle.savoir.lieux.get(kind):
        if code not in known:
            yield Constat("lieu_inconnu", "lieu_code", code, fiche.text("lieu_type"))
    elif kind in regle.definition.listes["sans_table"]:
        yield Constat("lieu_non_verifie", "lieu_code", code)
    elif regle.forme("numero").fullmatch(kind):
        yield Constat("type_de_lieu_non_etabli", "lieu_type", fiche.text("lieu_type"))
    else:
        yield Constat("type_de_lieu_inconnu", "lieu_type", fiche.text("lieu_type"))
