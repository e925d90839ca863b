"""What an élu reads first: a few figures in plain words, each with what it means, how it is computed and what
is done about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from achatlas.analyse.readings import CLOSED, NOTHING, SENSELESS, UNKNOWN, WITHOUT, Reading
from achatlas.catalogue.models_obligations import Essentiel
from achatlas.domain.nombres import accord, entier, lisser, montant_lisible
from achatlas.domain.objectif import Etat, Sens, manque
from achatlas.langues import dire, in_french, translated
from achatlas.screens.communs import MOIS
from achatlas.screens.spaser import chiffres, fiche
from achatlas.screens.spaser.annee import noms
from achatlas.screens.spaser.vue import Chiffre, Spaser

SUITE = "essentiel/"
Phrases = Mapping[Literal["une", "plusieurs"], str]
"""How a figure is said of one, and of several."""
STATES = {
    Etat.MANQUE: ("▼", "objectif pas atteint"),
    Etat.EN_VOIE: ("→", "en bonne voie"),
    Etat.ATTEINT: ("✓", "objectif atteint"),
    Etat.INCONNU: ("?", "on ne peut pas encore le dire"),
}
LATE = "objectif hors de portée cette année"
"""How a target is said that even the best end of the year will miss."""
WHY = {
    CLOSED: "Ce chiffre n’est pas ouvert dans cette vue.",
    WITHOUT: "Personne n’a encore donné ce chiffre.",
    NOTHING: "Il n’y a rien à compter cette année.",
    UNKNOWN: "Les données reçues ne permettent pas de le dire.",
    SENSELESS: "Des remboursements dépassent les dépenses : ce chiffre n’aurait pas de sens.",
}
OPEN = "Pour tenir l’objectif de {annee}, il faudrait {combien}."
OVER = "Pour tenir l’objectif de {annee}, il aurait fallu {combien}."
ALL = {
    "tous": ("L’objectif fixé est atteint.", "Tous les objectifs fixés sont atteints."),
    "aucun": ("L’objectif fixé n’est pas atteint.", "Aucun des {vises} objectifs fixés n’est atteint."),
    "partie": (
        "Un des {vises} objectifs fixés est atteint.",
        "{atteints} des {vises} objectifs fixés sont atteints.",
    ),
}
SOME = {
    "tous": (
        "Le seul objectif qui peut être jugé est atteint.",
        "Les {vises} objectifs qui peuvent être jugés sont atteints.",
    ),
    "aucun": (
        "Le seul objectif qui peut être jugé n’est pas atteint.",
        "Aucun des {vises} objectifs qui peuvent être jugés n’est atteint.",
    ),
    "partie": (
        "Un des {vises} objectifs qui peuvent être jugés est atteint.",
        "{atteints} des {vises} objectifs qui peuvent être jugés sont atteints.",
    ),
}
"""How the page is summed up when all can be judged, and when some only can: of one, and of several."""
NONE = "Aucun de ces chiffres n’a encore d’objectif."
JUDGED_NONE = (
    "L’objectif fixé ne peut pas encore être jugé.",
    "Aucun des {vises} objectifs fixés ne peut encore être jugé.",
)
UNTOLD = "{nombre} autres ne peuvent pas encore l’être."
UNBROKEN = "\u2011"
"""A hyphen that no line is broken at: « achetons-nous » stays whole."""
TEN, HUNDRED = 10, 100
NOUNS = {"marches": "contrat", "achats": "paiement", "p08": "fournisseur", "p07": "fournisseur"}
"""What a figure that counts is short of, by its fact, where its indicator says no other."""
LEAST = Fraction(1, HUNDRED)
DOTS = {TEN: (10, 10), HUNDRED: (20, 5)}
"""How many dots a row holds, and how large they are, by how many there are."""


@dataclass(frozen=True)
class Point:
    """A dot: where it is, and whether it is done, aimed at, or neither."""

    x: int
    y: int
    classe: str


@dataclass(frozen=True)
class Dessin:
    """The dots of a share, and the frame that holds them."""

    points: tuple[Point, ...]
    large: int
    haut: int
    rayon: int


@dataclass(frozen=True)
class Figure:
    """A figure as an élu reads it; ``etat`` is "" when nobody set a target that the view is judged by,
    ``commun`` why, when it is one that several are to reach together.
    """

    rang: int
    question: str
    gros: str
    mots: str
    dessin: Dessin | None
    etat: str
    commun: str
    signe: str
    jugement: str
    cible: str
    avant: str
    reserves: tuple[str, ...]
    explication: str
    maniere: str
    faits: tuple[str, ...]
    href: str
    lignes: str


def figures(vue: Spaser) -> tuple[Figure, ...]:
    """The figures of the view and the year, in the order of their files; one whose indicator an overlay took
    away is not there.
    """
    every = vue.demande.catalogue.essentiels.values()
    found = ((kept, _chiffre(vue, kept)) for kept in every)
    return tuple(_figure(vue, n, kept, one) for n, (kept, one) in enumerate(found, start=1) if one)


def _chiffre(vue: Spaser, kept: Essentiel) -> Chiffre | None:
    named = [one for one in vue.chiffres if one.indicateur.id == kept.indicateur]
    return next((o for o in named if o.cle == kept.calcul or (not kept.calcul and o == named[0])), None)


def _figure(vue: Spaser, rang: int, kept: Essentiel, one: Chiffre) -> Figure:
    read, cible, judged = vue.lu(one.libre), vue.cible(one), vue.lu(one)
    found = vue.etat(one, judged, cible, vue.fin(one, judged)) if cible is not None else None
    return Figure(
        rang=rang,
        question=in_french(lisser(kept.libelle).replace("-", UNBROKEN)),
        gros=_large(read.valeur, one),
        mots=in_words(read.valeur, one, kept.phrases),
        dessin=_dessin(vue, one, read, cible),
        etat=str(found or ""),
        commun=fiche.commun(vue, one),
        cible=_cible(vue, one, cible, kept.phrases),
        avant=_avant(vue, one),
        reserves=tuple(_reserves(vue, one, read)),
        explication=in_french(lisser(kept.explication)),
        maniere=in_french(lisser(kept.maniere)),
        faits=tuple(_faits(vue, one, judged, kept.phrases)),
        href=vue.adresse(one.suite),
        lignes=vue.lignes(read.lignes, read.lignes.numerateur if read.lignes else None),
        **_judged(vue, one, found),
    )


def _judged(vue: Spaser, one: Chiffre, found: Etat | None) -> dict[str, str]:
    if found is None:
        said = "objectif commun à plusieurs acheteurs" if fiche.commun(vue, one) else "aucun objectif fixé"
        return {"signe": "", "jugement": translated(said)}
    sign, said = STATES[found]
    late = found is Etat.MANQUE and not vue.entier
    return {"signe": sign, "jugement": translated(LATE if late else said)}


def share(value: Fraction) -> tuple[int, int]:
    """A share as so many out of ten, or out of a hundred where ten would tell it a tenth too large or too
    small, or round it to all.
    """
    ten = round(value * TEN)
    if value in (0, 1) or (0 < ten < TEN and TEN * abs(value * TEN - ten) <= value * TEN):
        return ten, TEN
    return min(max(round(value * HUNDRED), 1), HUNDRED - 1), HUNDRED


def in_words(value: Fraction | None, one: Chiffre, phrases: Phrases) -> str:
    """« environ 3 contrats sur 10 », « moins de 1 € sur 100 € dépensés »; of what is no share, what it
    counts: « heures de travail ».
    """
    if value is None:
        return ""
    if one.calcul.unite != "pourcent":
        return _phrase(phrases, round(chiffres.scaled(value, one.calcul))).format(nombre="", base="").strip()
    part, base = share(value)
    told = _said(phrases, part, base)
    if 0 < value < LEAST:
        return dire("moins de {part}", part=told)
    return told if Fraction(part, base) == value else dire("environ {part}", part=told)


def _large(value: Fraction | None, one: Chiffre) -> str:
    """The figure itself: « 16,9 % », « 52 000 »."""
    if value is None:
        return ""
    if one.calcul.unite == "pourcent":
        return chiffres.written(value, one.calcul)
    return entier(round(chiffres.scaled(value, one.calcul)))


def _phrase(phrases: Phrases, number: int) -> str:
    return in_french(lisser(phrases["une" if number < 2 else "plusieurs"]))


def _said(phrases: Phrases, number: int, base: int = TEN) -> str:
    return _phrase(phrases, number).format(nombre=entier(number), base=base)


def _whole(value: Fraction, one: Chiffre, phrases: Phrases) -> str:
    """A value in the unit of its figure, as a sentence says it: « 30 % », « 60 000 heures de travail »."""
    if one.calcul.unite == "pourcent":
        return chiffres.aimed(value, one.calcul)
    return _said(phrases, round(value))


def _dessin(vue: Spaser, one: Chiffre, read: Reading, cible: Fraction | None) -> Dessin | None:
    """The dots of a share, those aimed at when its objective binds everybody."""
    aim = None if vue.engages(one) else cible
    return dots(read.valeur, aim) if one.calcul.unite == "pourcent" else None


def dots(value: Fraction | None, cible: Fraction | None) -> Dessin | None:
    """Ten dots or a hundred, those that are done then those that are aimed at; None for what is no share."""
    if value is None or not 0 <= value <= 1:
        return None
    done, base = share(value)
    aim = round(cible * base) if cible is not None else 0
    wide, half = DOTS[base]
    step = 2 * half + half * 2 // 5
    points = tuple(
        Point(n % wide * step + half, n // wide * step + half, _class(n, done, aim)) for n in range(base)
    )
    return Dessin(points, wide * step, -(-base // wide) * step, half - 1)


def _class(rank: int, done: int, aim: int) -> str:
    return "p-fait" if rank < done else "p-vise" if rank < aim else "p-reste"


def _cible(vue: Spaser, one: Chiffre, cible: Fraction | None, phrases: Phrases) -> str:
    if cible is None:
        return ""
    told = _whole(chiffres.scaled(cible, one.calcul), one, phrases)
    said = "au moins {cible} en {annee}" if one.sens is Sens.HAUSSE else "au plus {cible} en {annee}"
    aim = dire(said, cible=told, annee=vue.annee)
    if not vue.engages(one):
        return aim
    value = chiffres.valeur(vue.lu(one), one.calcul)
    return dire("{cible}, pour {noms} : {valeur}", cible=aim, noms=noms(vue, vue.engages(one)), valeur=value)


def _avant(vue: Spaser, one: Chiffre) -> str:
    """« 28,1 % en 2024 »; "" when the year before is not there or says nothing."""
    years = sorted(year for year in vue.annees if year < vue.annee)
    read = vue.lu(one.libre, years[-1]) if years else None
    if read is None or read.valeur is None:
        return ""
    return dire("{valeur} en {annee}", valeur=chiffres.written(read.valeur, one.calcul), annee=years[-1])


def _reserves(vue: Spaser, one: Chiffre, read: Reading) -> Iterator[str]:
    """What a reader must know before believing the figure."""
    if read.valeur is None:
        yield translated(WHY[read.etat])
        return
    if vue.jusque < len(MOIS):
        month = translated(MOIS[max(vue.jusque, 1) - 1])
        yield dire("L’année n’est pas finie : les comptes s’arrêtent fin {mois}.", mois=month)
    if limits := chiffres.bornes(read, one.calcul):
        known = chiffres.connu(read, one.calcul)
        yield dire(
            "On ne sait pas tout ({connu} connu) : la vraie part va de {bornes}.", connu=known, bornes=limits
        )


def _faits(vue: Spaser, one: Chiffre, read: Reading, phrases: Phrases) -> Iterator[str]:
    """What is done about it: the target, who carries it, what is missing. Actions are told after these."""
    if one.objectif is None:
        yield fiche.commun(vue, one) or translated("Aucun objectif n’est encore fixé pour ce chiffre.")
        return
    last = max(one.objectif.cibles)
    aim = _whole(Fraction(one.objectif.cibles[last]), one, phrases)
    yield dire("Nous visons {cible} en {annee}.", cible=aim, annee=last)
    if one.objectif.pilote:
        yield dire("C’est porté par : {pilote}.", pilote=in_french(one.objectif.pilote))
    short = "" if vue.away(one) else _short(one, read, vue.cible(one))
    if short:
        said = OVER if vue.entier else OPEN
        yield dire(said, annee=vue.annee, combien=short)


def _short(one: Chiffre, read: Reading, cible: Fraction | None) -> str:
    """« 39 contrats de plus », « 2,4 M€ de plus »; "" when nothing is missing or it cannot be counted so."""
    if cible is None or read.valeur is None or one.sens is Sens.BAISSE or one.calcul.unite != "pourcent":
        return ""
    short = manque(cible, (read.numerateur, read.denominateur))
    if not short or not one.calcul.fait:
        return ""
    if one.calcul.mesure == "valeur":
        return dire("{montant} de plus", montant=montant_lisible(short))
    noun = NOUNS.get(one.indicateur.id) or NOUNS[one.calcul.fait]
    return dire("{nombre} de plus", nombre=accord(short, noun))


def compte(some: tuple[Figure, ...]) -> str:
    """« 2 des 7 objectifs fixés sont atteints. », and how many nobody can judge yet: the page in a line."""
    states = [one.etat for one in some if one.etat]
    reached, unknown = states.count(Etat.ATTEINT), states.count(Etat.INCONNU)
    if not states:
        shared = any(one.commun for one in some)
        none = "Aucun de ces chiffres n’a d’objectif qui se juge par acheteur." if shared else NONE
        return translated(none)
    if unknown == len(states):
        return _counted(JUDGED_NONE, unknown)
    if not unknown:
        return _reached(ALL, reached, len(states))
    rest = "Un autre ne peut pas encore l’être." if unknown == 1 else UNTOLD
    told = dire(rest, nombre=entier(unknown))
    return f"{_reached(SOME, reached, len(states) - unknown)} {told}"


def _counted(said: tuple[str, str], number: int) -> str:
    return dire(said[number > 1], vises=entier(number))


def _reached(said: Mapping[str, tuple[str, str]], reached: int, among: int) -> str:
    """How many objectives are reached among some: all, none, one, several."""
    if reached in (0, among):
        return _counted(said["tous" if reached else "aucun"], among)
    return dire(said["partie"][reached > 1], atteints=entier(reached), vises=entier(among))
