"""What presses in a view, on one page: to launch, to decide, nearly exhausted, each with the day before which
to act; the same things as the e-mail tells, whether they were told or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.analyse import gate
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.screens.suivi.fins import UNTITLED, Usage, usage
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.pressing import DAYS, Motif, Pressing, pressing

RETARD = "retard"
"""Any reason, once the day to act is passed."""
CHOIX = ("", *Motif, RETARD)
"""What a page may keep of what presses."""
TITRES = {
    Motif.RELANCER: "Marchés à relancer",
    Motif.RECONDUIRE: "Reconductions à décider",
    Motif.MAXIMUM: "Maxima presque atteints",
}


def found(regard: Regard) -> tuple[Pressing, ...]:
    """What presses in the view today."""

    def compute() -> tuple[Pressing, ...]:
        return pressing(regard.suivis, regard.today, DAYS, HORIZON, regard.veille)

    told: tuple[Pressing, ...] = gate.recent(regard.scope, ("a_faire", regard.today), compute)
    return told


@dataclass(frozen=True)
class Groupe:
    """A reason to act: its title, how many marchés, its address, whether it is the one chosen."""

    titre: str
    nombre: int
    href: str
    ici: bool


def groupes(regard: Regard, some: Sequence[Pressing], motif: str) -> list[Groupe]:
    """Every reason and what is late, the one chosen leading back to all."""
    titres = {**{str(one): TITRES[one] for one in Motif}, RETARD: "En retard"}
    return [
        Groupe(
            translated(titre),
            len(kept(regard, some, one)),
            regard.adresse("a-faire/", motif="" if motif == one else one),
            motif == one,
        )
        for one, titre in titres.items()
    ]


def kept(regard: Regard, some: Sequence[Pressing], motif: str) -> list[Pressing]:
    """What presses for a reason, or is late; all without one: what can still be done first."""
    told = [one for one in some if motif in ("", one.motif) or (motif == RETARD and one.past(regard.today))]
    return sorted(told, key=lambda one: one.rank(regard.today))


def titre(some: Sequence[Pressing]) -> str:
    """« 12 marchés à relancer, à reconduire ou à surveiller »."""
    number = len({one.suivi.marche_cle for one in some})
    return (
        accord(number, "marché demande d’agir", "marchés demandent d’agir")
        if number
        else translated("Rien ne presse")
    )


def phrase(regard: Regard, some: Sequence[Pressing]) -> str:
    """How far ahead, and how many days are already passed."""
    late = len({one.suivi.marche_cle for one in some if one.past(regard.today)})
    said = dire("À faire d’ici {jours} jours.", jours=str(DAYS))
    more = dire("{nombre} : le jour pour agir est passé.", nombre=accord(late, "marché")) if late else ""
    return f"{said} {more}".strip()


@dataclass(frozen=True)
class Rang:
    """Something to do, ready to be written: by when, whether that day is passed, what and why."""

    agir: str
    reste: str
    passe: bool
    motif: str
    pourquoi: str
    objet: str
    href: str
    acheteur: str
    segment: str
    usage: Usage


def rangs(regard: Regard, some: Sequence[Pressing]) -> list[Rang]:
    """The rows of these things."""
    return [_rang(regard, one) for one in some]


def _rang(regard: Regard, one: Pressing) -> Rang:
    suivi, day = one.suivi, one.agir
    return Rang(
        agir=f"{day:%d/%m/%Y}" if day else translated("sans délai connu"),
        reste=_left((day - regard.today).days) if day else "",
        passe=one.past(regard.today),
        motif=translated(DITS[one.motif]),
        pourquoi=_why(one),
        objet=in_french(lisser(suivi.objet or translated(UNTITLED))),
        href=regard.page(suivi),
        acheteur=regard.autre(suivi.acheteur_siren),
        segment=regard.segment(suivi.segment_code),
        usage=usage(regard, suivi),
    )


DITS = {
    Motif.RELANCER: "lancer la consultation suivante",
    Motif.RECONDUIRE: "décider la reconduction",
    Motif.MAXIMUM: "surveiller le maximum",
}


def _left(days: int) -> str:
    if days == 0:
        return translated("aujourd’hui")
    return dire("dans {jours}" if days > 0 else "passé depuis {jours}", jours=accord(abs(days), "jour"))


def _why(one: Pressing) -> str:
    if one.motif is not Motif.MAXIMUM:
        return dire("fin le {jour}", jour=f"{one.jour:%d/%m/%Y}") if one.jour else translated("fin inconnue")
    part = signed(pourcent(one.paye, one.maximum))
    return dire("{part} de {montant} payés", part=part, montant=montant_lisible(one.maximum))
