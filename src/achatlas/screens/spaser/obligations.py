"""What the law asks, by date, beside where the view stands: in force, coming, over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from achatlas.catalogue.models_obligations import Exigence, Obligation, Palier
from achatlas.domain.nombres import accord, entier, lisser
from achatlas.domain.objectif import Etat, Objectif
from achatlas.langues import dire, in_french, translated
from achatlas.screens.spaser import chiffres, cibles
from achatlas.screens.spaser.jours import depuis_quand, dit_le, quand
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.store.objectifs import Version

SUITE = "obligations/"
UNKNOWN = "autre"
"""The kind of a buyer of which nobody said the kind."""
MOMENTS = {"en_vigueur": "En vigueur", "a_venir": "À venir", "passee": "Terminées"}
SIGNS = {Etat.MANQUE: "▼", Etat.EN_VOIE: "→", Etat.ATTEINT: "✓", Etat.INCONNU: "?"}
STATES = {
    Etat.MANQUE: "non atteint",
    Etat.EN_VOIE: "en cours d’année",
    Etat.ATTEINT: "atteint",
    Etat.INCONNU: "sans données suffisantes",
}


@dataclass(frozen=True)
class Exige:
    """A value of a duty: of which figure, how much, since when, what comes next, and where the view stands.

    ``etat`` is "" where nothing is judged; ``dit`` then says why.
    """

    nom: str
    href: str
    objet: str
    types: str
    engage: str
    valeur: str
    depuis: str
    ensuite: tuple[str, ...]
    verifier: bool
    fait: str
    detail: str
    manque: str
    etat: str
    signe: str
    dit: str


@dataclass(frozen=True)
class Devoir:
    """A duty as it is shown; ``moment``: ``en_vigueur``, ``a_venir`` or ``passee``."""

    id: str
    moment: str
    titre: str
    demande: str
    seuil: str
    engage: str
    types: str
    depuis: str
    jusque: str
    reference: str
    source: str
    precision: str
    verifier: bool
    exiges: tuple[Exige, ...]
    autres: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Echeance:
    """A day to come on which the law changes: when, in how long, what, the duty that it is of, and whether
    our source is weak.
    """

    jour: date
    le: str
    dans: str
    quoi: str
    ancre: str
    verifier: bool


def devoirs(vue: Spaser, day: date) -> tuple[Devoir, ...]:
    """Every duty: those in force, the latest first; those to come, the nearest first; those that are over."""
    every = vue.demande.catalogue.obligations.values()
    force = [one for one in every if moment(one, day) == "en_vigueur"]
    dated = sorted((one for one in force if one.depuis), key=lambda one: -one.ordre)
    rest = [one for one in every if one not in force]
    some = [*dated, *(one for one in force if not one.depuis), *rest]
    return tuple(_devoir(vue, one, day) for one in some)


def groupes(some: Sequence[Devoir]) -> list[tuple[str, str, list[Devoir]]]:
    """Duties by whether they are in force, with the name of each group."""
    found = [(code, name, [one for one in some if one.moment == code]) for code, name in MOMENTS.items()]
    return [(code, translated(name), kept) for code, name, kept in found if kept]


def du_chiffre(vue: Spaser, chiffre: Chiffre, day: date) -> tuple[Devoir, ...]:
    """The duties that bear on an indicator, each with the values of that indicator alone."""
    every = vue.demande.catalogue.obligations.values()
    return tuple(
        _devoir(vue, one, day, chiffre.indicateur.id) for one in every if chiffre.indicateur.id in one.mesures
    )


def echeances(vue: Spaser, day: date) -> tuple[Echeance, ...]:
    """The days to come, the nearest first."""
    found = [e for one in vue.demande.catalogue.obligations.values() for e in _coming(vue, one, day)]
    return tuple(sorted(found, key=lambda one: (one.jour, one.ancre, one.quoi)))


def _coming(vue: Spaser, one: Obligation, day: date) -> Iterator[Echeance]:
    title = in_french(lisser(one.libelle))
    if one.depuis and one.depuis > day:
        yield _echeance(one, one.depuis, day, dire("Entre en vigueur : {titre}", titre=title))
    if one.jusque and one.jusque >= day:
        yield _echeance(one, one.jusque, day, dire("Prend fin : {titre}", titre=title))
    for exigence in one.exigences:
        for palier in exigence.after(day):
            if palier.depuis and palier.depuis != one.depuis:
                yield _echeance(one, palier.depuis, day, _named(vue, exigence, palier), palier.a_verifier)


def _echeance(one: Obligation, jour: date, day: date, quoi: str, verifier: bool = False) -> Echeance:
    return Echeance(jour, dit_le(jour), quand(jour, day), quoi, one.id, verifier or one.a_verifier)


def _figure(vue: Spaser, exigence: Exigence) -> Chiffre:
    """The figure of what is asked, bound to the buyers that it is asked of and not to any objective."""
    indicateur = vue.demande.catalogue.indicateurs[exigence.indicateur]
    cle = exigence.calcul or next(iter(indicateur.calculs))
    return Chiffre(indicateur, cle, indicateur.calculs[cle])


def _named(vue: Spaser, exigence: Exigence, palier: Palier) -> str:
    """« Véhicules à faibles émissions, au moins 40 % »."""
    one = _figure(vue, exigence)
    name, value = in_french(lisser(one.indicateur.libelle)), valeur(exigence, palier, one)
    if exigence.objet:
        return dire(
            "{nom} ({objet}), {valeur}", nom=name, objet=in_french(lisser(exigence.objet)), valeur=value
        )
    return dire("{nom}, {valeur}", nom=name, valeur=value)


def valeur(exigence: Exigence, palier: Palier, one: Chiffre) -> str:
    """« au moins 40 % », « au plus 30 jours », « 100 % »."""
    told = chiffres.aimed(palier.valeur, one.calcul)
    if one.calcul.unite == "pourcent" and palier.valeur == 100:
        return told
    said = "au moins {valeur}" if exigence.sens == "au_moins" else "au plus {valeur}"
    return dire(said, valeur=told)


def bound(vue: Spaser, qui: Sequence[str]) -> tuple[str, ...]:
    """The buyers of the view (SIREN) whose kind a duty binds."""
    known = {one.siren: one.type for one in vue.demande.territoire.acheteurs}
    return tuple(siren for siren in vue.sirens if not qui or known.get(siren) in qui)


def _untold(vue: Spaser, qui: Sequence[str]) -> int:
    """How many buyers of the view are of a kind that nobody said, so that nothing says whether they are
    bound.
    """
    known = {one.siren: one.type for one in vue.demande.territoire.acheteurs}
    return sum(known.get(siren, UNKNOWN) == UNKNOWN for siren in vue.sirens) if qui else 0


def _engage(vue: Spaser, qui: Sequence[str], condition: str = "") -> str:
    """Who of the view is bound, in words, provided that they meet the condition when there is one."""
    some, untold = bound(vue, qui), _untold(vue, qui)
    if vue.acheteur:
        whose = vue.demande.territoire.acheteur(vue.acheteur).dit
        if untold:
            return dire("On ne sait pas si cela vise {acheteur} : son type n’est pas dit.", acheteur=whose)
        may = "Vise {acheteur}, sous condition." if condition else "Vise {acheteur}."
        return dire(may if some else "Ne vise pas {acheteur}.", acheteur=whose)
    if len(some) == len(vue.sirens):
        return translated("Vise tout acheteur, sous condition." if condition else "Vise tous les acheteurs.")
    told = dire("Vise {nombre} sur {tous}.", nombre=accord(len(some), "acheteur"), tous=len(vue.sirens))
    return f"{told} {dire('{n} sans type connu.', n=entier(untold))}" if untold else told


def _kinds(vue: Spaser, qui: Sequence[str]) -> str:
    """The kinds of buyers that are bound, by their names; "" for all."""
    names = vue.demande.axes["type_acheteur"].membres
    return ", ".join(in_french(lisser(names[kind])) for kind in qui)


def bilan(some: Sequence[Devoir]) -> str:
    """How many values of the law are reached, missed, and not judged for want of data."""
    judged = [one.etat for devoir in some for one in devoir.exiges if one.etat]
    reached, lost = judged.count(Etat.ATTEINT), judged.count(Etat.INCONNU)
    return dire(
        "Valeurs de la loi : {atteintes}, {non}, {sans} sans données suffisantes.",
        atteintes=accord(reached, "atteinte"),
        non=accord(len(judged) - reached - lost, "non atteinte", "non atteintes"),
        sans=entier(lost),
    )


def _devoir(vue: Spaser, one: Obligation, day: date, seul: str = "") -> Devoir:
    kept = [e for e in one.exigences if seul in ("", e.indicateur)]
    held = {e.indicateur for e in one.exigences}
    some = [name for name in one.indicateurs if not seul and name not in held]
    return Devoir(
        id=one.id,
        moment=moment(one, day),
        titre=in_french(lisser(one.libelle)),
        demande=in_french(lisser(one.definition)),
        seuil=in_french(lisser(one.seuil)),
        engage=_engage(vue, one.qui, one.seuil),
        types=_kinds(vue, one.qui),
        depuis=depuis_quand(one.depuis, day),
        jusque=dire("jusqu’au {jour}", jour=dit_le(one.jusque)) if one.jusque else "",
        reference=in_french(lisser(one.reference)),
        source=in_french(lisser(one.source)),
        precision=in_french(lisser(one.precision)),
        verifier=one.a_verifier,
        exiges=tuple(e for exigence in kept if (e := _exige(vue, one, exigence, day))),
        autres=tuple((_label(vue, name), vue.adresse(f"{name}/")) for name in some),
    )


def moment(one: Obligation, day: date) -> str:
    """Whether a duty is in force on a day, to come, or over."""
    if one.depuis and one.depuis > day:
        return "a_venir"
    return "passee" if one.jusque and one.jusque < day else "en_vigueur"


def _label(vue: Spaser, name: str) -> str:
    return in_french(lisser(vue.demande.catalogue.indicateurs[name].libelle))


def _exige(vue: Spaser, one: Obligation, exigence: Exigence, day: date) -> Exige | None:
    """A value as it is shown; None when it is asked of nobody of the view."""
    qui = exigence.qui or one.qui
    whose = bound(vue, qui)
    if exigence.qui and not whose:
        return None
    here, coming = exigence.on(day), exigence.after(day)
    shown = here or (coming[0] if coming else exigence.paliers[-1])
    figure = _figure(vue, exigence)
    rest = coming if here else coming[1:]
    return Exige(
        nom=_named_figure(figure, exigence),
        href=vue.adresse(figure.suite),
        objet=in_french(lisser(exigence.objet)),
        types=_kinds(vue, exigence.qui),
        engage=_engage(vue, exigence.qui) if exigence.qui else "",
        valeur=valeur(exigence, shown, figure),
        depuis=_since(shown, day),
        ensuite=tuple(_then(exigence, palier, figure, day) for palier in rest),
        verifier=shown.a_verifier,
        **_stands(vue, exigence, figure, whose),
    )  # fmt: skip


def _named_figure(figure: Chiffre, exigence: Exigence) -> str:
    """The name of the indicator, and that of the figure where the duty is about one that does not lead."""
    if exigence.calcul:
        return chiffres.nom(figure.indicateur, figure.calcul)
    return in_french(lisser(figure.indicateur.libelle))


def _since(palier: Palier, day: date) -> str:
    """« depuis le 1er janvier 2025, jusqu’au 31 décembre 2029 »."""
    told = depuis_quand(palier.depuis, day)
    return dire("{debut}, jusqu’au {jour}", debut=told, jour=dit_le(palier.jusque)) if palier.jusque else told


def _then(exigence: Exigence, palier: Palier, figure: Chiffre, day: date) -> str:
    told = valeur(exigence, palier, figure)
    start = palier.depuis or day + timedelta(1)
    return dire(
        "{valeur} à partir du {jour}, {dans}", valeur=told, jour=dit_le(start), dans=quand(start, day)
    )


def _stands(vue: Spaser, exigence: Exigence, figure: Chiffre, whose: Sequence[str]) -> dict[str, str]:
    """Where the view stands beside what the law asks at the end of the year shown."""
    nothing = dict.fromkeys(("fait", "detail", "manque", "etat", "signe"), "")
    if exigence.objet:
        return nothing | {"dit": translated("une partie de l’indicateur : non jugé")}
    palier = exigence.on(date(int(vue.annee), 12, 31)) if vue.annee else None
    if not whose or not vue.annee:
        return nothing | {"dit": translated("ne vise personne de cette vue")}
    one = _bound_to(vue, figure, exigence, whose)
    read = vue.lu(one)
    told = {"fait": chiffres.valeur(read, one.calcul), "detail": chiffres.detail(read, one.calcul)}
    if palier is None:
        return nothing | told | {"dit": dire("rien d’exigé en {annee}", annee=vue.annee)}
    aim = chiffres.unscaled(palier.valeur, one.calcul)
    found = vue.etat(one, read, aim, vue.fin(one, read))
    missing = cibles.manquant(one, read, aim) if found is not Etat.INCONNU else ""
    said = {"etat": str(found), "signe": SIGNS[found], "dit": translated(STATES[found])}
    return told | {"manque": missing} | said


def _bound_to(vue: Spaser, figure: Chiffre, exigence: Exigence, whose: Sequence[str]) -> Chiffre:
    """The same figure, of those alone whom the law binds: a duty is an objective that nobody here wrote."""
    some = () if len(whose) == len(vue.sirens) else tuple(whose)
    law = Objectif(exigence.indicateur, {}, figure.cle, some)
    return Chiffre(figure.indicateur, figure.cle, figure.calcul, Version(0, law))
