"""Which segments hold the gap of a figure, among those where a lever fits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse.readings import VALEUR, Reading
from achatlas.domain.levier import ecarts, entiers
from achatlas.domain.nombres import accord, entier, lisser, montant_lisible
from achatlas.domain.objectif import Sens, apports, manque
from achatlas.langues import dire, in_french, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.vue import Chiffre, Spaser

SEGMENT, SHOWN = "segment", 5


@dataclass(frozen=True)
class Tenus:
    """What each segment is short of, positive when it is late (``exacts`` before they are rounded to whole
    marchés or cents); ``ecrire`` writes a sum of some of them; they add up exactly to the whole when
    ``juste``. Nothing at all when the figure is not told by segment.
    """

    exacts: Mapping[str, Fraction]
    parts: Mapping[str, Fraction]
    ecrire: Callable[[Fraction], str]
    juste: bool

    def somme(self, codes: Collection[str]) -> Fraction:
        """What some segments are short of together."""
        return sum((self.parts[code] for code in codes), Fraction(0))


@dataclass(frozen=True)
class Part:
    """A segment that weighs, or several together: what it is short of, where it is chosen."""

    nom: str
    dit: str
    href: str = ""
    ici: bool = False


def tenus(vue: Spaser, one: Chiffre, cible: Fraction, whole: Reading) -> Tenus:
    """What each segment is short of: whole marchés or cents that add up to what is missing where they can be
    counted, else points.
    """
    read = vue.par(one, SEGMENT)
    parts = {code: (r.numerateur, r.denominateur) for code, r in read.items() if r.denominateur > 0}
    total = (whole.numerateur, whole.denominateur)
    juste = tuple(map(sum, zip(*parts.values(), strict=True))) == total
    if juste and one.sens is Sens.HAUSSE and one.calcul.unite == "pourcent":
        return _counted(one, ecarts(cible, parts), manque(cible, total))
    return _in_points(one, apports(cible, parts), juste)


def _counted(one: Chiffre, short: Mapping[str, Fraction], total: int) -> Tenus:
    """What is short in whole marchés or cents."""
    cents = one.calcul.mesure == VALEUR and one.calcul.fait
    tell = montant_lisible if cents else entier
    counted = {code: Fraction(said) for code, said in entiers(short, total).items()}
    return Tenus(short, counted, lambda said: tell(int(said)), juste=True)


def _in_points(one: Chiffre, told: Mapping[str, Fraction], juste: bool) -> Tenus:
    """What is short in points of the figure, written as what each adds to it."""
    way = -1 if one.sens is Sens.HAUSSE else 1
    short = {code: way * said for code, said in told.items()}
    return Tenus(short, short, lambda said: chiffres.en_points(said * way, one.calcul), juste)


def nom(vue: Spaser, code: str) -> str:
    """« 08.03 Nettoyage des locaux »."""
    known = vue.demande.catalogue.segments.get(code, {})
    return f"{code} {in_french(lisser(known.get('segment', '')))}".strip()


def ordre(held: Tenus, fitting: Collection[str]) -> list[str]:
    """The segments where a lever fits and that are late, the latest first."""
    late = [code for code, short in held.exacts.items() if code in fitting and short > 0]
    return sorted(late, key=lambda code: (-held.exacts[code], code))


def parts(
    vue: Spaser, held: Tenus, order: list[str], chosen: str, href: Callable[[str], str]
) -> list[Part]:  # fmt: skip
    """The first segments, the chosen one with them, then all the others, so that nothing is left out."""
    shown = order[:SHOWN]
    if chosen and chosen not in shown:
        shown = [*shown, chosen]
    rows = [Part(nom(vue, code), _told(held, code), href(code), code == chosen) for code in shown]
    return rows + _others(held, [code for code in order if code not in shown], shown + order)


def _others(held: Tenus, more: list[str], told: Collection[str]) -> list[Part]:
    """Those that are not shown, together: where a lever fits too, where none does, those not late."""
    left = [code for code in held.exacts if code not in told]
    astray = [code for code in left if held.exacts[code] > 0]
    ahead = [code for code in left if held.exacts[code] <= 0]
    words = (
        (more, dire("{n} où il convient aussi", n=accord(len(more), "autre segment", "autres segments"))),
        (astray, dire("{n} où il ne convient pas", n=accord(len(astray), "segment"))),
        (ahead, dire("{n} sans retard", n=accord(len(ahead), "segment"))),
    )
    return [Part(said, held.ecrire(held.somme(codes))) for codes, said in words if codes and held.parts]


def _told(held: Tenus, code: str) -> str:
    return held.ecrire(held.parts[code]) if code in held.parts else translated("non dit")
