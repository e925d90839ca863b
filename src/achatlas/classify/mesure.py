"""What the classification of texts is worth on titles whose segments are known: read by somebody, or told by
the CPV of their buyer, which is no judge (right for 72 % of titles, as read by hand).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.accuracy import calibrated, share, wilson

FAMILLE = 2


@dataclass(frozen=True)
class Titre:
    """An object, the segment of its CPV ("" when unknown), and the segments that a reader defends, the first
    one first; none when nobody read it. ``naf``: the activity of its titulaire, "" when unknown.
    """

    objet: str
    cpv: str
    segments: tuple[str, ...] = ()
    naf: str = ""

    @property
    def attendu(self) -> str:
        """The segment that is expected first."""
        return self.segments[0] if self.segments else self.cpv

    @property
    def justes(self) -> tuple[str, ...]:
        """The segments that a reader defends; without a reader, that of the CPV."""
        return self.segments or (self.cpv,)


@dataclass(frozen=True)
class Reponse:
    """A title, the segments that the machine proposes, the likeliest first, and how sure it is (0 to 100)."""

    titre: Titre
    proposes: tuple[str, ...]
    sureness: int

    @property
    def premier(self) -> str:
        """The first segment, "" when the machine has nothing to say."""
        return self.proposes[0] if self.proposes else ""

    @property
    def juste(self) -> bool:
        """Whether the first is one that a reader defends; without a reader, that of the CPV."""
        return self.premier in self.titre.justes


def measured(said: Sequence[Reponse], seuil: int) -> dict[str, Any]:
    """The whole measure: shares between 0 and 1, each with its 95 % interval (``…_ic``).

    ``segment_top1``, ``segment_top5`` and ``famille_top1`` are against the first segment expected;
    ``acceptable``, ``acceptable_top5`` and ``famille_acceptable`` against all that a reader defends (of the
    ``lus`` titles that one has read); ``accord_cpv`` against the buyer's CPV; ``automatise`` is what the
    machine decides by itself, from ``seuil`` on, and ``precision_automatise`` how often rightly.
    """
    lus = [one for one in said if one.titre.segments]
    coded = [one for one in said if one.titre.cpv]
    alone = [one for one in said if _alone(one, seuil)]
    told = {
        **_counted("segment_top1", said, lambda one: one.premier == one.titre.attendu),
        **_counted("segment_top5", said, lambda one: one.titre.attendu in one.proposes),
        **_counted("famille_top1", said, lambda one: _alike(one.premier, [one.titre.attendu])),
        **_counted("acceptable", lus, lambda one: one.juste),
        **_counted("acceptable_top5", lus, lambda one: not {*one.proposes}.isdisjoint(one.titre.segments)),
        **_counted("famille_acceptable", lus, lambda one: _alike(one.premier, one.titre.segments)),
        **_counted("accord_cpv", coded, lambda one: one.premier == one.titre.cpv),
        **_counted("automatise", said, lambda one: _alone(one, seuil)),
        **_counted("precision_automatise", alone, lambda one: one.juste),
    }
    sure = [(one.sureness, one.juste) for one in said if one.premier]
    return {"n": len(said), "lus": len(lus), "seuil": seuil, **told, "surete": calibrated(sure)}


def heard(
    sans: Sequence[Reponse], avec: Sequence[Reponse], sold: Callable[[str], Sequence[str]], seuil: int
) -> dict[str, Any]:
    """What hearing the activity of titulaires is worth, on the titles of which it says something (``n``): how
    often it names a segment that is right (``accord``), and the whole measure without it and with it.
    """
    lus = [one for one in avec if sold(one.titre.naf)]
    bare = [one for one in sans if sold(one.titre.naf)]
    named = _counted("accord", lus, lambda one: not {*sold(one.titre.naf)}.isdisjoint(one.titre.justes))
    return {"n": len(lus), **named, "sans": measured(bare, seuil), "avec": measured(lus, seuil)}


def _alone(one: Reponse, seuil: int) -> bool:
    """Whether the machine decides by itself."""
    return bool(one.premier) and one.sureness >= seuil


def _counted(nom: str, said: Sequence[Reponse], good: Callable[[Reponse], bool]) -> dict[str, Any]:
    right = sum(map(good, said))
    return {nom: share(right, len(said)), f"{nom}_ic": wilson(right, len(said))}


def _alike(code: str, others: Iterable[str]) -> bool:
    """Whether a segment is of the family of one of the others."""
    return code[:FAMILLE] in {other[:FAMILLE] for other in others}
