"""« Puis-je acheter 30 k€ de mobilier ? »: a question typed, and its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.domain.money import NumberFormat, parse_centimes
from achatlas.domain.nombres import lisser, montant_lisible, pourcent, signed
from achatlas.domain.text import searchable
from achatlas.langues import dire, in_french, nu, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.suivi import besoins
from achatlas.screens.suivi.regard import Regard
from achatlas.screens.suivi.simuler_besoins import chosen, holders
from achatlas.watch.droit import Droit
from achatlas.watch.simulation import Mesure, Question, Reponse, simulate
from achatlas.watch.simulation_mots import sentences
from achatlas.watch.suivi import TRAVAUX

TYPED = NumberFormat(".,", " ", frozenset({"avant"}), "€")
MANY = 12
OUTSIDE = "Hors du champ de la commande publique : aucun de ses seuils ne s’applique (à vérifier)."
YEARS = range(2016, 2100)
UNITS = (("k€", 1_000), ("k", 1_000), ("m€", 1_000_000))


@dataclass(frozen=True)
class Typed:
    """What is typed: the segment by its name or its code, the amount, the day; the need that is chosen among
    those of the buyer that hold the segment, "" for the first of them.
    """

    segment: str
    montant: str
    jour: str
    besoin: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str], today: date) -> Typed:
        """What an address holds; the day of today without one."""
        what, amount = (params.get(name, "").strip() for name in ("quoi", "combien"))
        return cls(what, amount, params.get("quand", "") or today.isoformat(), params.get("besoin", ""))

    @property
    def empty(self) -> bool:
        """Whether nothing is asked yet."""
        return not (self.segment or self.montant)


def amount_of(text: str) -> int:
    """The cents of an amount as one types it: « 30 000 », « 30 k€ », « 1,2 M€ ».

    Raises ValueError for what is none, or is not above zero.
    """
    told = text.strip().casefold().replace("\u202f", " ").replace("\u00a0", " ")
    for unit, times in UNITS:
        if told.endswith(unit):
            cents = parse_centimes(told.removesuffix(unit).strip(), TYPED) * times
            break
    else:
        cents = parse_centimes(told, TYPED)
    if cents <= 0:
        raise ValueError("le montant doit dépasser zéro")
    return cents


def day_of(text: str) -> date:
    """A day written « 2026-11-27 », of the years that the law is told for. Raises ValueError."""
    day = date.fromisoformat(text)
    if text != day.isoformat() or day.year not in YEARS:
        raise ValueError(text)
    return day


def segments_of(regard: Regard, text: str) -> list[str]:
    """The codes of the segments that are typed: a code, a whole name, else all whose names hold its words."""
    known, head = regard.names, text.split(" ", 1)[0]
    if head in known:
        return [head]
    words = searchable(text).split()
    found = [code for code, name in known.items() if words and _holds(searchable(name), words)]
    return [code for code in found if searchable(known[code]) == searchable(text)] or sorted(found)


def _holds(name: str, words: Sequence[str]) -> bool:
    """Whether each word begins one of a name: « mobilier » is not in « immobilières »."""
    named = name.split()
    return all(any(one.startswith(word) for one in named) for word in words)


def asked(regard: Regard, typed: Typed) -> Question | str:
    """The question that is typed, or why it is none, in French: what, why, what to do."""
    codes = segments_of(regard, typed.segment)
    if len(codes) > 1:
        return translated("Plusieurs segments répondent à ces mots : choisissez-en un.")
    if not codes:
        return translated("Segment non reconnu : choisissez-en un dans la liste.")
    code = codes[0]
    try:
        cents, day = amount_of(typed.montant), day_of(typed.jour)
    except ValueError:
        return translated("Montant ou date illisible : écrivez par exemple 30 000 ou 30 k€, et une date.")
    if not regard.acheteur:
        return translated("Choisissez l’acheteur : un besoin est celui d’un acheteur.")
    acheteur = regard.demande.territoire.acheteur(regard.acheteur)
    nature = str(regard.demande.catalogue.segments[code]["nature"])
    kind = Droit(regard.demande.catalogue).kind(acheteur.type)
    genre = besoins.GENRES.get(nature, "")
    besoin = chosen(regard, code, genre, typed.besoin)
    return Question(
        regard.acheteur, besoin, cents, day, genre, code, kind,
        libelle=regard.names[code],
        besoin_dit=nu(regard.besoin(besoin, genre == TRAVAUX)),
    )  # fmt: skip


def answered(regard: Regard, question: Question) -> Reponse:
    """What is answered: by the needs of the buyer, and of the group where the person may open it."""
    droit = Droit(regard.demande.catalogue)
    group = besoins.paid(regard.commun) if regard.commun else []
    own, used = besoins.paid(regard.scope), regard.consommations
    return simulate(droit, question, own, group, regard.suivis, used, whole=True)


def phrases(regard: Regard, reponse: Reponse) -> list[str]:
    """The answer in sentences."""
    droit = Droit(regard.demande.catalogue)
    return [in_french(lisser(one)) for one in sentences(droit, reponse)]


@dataclass(frozen=True)
class Marche:
    """A step of the ladder beside the sum: how far it reaches, whether it is passed."""

    nom: str
    seuil: str
    part: str
    largeur: str
    passed: bool


def paliers(mesure: Mesure) -> list[Marche]:
    """The steps of a measure, the lowest first."""
    return [
        Marche(
            in_french(lisser(one.palier.libelle)),
            one.palier.montant,
            signed(pourcent(one.centimes, one.palier.centimes or 0)),
            pour_cent(min(max(one.centimes, 0), one.palier.centimes or 1), one.palier.centimes or 1),
            one.passed is True,
        )
        for one in mesure.paliers
        if one.palier.centimes
    ]


def verdict(reponse: Reponse, droit: Droit) -> str:
    """The one sentence that answers first: no go-ahead where what counts, or the law, is not known."""
    day, first = reponse.question.day, reponse.seul.paliers[0]
    if any(one.enough for one in reponse.porteurs):
        return translated("Un marché en cours peut sans doute le porter : commencez par lui.")
    if first.passed:
        return translated("Le besoin atteint un seuil : une procédure est à prévoir (à vérifier).")
    if first.passed is None or not droit.told_on(day):
        return translated("Le seuil applicable n’est pas sûr : à vérifier.")
    if reponse.seul.fin is None:
        return translated("Rien n’est connu de ce qui est acheté alors : à vérifier.")
    if not reponse.seul.knows(day):
        return translated("Sous la dispense, d’après les seuls paiements connus : à vérifier.")
    return translated("Sous la dispense : achat possible sans publicité (à vérifier).")


def total(mesure: Mesure) -> str:
    """The sum with the achat."""
    return montant_lisible(mesure.avec_centimes)


def told(regard: Regard, question: Question, typed: Typed) -> dict[str, Any]:
    """All that the page says of a question; of what public procurement does not rule, that and its text."""
    if question.segment in besoins.outside(regard):
        return {"verdict": translated(OUTSIDE), "phrases": list(_outside(regard, question))}
    reponse = answered(regard, question)
    kept = besoins.off(regard, question.besoin, question.acheteur_siren, question.travaux)
    return {
        "verdict": verdict(reponse, Droit(regard.demande.catalogue)),
        "phrases": phrases(regard, reponse),
        "paliers": paliers(reponse.seul),
        "total": total(reponse.seul),
        "porteurs": [(one.suivi.marche_id, regard.page(one.suivi)) for one in reponse.porteurs if one.worth],
        "lignes": besoins.opened(regard, kept, reponse.seul.compte(question.day)),
        "besoin": regard.besoin(question.besoin, question.travaux),
        "autres_besoins": holders(regard, question, vars(typed)),
    }


def _outside(regard: Regard, question: Question) -> Iterator[str]:
    regle = regard.demande.catalogue.regle("alertes")["hors_champ"]
    texte = in_french(lisser(f"{regle['reference']} ; {regle['statut']}"))
    yield dire("{segment} : {texte}.", segment=regard.segment(question.segment), texte=texte)
    yield translated(
        "Les seuils du code de la commande publique ne règlent pas cet achat : il n’est comparé à aucun."
    )
    yield translated("Ce n’est pas un accord : d’autres règles peuvent valoir, à vérifier.")


def candidates(regard: Regard, typed: Typed) -> list[tuple[str, str]]:
    """The segments that words may mean, each with the address that asks for it; none when only one does."""
    codes = segments_of(regard, typed.segment)
    if len(codes) < 2:
        return []
    said = {"combien": typed.montant, "quand": typed.jour}
    return [(regard.segment(code), regard.adresse("simuler/", quoi=code, **said)) for code in codes[:MANY]]
