"""How often persons said the same as the machine, where it had proposed an enterprise and they judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.accuracy import Interval, wilson
from achatlas.domain.judgement import Judgement
from achatlas.pipeline.rapprochements import folders
from achatlas.pipeline.workshop import Workshop
from achatlas.store import ecrits as store
from achatlas.store.rapprochements import Rapprochement, Rapprochements

Standing = Mapping[str, Sequence[Rapprochement]]
SURE = 100


@dataclass(frozen=True)
class Accord:
    """Of the names for which the machine proposed an enterprise this likely (in words), how many persons
    judged, and how many of these were that one.
    """

    vraisemblance: str
    judged: int
    agreed: int

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share (Wilson)."""
        return wilson(self.agreed, self.judged)


@dataclass(frozen=True)
class Accords:
    """What persons made of the likeliest enterprise of each name: in all, by likelihood (the highest first);
    ``sans``: how many names they told of which the machine proposed nothing.
    """

    tout: Accord
    par_vraisemblance: tuple[Accord, ...]
    sans: int


def agreements(atelier: Workshop) -> Accords | None:
    """The agreements of the whole territory, counted by names, nobody named; None before the first run.

    A name counts once, by what stands of it: the enterprise that persons told last is the likeliest one, or
    another; or they only refused the likeliest. What they left for later, and the refusal of a lesser
    candidate, say nothing of it.
    """
    found = folders(atelier)
    if found is None:
        return None
    said: dict[str, list[Rapprochement]] = {}
    for one in Rapprochements(atelier.home).standing().values():
        if one.jugement in (Judgement.OUI, Judgement.NON):
            said.setdefault(one.ecrit_cle, []).append(one)
    rows = store.candidats(found[1], atelier.territoire.sirens, said)
    return _counted(atelier.catalogue.regle("rapprochements")["vraisemblance"], said, _likeliest(rows))


def _likeliest(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The likeliest candidate of each writing, whoever writes it."""
    best: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (-row["score"], row["siret"], row["tiers_cle"])):
        best.setdefault(row["ecrit_cle"], row)
    return best


def _counted(
    words: Sequence[Mapping[str, Any]], said: Standing, best: Mapping[str, Mapping[str, Any]]
) -> Accords:
    judged = [
        (best[cle]["score"], agreed)
        for cle, rows in said.items()
        if cle in best and (agreed := _agreed(rows, best[cle]["siren"])) is not None
    ]
    told = [row.ecrit_cle for rows in said.values() for row in rows if row.jugement == Judgement.OUI]
    whole = Accord("", len(judged), sum(agreed for _, agreed in judged))
    return Accords(whole, tuple(_banded(words, judged)), len(set(told) - set(best)))


def _banded(words: Sequence[Mapping[str, Any]], judged: Sequence[tuple[int, bool]]) -> Iterator[Accord]:
    """The agreements of each likelihood that somebody judged."""
    above = SURE + 1
    for band in words:
        own = [agreed for score, agreed in judged if band["des"] <= score < above]
        above = band["des"]
        if own:
            yield Accord(band["dit"], len(own), sum(own))


def _agreed(rows: Sequence[Rapprochement], siren: str) -> bool | None:
    """Whether persons said that it is this enterprise; None when they said nothing of it."""
    chosen = [row.siren for row in rows if row.jugement == Judgement.OUI]
    if chosen:
        return chosen[-1] == siren
    return False if any(row.siren == siren for row in rows) else None
