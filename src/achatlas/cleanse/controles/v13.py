"""V13: shares of origin are between 0 and 1, France within the Union."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from achatlas.cleanse.fiche import Constat, Fiche, Regle


def _share(fiche: Fiche, champ: str) -> Decimal | None:
    try:
        share = Decimal(fiche.text(champ).replace(",", "."))
    except InvalidOperation:
        return None
    return share if share.is_finite() else None


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """Shares given in percent (read divided by 100), out of bounds, or that contradict each other."""
    kept: dict[str, Decimal] = {}
    for champ in ("origine_ue", "origine_france"):
        share = _share(fiche, champ)
        if share is None:
            if fiche.text(champ):
                yield Constat("origine_illisible", champ, fiche.text(champ))
        elif 1 < share <= regle.borne("pour_cent_max"):
            kept[champ] = share / 100
            yield Constat(
                "pourcentage", champ, fiche.text(champ), f"{kept[champ].normalize():f}".replace(".", ",")
            )
        elif 0 <= share <= 1:
            kept[champ] = share
        else:
            yield Constat("origine_hors_bornes", champ, fiche.text(champ))
    if len(kept) == 2 and kept["origine_france"] > kept["origine_ue"]:
        yield Constat(
            "france_au_dela", "origine_france", fiche.text("origine_france"), fiche.text("origine_ue")
        )
