"""The report as a document, and its summary of two pages for a council."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from achatlas.analyse import gate
from achatlas.containers.documents.modele import Chiffres, Document, Note, Phrase, Section
from achatlas.domain.action import ordered
from achatlas.domain.langue import langue
from achatlas.domain.nombres import entier
from achatlas.domain.objectif import Etat, Sens
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import actions, apports, chiffres
from achatlas.screens.spaser.actions import Rang
from achatlas.screens.spaser.annee import incomplet
from achatlas.screens.spaser.rapport import bref, dits, tables
from achatlas.screens.spaser.rapport.bref import Partie
from achatlas.screens.spaser.rapport.chapitres import (
    c10_essentiel,
    c60_ecarts,
    c65_actions,
    chapitres,
)
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import Chiffre
from achatlas.store.actions import Version as Acte

HEAD, ABREAST, MOST, GAPS, NAMED, ACHETEURS, ACTES = 6, 6, 12, 3, 3, 20, 4
"""In a summary: figures at the head, indicators beside a buyer, objectives, gaps, names, buyers, actions."""


def rapport(sujet: Sujet, simule: str, adresse: str) -> Document:
    """The whole report. ``simule``: the notice of invented data, if they are; ``adresse``: where the product
    is served, that every figure opens.
    """
    return Document(
        genre=dits.genre(sujet),
        titre=dits.de_qui(sujet),
        sous_titre=dits.periode(sujet),
        phrase=dits.titre(sujet),
        cover=tuple(dits.couverture(sujet)),
        sections=tuple(chapitres(sujet)),
        foot=_foot(sujet),
        simule=simule,
        lang=langue().code,
        adresse=adresse,
    )


def synthese(sujet: Sujet, simule: str, adresse: str) -> Document:
    """Two pages, always: the targets and what is missed, then each buyer and what is not known."""
    parties = (
        _objectives(sujet), *_acheteurs(sujet), *_gaps(sujet), *_engaged(sujet), Partie(_unknown(sujet)),
    )  # fmt: skip
    made = Document(
        genre=translated("Synthèse du rapport de suivi du SPASER"),
        titre=bref.clipped(dits.de_qui(sujet), bref.CELL),
        sous_titre=dits.periode(sujet),
        phrase=bref.clipped(dits.titre(sujet), bref.SENTENCE),
        cover=(),
        sections=(),
        foot=bref.clipped(_foot(sujet), bref.SENTENCE),
        simule=simule,
        lang=langue().code,
        adresse=adresse,
        bref=True,
    )
    return bref.deux_pages(parties, lambda sections: replace(made, sections=sections))


def _foot(sujet: Sujet) -> str:
    return dire(
        "Données, version {version}. {statut}. Établi le {jour}",
        version=sujet.version, statut=dits.statut(sujet)[:1].upper() + dits.statut(sujet)[1:],
        jour=f"{sujet.jour:%d/%m/%Y}",
    )  # fmt: skip


def _objectives(sujet: Sujet) -> Partie:
    shown = tuple(c10_essentiel.figure(sujet, one) for one in sujet.lies[:HEAD])
    table = tables.tableau(
        dire("Les objectifs en {annee}", annee=sujet.annee), "",
        (
            (translated("Objectif"), 8, False),
            *((dire("réalisé {annee}", annee=year), 3, True) for year in sujet.annees),
            (dire("cible {annee}", annee=sujet.annee), 3, True),
            (translated("état"), 3, False), (translated("ce qui manque"), 4, False),
        ),
        (list(_objective(sujet, one)) for one in sujet.lies[:MOST]),
    )  # fmt: skip
    told = Section(translated("Où nous en sommes"), "", (Chiffres(shown), table))
    return Partie(told, len(sujet.lies) - MOST)


def _objective(sujet: Sujet, one: Chiffre) -> Iterator[Cellule]:
    yield tables.objectif(sujet, one)
    yield from (tables.vise(sujet, one, year) for year in sujet.annees)
    yield tables.cible(sujet, one, sujet.annee)
    yield Cellule(tables.etat(sujet, one))
    yield Cellule(tables.manque(sujet, one) or tables.NONE)


def _acheteurs(sujet: Sujet) -> Iterator[Partie]:
    """The indicators of the heaviest objectives, for each buyer; nothing in the view of one."""
    if not sujet.commun:
        return
    told = [one for one in sujet.lies if sujet.par(one, "acheteur")]
    some = sorted(told, key=lambda one: -one.objectif.poids if one.objectif else 0)[:ABREAST]
    names = " ; ".join(
        f"{one.indicateur.id.upper()} : {nu(chiffres.nom(one.indicateur, one.calcul))}" for one in some
    )
    rows = (_of_one(sujet, siren, some) for siren in sujet.vue.sirens[:ACHETEURS])
    columns = (
        (translated("Acheteur"), 4, False), *((one.indicateur.id.upper(), 2, True) for one in some),
    )  # fmt: skip
    title = dire("Chaque acheteur en {annee}", annee=sujet.annee)
    section = Section(title, "", (tables.tableau("", names, columns, rows),))
    yield Partie(section, len(sujet.vue.sirens) - ACHETEURS)


def _of_one(sujet: Sujet, siren: str, some: Sequence[Chiffre]) -> list[Cellule]:
    known = sujet.vue.demande.territoire
    name = known.acheteur(siren).dit if siren in known.sirens else siren
    return [Cellule(nu(name)), *(tables.valeur(sujet, one, sujet.annee, siren) for one in some)]


def _gaps(sujet: Sujet) -> Iterator[Partie]:
    """Who makes the gap of the targets that are missed, those that weigh most first."""
    missed = [one for one in sujet.lies if sujet.etat(one) is Etat.MANQUE]
    said = tuple(Phrase(text) for one in missed[:GAPS] if (text := _gap(sujet, one)))
    if said:
        yield Partie(Section(translated("Qui fait l’écart"), "", said))


def _gap(sujet: Sujet, one: Chiffre) -> str:
    told, axe = c60_ecarts.parts(sujet, one), apports.axes(sujet.vue)[0]
    late = -1 if one.sens is Sens.BAISSE else 1
    order = sorted((code for code in told if told[code] * late < 0), key=lambda code: told[code] * late)
    if not order:
        return ""
    names = gate.noms(sujet.vue.demande.axes[axe], order[:NAMED], sujet.vue.scope)
    members = (
        f"{nu(apports.name(sujet.vue, axe, code, names))} ({chiffres.en_points(told[code], one.calcul)})"
        for code in order[:NAMED]
    )
    return dire(
        "{nom} : ce qui retire le plus, en points, {membres}.",
        nom=tables.nom(sujet, one).texte, membres=", ".join(members),
    )  # fmt: skip


def _engaged(sujet: Sujet) -> Iterator[Partie]:
    """The actions that are to be done, the late ones first; nothing when none is written."""
    free = {one.action.numero: one for one in sujet.actes if one.action.ouverte}
    if free:
        order = ordered([one.action for one in free.values()], sujet.regard.today)[:ACTES]
        rows = [_short(sujet, free[one.numero]) for one in order]
        said = actions.phrase(sujet.actes, sujet.regard)
        told = Section(translated(c65_actions.TITLE), "", (c65_actions.table(sujet, rows, said),))
        yield Partie(told, len(free) - ACTES)


def _short(sujet: Sujet, one: Acte) -> Rang:
    """An action in a row that stays short: its many buyers are counted."""
    (rang,) = actions.rangs(sujet.vue, sujet.regard, [one])
    named = bref.noms([sujet.regard.nom(siren) for siren in one.action.acheteurs])
    return replace(rang, acheteurs=named or rang.acheteurs)


def _unknown(sujet: Sujet) -> Section:
    mute = [one for one in sujet.vue.chiffres if sujet.lu(one).valeur is None]
    unjudged = sum(sujet.etat(one) is Etat.INCONNU for one in sujet.lies)
    said = dire(
        "Chiffres sans mesure : {muets} sur {tous}. Objectifs qui ne peuvent être jugés, faute de données : "
        "{objectifs} sur {total}. Ce n’est ni zéro, ni une réussite.",
        muets=entier(len(mute)), tous=entier(len(sujet.vue.chiffres)), objectifs=entier(unjudged),
        total=entier(len(sujet.lies)),
    )  # fmt: skip
    said = " ".join(filter(None, (nu(incomplet(sujet.vue)), said)))
    note = Note(translated("Le rapport entier donne chaque définition, chaque source et ce qui manque."))
    return Section(translated("Ce que nous ne savons pas encore"), said, (note,))
