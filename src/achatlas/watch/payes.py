"""What is paid on each marché, its marchés subséquents included once (standards, 8.5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from achatlas.watch.suivi import Suivi


@dataclass(frozen=True)
class Paye:
    """Cents HT paid on a marché, None when nobody knows any of it, and the ``marche_cle`` of its marchés
    subséquents, in order.
    """

    centimes: int | None
    under: tuple[str, ...] = ()


def payes(suivis: Iterable[Suivi]) -> Mapping[str, Paye]:
    """By ``marche_cle``."""
    every = list(suivis)
    under: dict[str, list[Suivi]] = defaultdict(list)
    for one in every:
        if one.accord_cadre_cle:
            under[one.accord_cadre_cle].append(one)
    return {one.marche_cle: _paye(one, under.get(one.marche_cle, [])) for one in every}


def _paye(one: Suivi, under: list[Suivi]) -> Paye:
    known = [part.paye_centimes for part in (one, *under) if part.paye_centimes is not None]
    return Paye(sum(known) if known else None, tuple(sorted(part.marche_cle for part in under)))
