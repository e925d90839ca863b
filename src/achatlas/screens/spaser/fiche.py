"""The page of an indicator: what it is, how it goes, which lines it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse.readings import Reading
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, in_french
from achatlas.marks._echelle import pour_cent
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.annee import noms
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.store.objectifs import Version


@dataclass(frozen=True)
class Annee:
    """A year: its value, what it is made of, what was expected of it, and its bar."""

    annee: str
    valeur: str
    detail: str
    connu: str
    cible: str
    large: str
    trait: str
    ici: bool


def annees(vue: Spaser, one: Chiffre) -> list[Annee]:
    """How the figure went, the first year first; beside its target when it binds everybody."""
    read = {year: vue.lu(one.libre, year) for year in sorted(vue.annees)}
    aims = {year: None if vue.engages(one) else _aim(one, year) for year in read}
    told = [value for value in (*(r.valeur for r in read.values()), *aims.values()) if value is not None]
    most = max(told, default=Fraction(0))
    return [_annee(vue, one, year, found, aims[year], most) for year, found in read.items()]


def _aim(one: Chiffre, year: str) -> Fraction | None:
    told = one.objectif.cible(int(year)) if one.objectif else None
    return None if told is None else chiffres.unscaled(told, one.calcul)


def _annee(
    vue: Spaser, one: Chiffre, year: str, read: Reading, aim: Fraction | None, most: Fraction
) -> Annee:
    return Annee(
        annee=year,
        valeur=chiffres.valeur(read, one.calcul),
        detail=chiffres.detail(read, one.calcul),
        connu=chiffres.connu(read, one.calcul),
        cible=chiffres.aimed(chiffres.scaled(aim, one.calcul), one.calcul) if aim is not None else "",
        large=_wide(read.valeur, most),
        trait=_wide(aim, most),
        ici=year == vue.annee,
    )


def _wide(value: Fraction | None, most: Fraction) -> str:
    if value is None or most <= 0:
        return ""
    return pour_cent(value.numerator * most.denominator, most.numerator * value.denominator)


@dataclass(frozen=True)
class Definition:
    """What an indicator is, in words."""

    definition: str
    numerateur: str
    denominateur: str
    exclusions: tuple[str, ...]
    reference: str
    verifier: bool
    usuelle: str


def definition(one: Chiffre) -> Definition:
    """The definition of the indicator of a figure."""
    told = one.indicateur
    return Definition(
        definition=in_french(lisser(told.definition)),
        numerateur=in_french(lisser(told.numerateur)),
        denominateur=in_french(lisser(told.denominateur)),
        exclusions=tuple(in_french(lisser(said)) for said in told.exclusions),
        reference=in_french(lisser(told.reference)),
        verifier=told.a_verifier,
        usuelle=in_french(lisser(told.cible_usuelle)),
    )


def passe(vue: Spaser, one: Chiffre, past: Sequence[Version]) -> list[str]:
    """What an objective has been, the last writing first, each in a sentence."""
    return [_dit(vue, one, said) for said in reversed(past)]


def _dit(vue: Spaser, one: Chiffre, version: Version) -> str:
    said = version.objectif
    aims = ", ".join(
        f"{year} : {chiffres.aimed(value, one.calcul)}" for year, value in sorted(said.cibles.items())
    )
    told = dire("{jour}, {qui} : {cibles}", jour=said.date[:10], qui=said.qui, cibles=aims)
    if said.acheteurs:
        told = dire("{dit} ; engage {noms}", dit=told, noms=noms(vue, said.acheteurs))
    return f"{told} ({said.motif})" if said.motif else told


def commun(vue: Spaser, one: Chiffre) -> str:
    """Why the view of one buyer judges no total that several are to reach together; "" when there is none."""
    found = vue.commun(one)
    aim = found.cible(int(vue.annee)) if found and vue.annee else None
    if found is None or aim is None:
        return ""
    told = chiffres.aimed(aim, one.calcul)
    if found.acheteurs:
        said = "L’objectif de {cible} est commun à plusieurs acheteurs : il ne se juge pas par acheteur."
        return dire(said, cible=told)
    return dire("L’objectif de {cible} est commun à tous : il ne se juge pas par acheteur.", cible=told)


def engages(vue: Spaser, one: Chiffre) -> str:
    """What the figure is for those whom its objective binds, when it is not everybody."""
    if not vue.engages(one):
        return ""
    read, whom = vue.lu(one), noms(vue, vue.engages(one))
    detail = chiffres.detail(read, one.calcul)
    value = f"{chiffres.valeur(read, one.calcul)} ({detail})" if detail else chiffres.valeur(read, one.calcul)
    return dire("L’objectif engage {noms} ; pour eux : {valeur}.", noms=whom, valeur=value)


def bindings(vue: Spaser, one: Chiffre) -> str:
    """Whom the objective binds when it is not everybody."""
    bound = one.objectif.acheteurs if one.objectif else ()
    known = vue.demande.territoire
    return ", ".join(known.acheteur(siren).dit for siren in bound if siren in known.sirens)
