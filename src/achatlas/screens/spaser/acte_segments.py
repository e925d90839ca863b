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
    found = {code: read for code, read in vue.par(one, SEGMENT).items() if read.denominateur > 0}
    parts = {code: (read.numerateur, read.denominateur) for code, read in found.items()}
    sums = tuple(sum(part[rank] for part in parts.values()) for rank in (0, 1))
    juste = sums == (whole.numerateur, whole.denominateur)
    calcul = one.calcul
    if juste and one.sens is Sens.HAUSSE and calcul.unite == "pourcent":
        short = ecarts(cible, parts)
        counted = entiers(short, manque(cible, (whole.numerateur, whole.denominateur)))
        tell = montant_lisible if calcul.mesure == VALEUR and calcul.fait else entier
        whole_parts = {code: Fraction(said) for code, said in counted.items()}
        return Tenus(short, whole_parts, lambda said: tell(int(said)), True)
    way = -1 if one.sens is Sens.HAUSSE else 1
    told = {code: way * said for code, said in apports(cible, parts).items()}
    return Tenus(told, told, lambda said: chiffres.en_points(said * way, calcul), juste)


def nom(vue: Spaser, code: str) -> str:
    """« 08.03 Nettoyage des locaux »."""
    known = vue.demande.catalogue.segments.get(code, {})
    return f"{code} {in_french(lisser(known.get('segment', '')))}".strip()


def ordre(held: Tenus, fitting: Collection[str]) -> list[str]:
    """The segments where a lever fits and that are late, the latest first."""
    late = [code for code, short in held.exacts.items() if code in fitting and short > 0]
    return sorted(late, key=lambda code: (-held.exacts[code], code))


def parts(
    vue: Spaser, held: Tenus, order: list[str], chosen: str, fitting: Collection[str],
    href: Callable[[str], str],
) -> list[Part]:  # fmt: skip
    """The first segments, the chosen one with them, then all the others, so that nothing is left out."""
    shown = order[:SHOWN] + [chosen for _ in (0,) if chosen and chosen not in order[:SHOWN]]
    rows = [Part(nom(vue, code), _told(held, code), href(code), code == chosen) for code in shown]
    others = [code for code in order if code not in shown]
    left = [code for code in held.exacts if code not in shown and code not in order]
    astray = [code for code in left if held.exacts[code] > 0]
    ahead = [code for code in left if held.exacts[code] <= 0]
    words = (
        (others, dire("{n} où il convient aussi", n=accord(len(others), "autre segment", "autres segments"))),
        (astray, dire("{n} où il ne convient pas", n=accord(len(astray), "segment"))),
        (ahead, dire("{n} sans retard", n=accord(len(ahead), "segment"))),
    )
    return rows + [Part(said, held.ecrire(held.somme(codes))) for codes, said in words if codes]


def _told(held: Tenus, code: str) -> str:
    return held.ecrire(held.parts[code]) if code in held.parts else translated("non dit")
