"""What a person types of a line of the programme, read field by field; what cannot be read is told, and kept
as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.domain.money import NumberFormat, SubCent, TwoReadings, parse_centimes
from achatlas.domain.text import searchable
from achatlas.langues import dire, in_french, translated
from achatlas.screens.suivi.programme.words import CHAMPS, STATUTS, figure
from achatlas.store.programme import Projet, Statut

LONG, MEMBERS_LONG, KEY_LONG, NEAR = 300, 200, 200, 5
CENTIMES_MAX = 10**13
LOOK = "tapez un mot de son nom, puis choisissez dans la liste"
MONEY = NumberFormat(".,", " ", symbole="€")
MONTHS = (re.compile(r"(?P<an>20\d\d)-(?P<mois>\d\d)"), re.compile(r"(?P<mois>\d\d?)\s*/\s*(?P<an>20\d\d)"))


class Refus(ValueError):
    """Why a field is not taken, and what to do about it."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why, self.remedy = why, remedy


@dataclass(frozen=True)
class Faute:
    """What is wrong with a field: its name in the form, how it is called, why, what to do."""

    champ: str
    nom: str
    why: str
    remedy: str


@dataclass(frozen=True)
class Typed:
    """A line as it is typed: texts as they are, checked boxes, chosen members."""

    acheteur: str = ""
    segment: str = ""
    objet: str = ""
    minimum: str = ""
    maximum: str = ""
    lancement: str = ""
    debut: str = ""
    procedure: str = ""
    exterieurs: str = ""
    marche: str = ""
    statut: str = Statut.ENVISAGE.value
    membres: tuple[str, ...] = ()
    shared: bool = False
    publiable: bool = False

    @classmethod
    def of(cls, texts: Mapping[str, str], membres: Sequence[str]) -> Typed:
        """What a form sends; a box that it does not send is not checked."""
        told: dict[str, Any] = {name: texts.get(name, "")[: LONG * 4] for name in TEXTS}
        checked = {name: name in texts for name in ("shared", "publiable")}
        return cls(**told | checked, membres=tuple(dict.fromkeys(membres)))

    @classmethod
    def written(cls, projet: Projet, segments: Mapping[str, str]) -> Typed:
        """A line that stands, as a form shows it. ``segments`` are the names of segments by their code."""
        low, high = projet.min_centimes, projet.max_centimes
        return cls(
            acheteur=projet.acheteur_siren,
            segment=segments.get(projet.segment_code, projet.segment_code),
            objet=projet.objet,
            minimum=figure(low),
            maximum=figure(high) if high != low else "",
            lancement=projet.lancement,
            debut=projet.debut,
            procedure=projet.procedure,
            exterieurs=projet.exterieurs,
            marche=projet.marche_cle,
            statut=projet.statut.value,
            membres=projet.membres,
            shared=projet.shared,
            publiable=projet.publiable,
        )


TEXTS = (
    "acheteur", "segment", "objet", "minimum", "maximum", "lancement", "debut", "procedure", "exterieurs",
    "marche", "statut",
)  # fmt: skip


@dataclass(frozen=True)
class Cadre:
    """What a form may say: the buyers that this person writes (SIREN), the members of the territory, segments
    by code, procedures, and which marchés (keys) this person may open.
    """

    acheteurs: Collection[str]
    membres: Collection[str]
    segments: Mapping[str, str]
    procedures: Collection[str]
    opens: Callable[[str], bool]


def read(typed: Typed, cadre: Cadre) -> tuple[dict[str, Any], list[Faute]]:
    """The fields of a ``Projet``, and all that is wrong; the fields are whole when nothing is."""
    found: dict[str, Any] = {}
    wrong: list[Faute] = []
    for champ, reader in READERS.items():
        try:
            found |= reader(typed, cadre)
        except Refus as refus:
            wrong.append(Faute(champ, translated(CHAMPS[champ]), refus.why, refus.remedy))
    return found | {"shared": typed.shared, "publiable": typed.publiable}, wrong


