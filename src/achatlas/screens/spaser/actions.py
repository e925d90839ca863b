"""The actions of a view: who reads and writes them, and their rows, the late ones first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.catalogue.territoire import Territoire
from achatlas.domain.action import Action, Etat, about, ordered
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import dire, in_french, translated
from achatlas.screens.droits import AGENT, GROUPE_PROJET, Droits
from achatlas.screens.spaser import acte_segments
from achatlas.screens.spaser.vue import Spaser
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import Regard
from achatlas.store.actions import Version
from achatlas.watch.suivi import Suivi

PAGE = "actions/"
ETATS = {
    Etat.A_FAIRE: "à faire",
    Etat.EN_COURS: "en cours",
    Etat.FAIT: "fait",
    Etat.ABANDONNE: "abandonné",
}
TEINTES = {Etat.A_FAIRE: "neutre", Etat.EN_COURS: "fort", Etat.FAIT: "ok", Etat.ABANDONNE: "neutre"}
GROUPS = {
    "": "Par date",
    "indicateur": "Par indicateur",
    "segment": "Par segment",
    "acheteur": "Par acheteur",
}
LATE, OPEN, OVER = "En retard", "À faire et en cours", "Faites ou abandonnées"
NONE = {
    "indicateur": "Sans indicateur",
    "segment": "Sans segment",
    "acheteur": "Tous les acheteurs",
}


def writable(droits: Droits, territoire: Territoire) -> tuple[str, ...]:
    """The buyers (SIREN) for whom a person may write an action: an agent, their own; the project team, any;
    an élu, none.
    """
    if droits.role == AGENT:
        return tuple(one for one in (droits.acheteur,) if one in territoire.sirens)
    return tuple(one.siren for one in territoire.acheteurs) if droits.role == GROUPE_PROJET else ()


def writes(droits: Droits, action: Action) -> bool:
    """Whether a person may change an action: an agent, one that is for their buyer and nobody else."""
    return droits.role == GROUPE_PROJET or (
        droits.role == AGENT and bool(droits.acheteur) and action.acheteurs == (droits.acheteur,)
    )


def tells(droits: Droits, action: Action) -> bool:
    """Whether a person reads the note of an action, and what it has been: the project team, and the agents of
    the buyers whom it is for.
    """
    return droits.role == GROUPE_PROJET or (
        droits.role == AGENT and bool(droits.acheteur) and action.vise(droits.acheteur)
    )


def visible(vue: Spaser, some: Iterable[Version], indicateur: str = "") -> dict[int, Version]:
    """The actions that a view shows, by number: of a buyer, those that are for it."""
    kept = list(some)
    shown = about([one.action for one in kept], indicateur=indicateur, acheteur=vue.acheteur)
    numbers = {one.numero for one in shown}
    return {one.action.numero: one for one in kept if one.action.numero in numbers}


@dataclass(frozen=True)
class Rang:
    """A row: what is to be done, how far it is, by when, by whom, about what."""

    titre: str
    href: str
    etat: str
    teinte: str
    echeance: str
    retard: bool
    acheteurs: str
    pilote: str
    indicateur: str
    indicateur_href: str
    segment: str
    levier: str
    marche: str
    marche_href: str


def rangs(vue: Spaser, regard: Regard, some: Iterable[Version]) -> list[Rang]:
    """The rows of these actions, the late ones first."""
    every = ordered([one.action for one in some], regard.today)
    known = _marches(regard, {one.marche for one in every} - {""})
    return [_rang(vue, regard, one, known) for one in every]


def _rang(vue: Spaser, regard: Regard, one: Action, known: Mapping[str, Suivi]) -> Rang:
    late, suivi = one.tard(regard.today), known.get(one.marche)
    levier = vue.demande.catalogue.leviers.get(one.levier)
    return Rang(
        titre=one.titre,
        href=vue.adresse(f"{PAGE}{one.numero}/"),
        etat=translated("en retard") if late else translated(ETATS[one.etat]),
        teinte="alerte" if late else TEINTES[one.etat],
        echeance=f"{one.jour:%d/%m/%Y}" if one.jour else "",
        retard=late,
        acheteurs=regard.noms(one.acheteurs) or translated("tous les acheteurs"),
        pilote=one.pilote,
        indicateur=one.indicateur.upper(),
        indicateur_href=_indicateur(vue, one),
        segment=acte_segments.nom(vue, one.segment) if one.segment else "",
        levier=in_french(lisser(levier.libelle)) if levier else "",
        marche=in_french(lisser(suivi.objet or translated(UNTITLED))) if suivi else "",
        marche_href=regard.page(suivi) if suivi else "",
    )


def _indicateur(vue: Spaser, one: Action) -> str:
    """The page of the figure of an action; "" when none bears that name any more."""
    found = [c for c in vue.chiffres if c.indicateur.id == one.indicateur and one.calcul in ("", c.cle)]
    return vue.adresse(found[0].suite) if found else ""


def _marches(regard: Regard, keys: set[str]) -> Mapping[str, Suivi]:
    """The marchés of these keys that the view holds, or the common one where it is open."""
    if not keys:
        return {}
    every = (*regard.communs, *regard.suivis)
    return {one.marche_cle: one for one in every if one.marche_cle in keys}


def marche(regard: Regard, key: str) -> Suivi | None:
    """A marché that the person may open; None otherwise."""
    return _marches(regard, {key} - {""}).get(key)


@dataclass(frozen=True)
class Groupe:
    """Some rows under a name."""

    nom: str
    rangs: tuple[Rang, ...]


def groupes(vue: Spaser, regard: Regard, some: Sequence[Version], par: str) -> list[Groupe]:
    """The rows by date, by indicator, by segment or by buyer; those for everybody, or about nothing, last."""
    found: dict[tuple[bool, str], list[Version]] = {}
    for one in some:
        for key in _keys(vue, regard, one.action, par):
            found.setdefault(key, []).append(one)
    return [Groupe(name, tuple(rangs(vue, regard, held))) for (_, name), held in _sorted(found, par)]


def _sorted(
    found: Mapping[tuple[bool, str], list[Version]], par: str
) -> list[tuple[tuple[bool, str], list[Version]]]:  # fmt: skip
    order = [translated(one) for one in (LATE, OPEN, OVER)]
    return sorted(
        found.items(), key=lambda item: (item[0][0], 0 if par else order.index(item[0][1]), item[0])
    )


def _keys(vue: Spaser, regard: Regard, one: Action, par: str) -> list[tuple[bool, str]]:
    if par == "":
        late = LATE if one.tard(regard.today) else OPEN if one.ouverte else OVER
        return [(False, translated(late))]
    if par == "acheteur" and one.acheteurs:
        return [(False, regard.nom(siren)) for siren in one.acheteurs]
    name = {"indicateur": _named(vue, one.indicateur), "segment": one.segment}.get(par, "")
    if par == "segment" and name:
        name = acte_segments.nom(vue, name)
    return [(not name, name or translated(NONE[par]))]


def _named(vue: Spaser, ident: str) -> str:
    known = vue.demande.catalogue.indicateurs.get(ident)
    return f"{ident.upper()} {in_french(lisser(known.libelle))}" if known else ident


def phrase(some: Iterable[Version], regard: Regard) -> str:
    """« 3 actions à faire, dont 1 en retard. »"""
    every = [one.action for one in some]
    free = [one for one in every if one.ouverte]
    if not every:
        return translated("Aucune action n’est encore écrite dans cette vue.")
    late = sum(one.tard(regard.today) for one in free)
    told = dire("{n} à mener", n=accord(len(free), "action"))
    return f"{told}{dire(', dont {n} en retard', n=late)}." if late else f"{told}."


def passe(some: Sequence[Version]) -> list[str]:
    """What an action has been, the last writing first, each in a sentence."""
    return [_dit(one.action) for one in reversed(some)]


def _dit(one: Action) -> str:
    told = dire("{jour}, {qui} : {etat}", jour=one.date[:10], qui=one.qui, etat=translated(ETATS[one.etat]))
    due = dire(", pour le {jour}", jour=f"{one.jour:%d/%m/%Y}") if one.jour else ""
    return f"{told}{due} ({one.note})" if one.note else f"{told}{due}"
