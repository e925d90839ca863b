"""The register: searched by words, kept by what a marché is, sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.domain.text import reference, searchable
from achatlas.langues import dire, in_french, translated
from achatlas.screens.addresses import shown
from achatlas.screens.suivi.fins import DOUBTS, UNTITLED, Usage, holders, usage
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.suivi import Suivi

FIN = "fin"
FAR = date.max
SIGNS = 5
ETATS = {
    "en_cours": "En cours",
    "finis": "Finis",
    "sans_fin": "Fin inconnue",
    "depasses": "Payés au-delà du montant",
    "sans_paiement": "Sans paiement",
}
GENRES = {
    "accord_cadre": "Accords-cadres",
    "subsequent": "Marchés subséquents",
    "groupement": "À plusieurs",
    "concession": "Concessions",
    "marche": "Autres marchés",
}
TRIS: Mapping[str, tuple[str, Callable[[Suivi], Any], bool]] = {
    FIN: ("Fin", lambda one: one.last_end or FAR, False),
    "-paye": ("Payé", lambda one: one.paye_centimes or 0, True),
    "-montant": ("Montant", lambda one: one.montant_ht_centimes or 0, True),
    "-notification": ("Notification", lambda one: one.date_notification or date.min, True),
}


@dataclass(frozen=True)
class Recherche:
    """What is asked of the register: words, state, kind, segments (between commas), order; "" for any."""

    q: str = ""
    etat: str = ""
    genre: str = ""
    segment: str = ""
    tri: str = FIN

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Recherche:
        """What an address asks. Raises BadAddress for a state, a kind or an order that does not exist."""
        told = cls(
            params.get("q", "").strip(),
            _known(params, "etat", ETATS),
            _known(params, "genre", GENRES),
            params.get("segment", ""),
            _known(params, "tri", TRIS) or FIN,
        )
        return told

    @property
    def said(self) -> dict[str, str]:
        """What an address says of it."""
        told = {"q": self.q, "etat": self.etat, "genre": self.genre, "segment": self.segment}
        return told | ({"tri": self.tri} if self.tri != FIN else {})


def _known(params: Mapping[str, str], name: str, values: Mapping[str, object]) -> str:
    said = params.get(name, "")
    if said and said not in values:
        raise BadAddress(
            quoi=dire("Réglage inconnu : « {valeur} »", valeur=shown(said)),
            ou="adresse de la page",
            pourquoi=dire("« {nom} » n’a pas cette valeur", nom=name),
            que_faire=dire("Choisissez parmi : {noms}", noms=", ".join(values)),
        )
    return said


def search(regard: Regard, asked: Recherche) -> list[Suivi]:
    """The marchés of the view that answer, in the order asked; each word must be found in the object, the
    number (whatever its punctuation), a titulaire, the segment or the acheteur.
    """
    words = searchable(asked.q).split()
    kept = [one for one in regard.suivis if _answers(regard, one, asked, words)]
    _, key, down = TRIS[asked.tri]
    found = sorted(sorted(kept, key=lambda one: one.marche_cle), key=key, reverse=down)
    return _running(regard, found) if asked.tri == FIN else found


def _running(regard: Regard, some: Sequence[Suivi]) -> list[Suivi]:
    """By their end: the next to come first, then those that ended, the last first, then unknown ends."""
    past = [one for one in some if one.last_end is not None and one.last_end < regard.today]
    unknown = [one for one in some if one.last_end is None]
    coming = some[len(past) : len(some) - len(unknown)]
    return [*coming, *reversed(past), *unknown]


def _answers(regard: Regard, one: Suivi, asked: Recherche, words: Sequence[str]) -> bool:
    if asked.segment and one.segment_code not in asked.segment.split(","):
        return False
    if asked.etat and not _state(regard, one, asked.etat):
        return False
    if asked.genre and not _kind(one, asked.genre):
        return False
    return not words or all(word in _text(regard, one) or _numbered(one, word) for word in words)


def _numbered(one: Suivi, word: str) -> bool:
    """Whether a word is part of its number, read without punctuation; a few signs would be part of many."""
    told = reference(word)
    return len(told) >= SIGNS and told in reference(one.marche_id)


def _text(regard: Regard, one: Suivi) -> str:
    said = (one.objet, one.marche_id, *one.titulaires, regard.segment(one.segment_code))
    return searchable(" ".join((*said, regard.nom(one.acheteur_siren), one.consultation)))


def _state(regard: Regard, one: Suivi, etat: str) -> bool:
    end, paid = one.last_end, one.paye_centimes or 0
    return {
        "en_cours": end is not None and end >= regard.today,
        "finis": end is not None and end < regard.today,
        "sans_fin": end is None,
        "depasses": one.plafond_centimes is not None and paid > one.plafond_centimes,
        "sans_paiement": one.dernier_paiement is None,
    }[etat]


def _kind(one: Suivi, genre: str) -> bool:
    plain = not (one.accord_cadre or one.subsequent or one.concession)
    return {
        "accord_cadre": one.accord_cadre,
        "subsequent": one.subsequent,
        "groupement": one.shared,
        "concession": one.concession,
        "marche": plain,
    }[genre]


def titre(regard: Regard, found: Sequence[Suivi]) -> str:
    """« 412 marchés »."""
    return accord(len(found), "marché") if found else translated("Aucun marché ne répond")


def phrase(regard: Regard, found: Sequence[Suivi]) -> str:
    """What is paid on those found; amounts awarded do not add up: ceilings are no spending."""
    paid = sum(one.paye_centimes or 0 for one in found)
    return dire("{montant} payés dessus.", montant=montant_lisible(paid)) if paid else ""


@dataclass(frozen=True)
class Choix:
    """One value of a filter: its name, its address, whether it is the one chosen."""

    texte: str
    href: str
    ici: bool


def filtres(regard: Regard, asked: Recherche) -> list[tuple[str, list[Choix]]]:
    """The filters of the register, each with its values; the one chosen leads back to all."""
    return [
        (translated("État"), _choices(regard, asked, "etat", ETATS)),
        (translated("Genre"), _choices(regard, asked, "genre", GENRES)),
    ]


def _choices(regard: Regard, asked: Recherche, name: str, values: Mapping[str, str]) -> list[Choix]:
    now = asked.said
    return [
        Choix(
            translated(texte),
            regard.adresse("registre/", **{**now, name: "" if now[name] == value else value}),
            now[name] == value,
        )
        for value, texte in values.items()
    ]


def tris(regard: Regard, asked: Recherche) -> list[Choix]:
    """The orders of the register."""
    now = {nom: valeur for nom, valeur in asked.said.items() if nom != "tri"}
    return [
        Choix(translated(texte), regard.adresse("registre/", **now, tri=nom), nom == asked.tri)
        for nom, (texte, _, _) in TRIS.items()
    ]


@dataclass(frozen=True)
class Rang:
    """A row of the register, ready to be written."""

    objet: str
    href: str
    acheteur: str
    numero: str
    titulaire: str
    segment: str
    genre: str
    notifie: str
    fin: str
    sous: str
    passe: bool
    montant: str
    plafond: bool
    usage: Usage


def rangs(regard: Regard, some: Sequence[Suivi]) -> list[Rang]:
    """The rows of these marchés."""
    return [_rang(regard, one) for one in some]


def _rang(regard: Regard, one: Suivi) -> Rang:
    amount, end, start = one.montant_ht_centimes, one.last_end, one.date_notification
    return Rang(
        objet=in_french(lisser(one.objet or translated(UNTITLED))),
        href=regard.page(one),
        acheteur=regard.autre(one.acheteur_siren),
        numero=one.marche_id,
        titulaire=holders(one, 4),
        segment=regard.segment(one.segment_code) or translated("À qualifier"),
        genre=_genre(one),
        notifie=f"{start:%d/%m/%Y}" if start else translated("inconnu"),
        fin=f"{end:%d/%m/%Y}" if end else translated("inconnue"),
        sous=translated(DOUBTS.get(one.fin_origine, "")) if end else "",
        passe=end is not None and end < regard.today,
        montant=montant_lisible(amount) if amount else translated("inconnu"),
        plafond=one.accord_cadre,
        usage=usage(regard, one),
    )


def _genre(one: Suivi) -> str:
    """What it is, when it is no plain marché: accord-cadre, marché subséquent, concession; shared or not."""
    kinds = [translated(one.technique)] if one.technique and one.technique != "Marché" else []
    if one.shared:
        kinds.append(dire("{n} acheteurs", n=len(one.payers) + len(one.exterieurs)))
    return ", ".join(kinds)
