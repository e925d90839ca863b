"""The marchés that end within the months to come, with what is really paid on each, by when to launch what
follows, and who else ends the same segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import gate
from achatlas.domain.jours import later
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.consommation import Consommation
from achatlas.watch.fins import Echeance, Etat, Genre, fins
from achatlas.watch.fins_mots import etat_dit, phrases
from achatlas.watch.suivi import Suivi

TEINTES = {Etat.RETARD: "alerte", Etat.MAINTENANT: "fort", Etat.A_PREVOIR: "neutre"}
DOUBTS = {"calculee": "calculée", "contredite": "à vérifier"}
ENDS = (Genre.FIN_SAUF_RECONDUCTION, Genre.FIN)
UNTITLED, RENEWABLE, NOT_PAID = "Objet non dit", "sauf reconduction", "aucun paiement connu"


@dataclass(frozen=True)
class Fin:
    """A marché that ends: the first end to come (or the last), what must be done of it, and whether nothing
    proves its last reconduction.
    """

    suivi: Suivi
    fin: Echeance
    coming: tuple[Echeance, ...]

    @property
    def jour(self) -> date:
        """The day on which it ends, unless renewed."""
        return self.fin.jour or date.max

    @property
    def agir(self) -> Echeance:
        """What to do of it: decide the reconduction of that day, else launch what follows."""
        renewed = (
            one for one in self.coming if one.genre is Genre.RECONDUCTION and one.jour == self.fin.jour
        )
        return next(renewed, self.fin)


def ending(regard: Regard, suivis: Iterable[Suivi], months: int = HORIZON) -> tuple[Fin, ...]:
    """Those of these marchés whose next end, unless renewed, comes within some months, the first first.

    Marchés subséquents are left to their accord-cadre when it is there, concessions are told too.
    """
    limit, found = later(regard.today, months), []
    for suivi in suivis:
        told = fins(suivi, regard.today, months, regard.veille, regard.subsequents.get(suivi.marche_cle, ()))
        ends = [one for one in told if one.genre in ENDS and one.jour is not None and one.jour <= limit]
        if ends:
            found.append(Fin(suivi, min(ends, key=lambda one: one.jour or date.max), told))
    return tuple(sorted(found, key=lambda one: (one.jour, one.suivi.marche_cle)))


def neighbours(regard: Regard, months: int = HORIZON) -> Mapping[str, tuple[Fin, ...]]:
    """What ends within the same months in each segment, among all the buyers, by segment; conventions between
    members left out.
    """
    if regard.commun is None:
        return {}

    def compute() -> Mapping[str, tuple[Fin, ...]]:
        found: dict[str, list[Fin]] = {}
        for one in ending(regard, regard.communs, months):
            if one.suivi.segment_code and not one.suivi.entre_membres:
                found.setdefault(one.suivi.segment_code, []).append(one)
        return {code: tuple(some) for code, some in found.items()}

    told: Mapping[str, tuple[Fin, ...]] = gate.recent(
        regard.commun, ("voisins", regard.today, months), compute
    )
    return told


def own(regard: Regard) -> tuple[Fin, ...]:
    """What ends among the marchés of the view, within the months of the page."""
    found: tuple[Fin, ...] = gate.recent(
        regard.scope, ("finissants", regard.today), lambda: ending(regard, regard.suivis)
    )
    return found


@dataclass(frozen=True)
class Rang:
    """A row of the table of what ends, ready to be written."""

    cle: str
    fin: str
    sous: str
    doute: str
    objet: str
    href: str
    acheteur: str
    titulaire: str
    segment: str
    usage: Usage
    agir: str
    etat: str
    teinte: str
    mots: tuple[str, ...]
    voisins: str
    fenetre: str


def rangs(regard: Regard, some: Sequence[Fin], voisins: Mapping[str, tuple[Fin, ...]]) -> list[Rang]:
    """The rows of these ends."""
    return [_rang(regard, one, voisins.get(one.suivi.segment_code, ())) for one in some]


def _rang(regard: Regard, one: Fin, beside: Sequence[Fin]) -> Rang:
    suivi, agir = one.suivi, one.agir
    others = {f.suivi.acheteur_siren for f in beside if not suivi.entre_membres} - {suivi.acheteur_siren}
    window = regard.adresse(f"fenetres/{suivi.segment_code}/")
    return Rang(
        cle=suivi.marche_cle,
        fin=f"{one.jour:%d/%m/%Y}",
        sous=translated(RENEWABLE if one.fin.genre is Genre.FIN_SAUF_RECONDUCTION else ""),
        doute=translated(DOUBTS.get(one.fin.origine, "")),
        objet=in_french(lisser(suivi.objet or translated(UNTITLED))),
        href=regard.page(suivi),
        acheteur=regard.autre(suivi.acheteur_siren),
        titulaire=holders(suivi),
        segment=regard.segment(suivi.segment_code),
        usage=usage(regard, suivi),
        agir=f"{agir.agir:%d/%m/%Y}" if agir.agir else "",
        etat=etat_dit(agir.etat) if agir.etat in TEINTES else "",
        teinte=TEINTES.get(agir.etat, ""),
        mots=tuple(text for what in one.coming for text in phrases(what)[:2]),
        voisins=accord(len(others), "voisin") if others else "",
        fenetre=window if others else "",
    )


@dataclass(frozen=True)
class Usage:
    """What is paid on a marché, beside its amount: written, as a share, as the width of a bar, whether it is
    above, the address of the payments, the sentence of when its maximum is reached (an estimate).
    """

    paye: str
    sur: str
    largeur: str
    over: bool
    lignes: str
    reached: str


def usage(regard: Regard, suivi: Suivi) -> Usage:
    """What is paid on a marché, its marchés subséquents included."""
    used = regard.consommations.get(suivi.marche_cle)
    told, maximum = (used.paye if used else suivi.paye_centimes), suivi.plafond_centimes
    paid = told or 0
    known = bool(suivi.dernier_paiement or paid)
    return Usage(
        paye=montant_lisible(paid) if known else "·",
        sur=_of(paid, maximum, accord_cadre=suivi.accord_cadre) if known else translated(NOT_PAID),
        largeur=pour_cent(max(paid, 0), max(maximum or 0, paid, 1)),
        over=maximum is not None and paid > maximum,
        lignes=regard.lignes(suivi) if suivi.dernier_paiement else "",
        reached=_reached(used, regard.today),
    )


def _reached(used: Consommation | None, today: date) -> str:
    """When its maximum is reached: an estimate, told as past when its day is; "" of a marché that is over."""
    day = used.epuisement if used else None
    if used is None or day is None or (used.fin is not None and used.fin < today):
        return ""
    past = "maximum sans doute atteint depuis le {jour} (estimation)"
    return dire(past if day < today else "épuisé vers le {jour} (estimation)", jour=f"{day:%d/%m/%Y}")


def holders(suivi: Suivi, shown: int = 2) -> str:
    """The names of its titulaires, the first ones."""
    names = [*suivi.titulaires[:shown], *("…" for _ in suivi.titulaires[shown : shown + 1])]
    return in_french(lisser(", ".join(names))) or translated("titulaire non dit")


def _of(paid: int | None, maximum: int | None, *, accord_cadre: bool) -> str:
    """« 78 % de 5,4 M€ », « d'un maximum de … »."""
    if maximum is None:
        return translated("montant inconnu")
    part = signed(pourcent(paid or 0, maximum))
    said = "{part} d’un maximum de {montant}" if accord_cadre else "{part} de {montant} notifiés"
    return dire(said, part=part, montant=montant_lisible(maximum))
