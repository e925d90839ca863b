"""Figures of indicators in words: a value in its unit, its interval, what is known, what is not told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from achatlas.analyse.readings import CLOSED, NOTHING, SENSELESS, UNKNOWN, VALEUR, WITHOUT, Reading
from achatlas.catalogue.models_indicateurs import SAISIE, SCALES, Calcul, Indicateur
from achatlas.domain.nombres import (
    INSECABLE,
    de_a,
    decimal,
    en_pourcent,
    entier,
    lisser,
    montant_lisible,
    pourcent,
    quotient,
    signed,
)
from achatlas.langues import dire, in_french, translated

STATES = {
    CLOSED: "fermé dans cette vue",
    WITHOUT: "sans données",
    NOTHING: "sans objet",
    UNKNOWN: "inconnu",
    SENSELESS: "avoirs trop forts",
}
SIGNS = {"jours": "jours", "heures": "h", "heures_par_million": "h/M€", "grammes_par_euro": "g/€"}
FINE_TO = 10
"""Below so many per cent, two decimals: what is small is told finely."""


def scaled(value: Fraction, calcul: Calcul) -> Fraction:
    """A quotient in the unit of its figure: 3/10 is 30 when it is told per cent."""
    return value * SCALES.get(calcul.unite, 1)


def unscaled(value: Fraction | Decimal, calcul: Calcul) -> Fraction:
    """The quotient that a value in the unit of a figure is."""
    return Fraction(value) / SCALES.get(calcul.unite, 1)


def written(value: Fraction, calcul: Calcul) -> str:
    """A quotient with its unit: « 22,5 % », « 0,31 % », « 28,4 j », « 3,2 »."""
    told = scaled(value, calcul)
    if calcul.unite == "pourcent":
        return en_pourcent(quotient(told, 2 if 0 < told < 1 else 1))
    return _signed(entier(round(told)) if calcul.unite == "heures" else quotient(told, 1), calcul)


def aimed(value: Fraction | Decimal, calcul: Calcul) -> str:
    """A target, already in the unit of its figure: « 30 % », « 32,5 % »."""
    told = Fraction(value)
    number = (
        entier(int(told))
        if told.denominator == 1
        else quotient(told, 1 if (10 * told).denominator == 1 else 2)
    )
    if calcul.unite == "pourcent":
        return en_pourcent(number)
    return _signed(number, calcul)


def _signed(number: str, calcul: Calcul) -> str:
    """A number with the sign of its unit, if it has one."""
    told = sign(calcul)
    return f"{number}{INSECABLE}{told}" if told else number


def sign(calcul: Calcul) -> str:
    """How the unit of a figure is written; "" of a number, and of what is told per cent."""
    return translated(SIGNS.get(calcul.unite, ""))


def valeur(one: Reading, calcul: Calcul) -> str:
    """The value among what is known, or why there is none: « 22,5 % », « sans données »."""
    value = one.valeur
    return written(value, calcul) if value is not None else translated(STATES[one.etat])


def bornes(one: Reading, calcul: Calcul) -> str:
    """From the least to the most that it may be: « 18 à 31 % »; "" when all is known, or without bounds."""
    if one.bornes is None or one.bornes[0] == one.bornes[1]:
        return ""
    least, most = (scaled(bound, calcul) for bound in one.bornes)
    told = de_a(entier(floor(least)), entier(ceil(most)))
    return en_pourcent(told) if calcul.unite == "pourcent" else told


def connu(one: Reading, calcul: Calcul) -> str:
    """How much of what is asked is said: « 82 % dit »; "" when nothing is to be said."""
    known, every = _known(one, calcul)
    return signed(pourcent(known, every, 0)) if every > 0 and not one.absent else ""


def assez(one: Reading, calcul: Calcul) -> bool:
    """Whether enough is known for a target to be judged: half of what is asked at least says it."""
    known, every = _known(one, calcul)
    return one.valeur is not None and (every <= 0 or 2 * known >= every)


def _known(one: Reading, calcul: Calcul) -> tuple[int, int]:
    return (calcul.mesure == VALEUR and one.connus_valeur) or one.connus


def detail(one: Reading, calcul: Calcul) -> str:
    """What the value is made of: « 115 sur 512 », « 1,9 M€ sur 612,8 M€ »."""
    if one.valeur is None:
        return ""
    answered = reponses(one, calcul)
    if calcul.unite != "pourcent":
        return answered or dire("n = {nombre}", nombre=entier(one.n))
    tell = montant_lisible if en_euros(calcul) else entier
    told = dire("{partie} sur {tout}", partie=tell(one.numerateur), tout=tell(one.denominateur))
    return f"{told} · {answered}" if answered else told


def adds(calcul: Calcul) -> bool:
    """Whether a figure is a total, that members add up to: neither a share nor a mean, it has no base."""
    return calcul.forme == SAISIE and calcul.genre == "somme"


def en_euros(calcul: Calcul) -> bool:
    """Whether the numbers of a figure are cents."""
    return calcul.mesure == VALEUR and bool(calcul.fait or calcul.forme == SAISIE)


def reponses(one: Reading, calcul: Calcul) -> str:
    """How many entered all that is asked, of those awaited; "" of one alone, or of what is computed."""
    known, every = one.connus
    if not calcul.entered or every < 2:
        return ""
    if calcul.saisies and known < 2:
        said = (
            "un acheteur sur {tout} l’a saisi par marché"
            if known
            else "aucun acheteur ne l’a saisi par marché"
        )
        return dire(said, tout=entier(every))
    if calcul.saisies:
        return dire(
            "{partie} acheteurs sur {tout} l’ont saisi par marché", partie=entier(known), tout=entier(every)
        )
    if known == 1:
        return dire("un acheteur sur {tout} a tout répondu", tout=entier(every))
    if not known:
        return dire("aucun acheteur sur {tout} n’a tout répondu", tout=entier(every))
    return dire("{partie} acheteurs sur {tout} ont tout répondu", partie=entier(known), tout=entier(every))


def nom(indicateur: Indicateur, calcul: Calcul) -> str:
    """The name of a figure: that of its indicator, and its own when it has several."""
    own = in_french(lisser(calcul.libelle)) if calcul.libelle else ""
    head = in_french(lisser(indicateur.libelle))
    return f"{head} · {own}" if own else head


def en_points(value: Fraction, calcul: Calcul) -> str:
    """A contribution in its unit, with its sign: « +0,8 », « −3,6 », whole hours; « 0 » when it is too small
    to be written.
    """
    told = scaled(value, calcul)
    some = (decimal(abs(told.numerator), told.denominator, places) for places in _places(calcul))
    number = next((one for one in some if one.strip("0,.")), "")
    return f"{'−' if told < 0 else '+'}{number}" if number else "0"


def _places(calcul: Calcul) -> tuple[int, ...]:
    """With how many decimals a contribution is written, and what is tried when that writes nothing."""
    return (0,) if calcul.unite == "heures" else (1, 2)