def _acheteur(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    if typed.acheteur not in cadre.acheteurs:
        raise Refus(
            translated("vous n’écrivez pas son programme, ou rien n’est choisi"),
            translated("choisissez un acheteur de la liste"),
        )
    return {"acheteur_siren": typed.acheteur}


def _segment(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    """The segment of that very name, with or without its code before it."""
    asked = _spaced(typed.segment)
    if not asked:
        raise Refus(
            translated("aucun n’est choisi"),
            translated("tapez un mot de son nom, puis choisissez dans la liste"),
        )
    names = {code: searchable(_spaced(name)) for code, name in cadre.segments.items()}
    said = searchable(asked)
    exact = [code for code, name in names.items() if said in (name, f"{code} {name}")]
    if len(exact) == 1:
        return {"segment_code": exact[0]}
    near = [code for code, name in names.items() if code in exact or all(w in name for w in said.split())]
    told = " ; ".join(in_french(f"{cadre.segments[code]}") for code in near[:NEAR])
    raise Refus(
        dire("« {nom} » n’est le nom d’aucun segment", nom=asked[:60]),
        dire("choisissez parmi : {noms}", noms=told) if near else translated(LOOK),
    )


def _objet(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    return {"objet": _words(typed.objet, LONG, required=True)}


def _estimate(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    """A figure, a range, or nothing: unknown."""
    low, high = _amount(typed.minimum), _amount(typed.maximum)
    if low is None and high is not None:
        raise Refus(
            translated("seul le haut de la fourchette est écrit"),
            translated("écrivez aussi le bas, ou mettez la somme seule dans le premier champ"),
        )
    if low is not None and high is not None and high < low:
        raise Refus(
            translated("le bas de la fourchette dépasse le haut"), translated("échangez-les, ou corrigez-les")
        )
    return {"min_centimes": low, "max_centimes": low if high is None else high}


def _amount(text: str) -> int | None:
    """Cents HT of what is typed in euros, None for nothing."""
    if not text.strip():
        return None
    try:
        cents = parse_centimes(text, MONEY)
    except TwoReadings as two:
        raise Refus(
            dire("« {texte} » peut être des milliers ou des décimales", texte=text.strip()[:40]),
            translated("écrivez les milliers avec une espace : 80 000"),
        ) from two
    except SubCent as fine:
        raise Refus(
            dire("« {texte} » est plus fin que le centime", texte=text.strip()[:40]),
            translated("arrondissez au centime"),
        ) from fine
    except ValueError as unread:
        raise Refus(
            dire("« {texte} » n’est pas une somme en euros", texte=text.strip()[:40]),
            translated("écrivez par exemple 80 000, ou rien si l’estimation est inconnue"),
        ) from unread
    if not 0 < cents <= CENTIMES_MAX:
        raise Refus(
            translated("une estimation est positive, et sous cent milliards d’euros"),
            translated("écrivez par exemple 80 000, ou rien si l’estimation est inconnue"),
        )
    return cents


def _lancement(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    return {"lancement": _month(typed.lancement)}


def _debut(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    """The month of the start, not before that of the launch when this one can be read."""
    start, launch = _month(typed.debut), _whether(typed.lancement)
    if start and launch and start < launch:
        raise Refus(
            translated("le marché commencerait avant que la consultation soit lancée"),
            translated("corrigez l’un des deux mois"),
        )
    return {"debut": start}


def _whether(text: str) -> str:
    try:
        return _month(text)
    except Refus:
        return ""


def _month(text: str) -> str:
    """A month as 2027-03, from that or from 3/2027; nothing for nothing."""
    told = text.strip()
    if not told:
        return ""
    found = next((match for pattern in MONTHS if (match := pattern.fullmatch(told))), None)
    if found is None or not 1 <= int(found["mois"]) <= 12:
        raise Refus(
            dire("« {texte} » n’est pas un mois", texte=told[:40]),
            translated("écrivez par exemple 03/2027, ou rien s’il est inconnu"),
        )
    return f"{found['an']}-{int(found['mois']):02d}"


def _procedure(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    if typed.procedure and typed.procedure not in cadre.procedures:
        raise _unlisted(typed.procedure)
    return {"procedure": typed.procedure}


def _membres(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    """With whom it is bought: other members, others in words."""
    unknown = [one for one in typed.membres if one not in cadre.membres]
    if unknown:
        raise _unlisted(unknown[0])
    others = tuple(sorted(one for one in typed.membres if one != typed.acheteur))
    return {"membres": others, "exterieurs": _words(typed.exterieurs, MEMBERS_LONG)}


def _marche(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    key = typed.marche.strip()
    if key and (len(key) > KEY_LONG or not cadre.opens(key)):
        raise Refus(
            dire("aucun marché que vous puissiez ouvrir n’a la clé « {cle} »", cle=key[:60]),
            translated("choisissez-le dans la liste, ou videz ce champ"),
        )
    return {"marche_cle": key}


def _statut(typed: Typed, cadre: Cadre) -> dict[str, Any]:
    if typed.statut not in STATUTS:
        raise _unlisted(typed.statut)
    return {"statut": Statut(typed.statut)}


def _unlisted(value: str) -> Refus:
    return Refus(
        dire("« {valeur} » n’est pas dans la liste", valeur=value[:40]),
        translated("choisissez dans la liste"),
    )


def _words(text: str, longest: int, *, required: bool = False) -> str:
    """A text on one line, without signs that nobody sees."""
    told = _spaced("".join(sign if sign.isprintable() else " " for sign in text))
    if required and not told:
        raise Refus(translated("il est vide"), translated("dites en quelques mots ce qui sera acheté"))
    if len(told) > longest:
        raise Refus(
            dire("il compte {n} caractères, pour {nombre} au plus", n=len(told), nombre=longest),
            translated("raccourcissez-le"),
        )
    return told


def _spaced(text: str) -> str:
    return " ".join(text.split())


READERS: dict[str, Callable[[Typed, Cadre], dict[str, Any]]] = {
    "objet": _objet,
    "acheteur": _acheteur,
    "segment": _segment,
    "minimum": _estimate,
    "lancement": _lancement,
    "debut": _debut,
    "procedure": _procedure,
    "membres": _membres,
    "marche": _marche,
    "statut": _statut,
}
