"""What a figure gains when the marchés that follow carry a lever: exact, and said to be a hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse.readings import VALEUR, Reading
from achatlas.catalogue.models_leviers import Levier
from achatlas.domain.levier import effet
from achatlas.domain.nombres import accord, en_lettres
from achatlas.domain.objectif import Sens
from achatlas.langues import dire, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.screens.suivi.fins import Fin

MARCHES = "marches"
COVERING, DISTINCTS, PART, MARCHE, POURCENT = (
    "couverture_de_segments", "distincts", "part", "marche", "pourcent",
)  # fmt: skip
SAME = (
    "Hypothèse : {quoi}, celui qui suit prenant la place de celui qui finit ; le dénominateur ne change pas."
)


def counts(one: Chiffre, levier: Levier) -> bool:
    """Whether a marché that carries a lever, or that those whom it calls win, is a yes of the figure."""
    calcul = one.calcul
    if one.sens is Sens.BAISSE or calcul.unite != POURCENT:
        return False
    if levier.axe and levier.axe == calcul.axe:
        return levier.membre in calcul.oui
    return any(o.axe == calcul.axe and set(o.membres) & set(calcul.oui) for o in levier.offre)


def poids(one: Chiffre, fin: Fin) -> int | None:
    """How much a marché is of what the figure counts: one, its amount, or what is paid on it in a year; None
    when it is not known, or is not of what is counted.
    """
    calcul, suivi = one.calcul, fin.suivi
    if calcul.mesure == VALEUR and calcul.forme == PART:
        return suivi.plafond_centimes if calcul.fait == MARCHES else suivi.paye_an_centimes
    counted = (calcul.forme, calcul.de) in ((PART, ""), (DISTINCTS, MARCHE))
    return 1 if counted and calcul.fait == MARCHES else None


def _weights(vue: Spaser, one: Chiffre, some: Sequence[Fin], segment: str) -> list[int | None]:
    """The weight of each marché; of a figure that counts segments, the first one makes its segment a yes."""
    if one.calcul.forme != COVERING:
        return [poids(one, fin) for fin in some]
    read = vue.par(one, "segment").get(segment, Reading())
    return [int(read.denominateur > read.numerateur), *(0 for _ in some[1:])]


def nul(vue: Spaser, one: Chiffre, levier: Levier, fin: Fin) -> bool:
    """Whether the figure would gain nothing by a marché that carries a lever; what is not known is not
    nothing.
    """
    return counts(one, levier) and _weights(vue, one, [fin], fin.suivi.segment_code)[0] == 0


@dataclass(frozen=True)
class Effet:
    """What the figure gains by the next marché and by all of its window, and the hypothesis; or why it is not
    told.
    """

    un: str = ""
    tous: str = ""
    hypothese: str = ""
    sans: str = ""


def effets(
    vue: Spaser, one: Chiffre, levier: Levier, read: Reading, some: Sequence[Fin], segment: str
) -> Effet:  # fmt: skip
    """The effects of a lever on a figure, exactly, in points."""
    if not some:
        return Effet()
    if not counts(one, levier):
        return Effet(
            sans=translated(
                "Ce levier agit sur ce chiffre sans qu’un marché publié le dise : effet non calculé."
            )
        )
    weights = _weights(vue, one, some, segment)
    if weights[0] is None:
        return Effet(
            sans=translated("On ne sait pas ce que ce marché pèse dans ce chiffre : effet non calculé.")
        )
    return _told(one, (read.numerateur, read.denominateur), weights[0], weights)


def _told(one: Chiffre, part: tuple[int, int], first: int, weights: Sequence[int | None]) -> Effet:
    """The effects of the first weight and of all those that are known."""
    known = [weight for weight in weights if weight is not None]
    alone, together = effet(part, first), effet(part, sum(known))
    if alone is None or together is None:
        return Effet()
    points = dire("{n} point", n=chiffres.en_points(alone, one.calcul))
    return Effet(points, _all(together, one, len(known)), _hypothese(one, len(weights) - len(known)))


def _all(value: Fraction, one: Chiffre, many: int) -> str:
    """« +1,2 si les six marchés qui y finissent le portent »; "" when it is alone."""
    if many < 2 or one.calcul.forme == COVERING:
        return ""
    told = chiffres.en_points(value, one.calcul)
    return dire("{n} si les {nombre} marchés qui y finissent le portent", n=told, nombre=en_lettres(many))


def _hypothese(one: Chiffre, unknown: int) -> str:
    same = "à montants égaux" if one.calcul.mesure == VALEUR else "à nombre de marchés égal"
    told = dire(SAME, quoi=translated(same))
    more = accord(unknown, "marché de montant inconnu n’y est pas", "marchés de montant inconnu n’y sont pas")
    return f"{told} {more}." if unknown else told
