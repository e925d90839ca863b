"""What a reader must keep: the objectives, those that are missed first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from achatlas.analyse import periodes
from achatlas.containers.documents.modele import Barre, Barres, Bloc, Chiffre, Chiffres, Phrase, Section
from achatlas.domain.nombres import accord, entier
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.annee import incomplet
from achatlas.screens.spaser.rapport import tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.vue import Chiffre as Figure

MOST, FULL = 9, 1000


def chapitre(sujet: Sujet) -> Section:
    """The figures of the objectives, each beside its target, and what is not measured."""
    shown = sujet.lies[:MOST]
    blocs: list[Bloc] = [Chiffres(tuple(figure(sujet, one) for one in shown))] if shown else []
    blocs += [bars(sujet)] if shown else []
    blocs += [Phrase(said) for said in _sentences(sujet)]
    return Section(translated("L’essentiel"), "", tuple(blocs))


def figure(sujet: Sujet, one: Figure) -> Chiffre:
    """An objective: what is done, what was aimed at, what is missing."""
    aim, short = tables.cible(sujet, one, sujet.annee).texte, tables.manque(sujet, one)
    note = dire("cible {cible}, {etat}", cible=aim, etat=tables.etat(sujet, one))
    told = tables.vise(sujet, one, sujet.annee)
    return Chiffre(
        _name(sujet, one), told.texte, "", f"{note} ; {short}" if short else note, told.lien,
    )  # fmt: skip


def _name(sujet: Sujet, one: Figure) -> str:
    return tables.objectif(sujet, one).texte.partition(" · ")[2]


def bars(sujet: Sujet) -> Barres:
    """Every objective against its target: a full bar has reached it."""
    return Barres(
        dire("Réalisé en {annee}, rapporté à la cible", annee=sujet.annee),
        translated("une barre pleine est une cible atteinte ; sans barre, le chiffre manque ou doit baisser"),
        tuple(map(translated, ("Objectif", "réalisé", "cible", "état"))),
        tuple(_bar(sujet, one) for one in sujet.lies),
    )


def _bar(sujet: Sujet, one: Figure) -> Barre:
    read, aim = sujet.vise(one), sujet.cible(one)
    up = one.sens.value == "hausse"
    wide = int(min(read.valeur / aim, Fraction(1)) * FULL) if up and aim and read.valeur is not None else 0
    return Barre(
        _name(sujet, one), chiffres.valeur(read, one.calcul),
        tables.cible(sujet, one, sujet.annee).texte, tables.etat(sujet, one), max(wide, 0),
    )  # fmt: skip


def _sentences(sujet: Sujet) -> Iterator[str]:
    every, told = len(sujet.vue.chiffres), sum(sujet.lu(one).valeur is not None for one in sujet.vue.chiffres)
    yield dire(
        "{dits} sur {tous} chiffres de {indicateurs} sont mesurés en {annee} ; les autres sont nommés au "
        "chapitre « Ce que ce rapport ne sait pas ».",
        dits=entier(told), tous=entier(every), indicateurs=accord(len(_ids(sujet)), "indicateur"),
        annee=sujet.annee,
    )  # fmt: skip
    if said := incomplet(sujet.vue):
        yield nu(said)
    elif not sujet.entier and not sujet.signe:
        yield dire(
            "L’exercice {annee} n’est pas entier : ses chiffres s’arrêtent fin {mois}, et les états sont "
            "ceux que les années passées laissent prévoir.",
            annee=sujet.annee, mois=translated(periodes.NOMS[sujet.vue.jusque - 1]),
        )  # fmt: skip


def _ids(sujet: Sujet) -> set[str]:
    return {one.indicateur.id for one in sujet.vue.chiffres}
