"""The two sides of a comparison of buyers: one buyer, some, those of a type, or all the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from django.http import QueryDict

from achatlas.analyse import gate
from achatlas.analyse.selection import Selection
from achatlas.catalogue.territoire import Acheteur
from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import accord, en_lettres, lisser
from achatlas.langues import dire, translated
from achatlas.screens.addresses import shown
from achatlas.screens.demande import Demande
from achatlas.web import adresses

ACHETEUR, TYPE = "acheteur", "type_acheteur"
RESTE, GENRE, COMMA = "reste", "type.", ","
PARTS, EUROS = "", "euros"


@dataclass(frozen=True)
class Cote:
    """A side: what its address says, its name, and its buyers (SIREN)."""

    code: str
    nom: str
    sirens: tuple[str, ...]


@dataclass(frozen=True)
class Face(Demande):
    """One state of a comparison of buyers: whatever is changed of it, the two sides stay."""

    un: Cote
    autre: Cote
    en: str

    def adresse(self, selection: Selection | None = None, chemin: str = "", **plus: str) -> str:
        """The address of this state with another selection or other sides; ``chemin``: of another page."""
        if chemin:
            return super().adresse(selection, chemin, **plus)
        kept = {"entre": self.un.code, "et": self.autre.code, "en": self.en}
        return super().adresse(selection, f"{self.chemin}comparer/", **{**kept, **plus})

    def fichier(self, forme: str) -> str:
        """The address of this comparison as a file."""
        kept = {"entre": self.un.code, "et": self.autre.code, "en": self.en}
        return super().adresse(None, f"{self.chemin}comparer.{forme}", **kept)

    def avec(self, cle: str, code: str) -> str:
        """The address of this state with another side (``entre`` or ``et``)."""
        return self.adresse(None, "", **{cle: code})

    def de(self, cote: Cote) -> Selection:
        """What is asked of one side."""
        return self.retenue.only(ACHETEUR, cote.sirens)

    def libre(self, selection: Selection | None = None) -> Selection:
        """A selection that leaves buyers to the two sides."""
        return (self.selection if selection is None else selection).without(ACHETEUR).without(TYPE)


def lire(params: QueryDict, demande: Demande) -> Face:
    """The two sides that an address asks; without them, one's own buyer, or the two that are chosen, beside
    all the others. Raises BadAddress for a buyer or a type that the territory has not, and for a side that
    the other one empties.
    """
    first, second = usual(demande)
    un = cote(params.get("entre") or first, demande, ())
    autre = cote(params.get("et") or second, demande, un.sirens)
    if not autre.sirens:
        raise BadAddress(
            quoi="Rien à comparer : le second côté est vide",
            ou="comparaison d’acheteurs",
            pourquoi="tous ses acheteurs sont déjà du premier côté",
            que_faire="Choisissez un autre acheteur, ou tous les autres",
        )
    en = adresses.one_of(params.get("en", PARTS), (PARTS, EUROS), "Réglage")
    held = {one.name: getattr(demande, one.name) for one in fields(Demande)}
    face = Face(**held, un=un, autre=autre, en=en)
    return Face(**{**held, "selection": face.libre()}, un=un, autre=autre, en=en)


def usual(demande: Demande) -> tuple[str, str]:
    """The two sides when an address names none."""
    clause = demande.selection.get(ACHETEUR)
    chosen = [one for one in clause.valeurs if one in demande.territoire.sirens] if clause else []
    if clause and clause.mode == "dans" and len(chosen) == 2:
        return chosen[0], chosen[1]
    own = demande.acces.acheteur or demande.acces.droits.acheteur
    head = own or (chosen[0] if len(chosen) == 1 else demande.territoire.acheteurs[0].siren)
    return head, RESTE


def cote(code: str, demande: Demande, sauf: tuple[str, ...]) -> Cote:
    """The side that a code designates, without the buyers of the other one. Raises BadAddress."""
    every = [one for one in demande.territoire.acheteurs if one.siren not in sauf]
    if code == RESTE:
        return _reste(every, sauf)
    if code.startswith(GENRE):
        return _genre(code, every, demande)
    wanted = dict.fromkeys(code.split(COMMA))
    unknown = [one for one in wanted if one not in demande.territoire.sirens]
    if unknown:
        raise BadAddress(
            quoi=dire("Acheteur inconnu : « {unknown} »", unknown=shown(unknown[0])),
            ou="comparaison d’acheteurs",
            pourquoi="aucun membre du territoire n’a ce SIREN",
            que_faire="Choisissez un acheteur dans la liste de chaque côté",
        )
    kept = [one for one in every if one.siren in wanted]
    return Cote(code, _names(kept), tuple(one.siren for one in kept))


def _names(kept: list[Acheteur]) -> str:
    names = [one.dit for one in kept]
    return f" {translated('et')} ".join(names) if len(names) < 3 else accord(len(names), "acheteur")


def _reste(every: list[Acheteur], sauf: tuple[str, ...]) -> Cote:
    if not sauf:
        return Cote(RESTE, translated("tous les acheteurs"), tuple(one.siren for one in every))
    said = dire("les {n} autres", n=en_lettres(len(every))) if len(every) > 1 else _names(every)
    return Cote(RESTE, said, tuple(one.siren for one in every))


def _genre(code: str, every: list[Acheteur], demande: Demande) -> Cote:
    wanted = code.removeprefix(GENRE)
    kept = tuple(one.siren for one in every if one.type == wanted)
    if not any(one.type == wanted for one in demande.territoire.acheteurs):
        raise BadAddress(
            quoi=dire("Type d’acheteur inconnu : « {wanted} »", wanted=shown(wanted)),
            ou="comparaison d’acheteurs",
            pourquoi="aucun membre du territoire n’est de ce type",
            que_faire="Choisissez un type dans la liste de chaque côté",
        )
    name = lisser(gate.libelles(demande.axes[TYPE], demande.acces.scope).get(wanted, wanted))
    less = any(one.type == wanted and one.siren not in kept for one in demande.territoire.acheteurs)
    said = accord(len(kept), "acheteur") + (translated(", sans l’autre côté") if less else "")
    return Cote(code, f"{name} ({said})", kept)


@dataclass(frozen=True)
class Choix:
    """An entry of the menu of a side."""

    texte: str
    href: str
    ici: bool


Groupes = tuple[tuple[str, tuple[Choix, ...]], ...]


def choices(face: Face, cle: str) -> Groupes:
    """What a side (``entre`` or ``et``) may be: a buyer, a type, all the others; and a buyer more in it."""
    here = face.un if cle == "entre" else face.autre
    groups = {
        translated("Un acheteur"): tuple(_acheteurs(face, cle, here)),
        translated("Un type"): tuple(_types(face, cle, here)),
        translated("Ajouter à ce côté"): tuple(_more(face, cle, here)),
    }
    rest = (
        (Choix(translated("Tous les autres"), face.avec(cle, RESTE), here.code == RESTE),)
        if cle == "et"
        else ()
    )
    return tuple((name, choices) for name, choices in [("", rest), *groups.items()] if choices)


def _acheteurs(face: Face, cle: str, here: Cote) -> Iterator[Choix]:
    for one in face.territoire.acheteurs:
        if one.siren not in _other(face, cle).sirens or _other(face, cle).code == RESTE:
            yield Choix(one.dit, face.avec(cle, one.siren), here.code == one.siren)


def _types(face: Face, cle: str, here: Cote) -> Iterator[Choix]:
    names: Mapping[str, str] = gate.libelles(face.axes[TYPE], face.acces.scope)
    count: dict[str, int] = {}
    for one in face.territoire.acheteurs:
        count[one.type] = count.get(one.type, 0) + 1
    for nom, many in count.items():
        if many > 1:
            code = f"{GENRE}{nom}"
            said = f"{lisser(names.get(nom, nom))} ({many})"
            yield Choix(said, face.avec(cle, code), here.code == code)


def _more(face: Face, cle: str, here: Cote) -> Iterator[Choix]:
    if here.code == RESTE or here.code.startswith(GENRE):
        return
    for one in face.territoire.acheteurs:
        if one.siren not in here.sirens and one.siren not in _given(face, cle):
            code = COMMA.join([*here.sirens, one.siren])
            yield Choix(f"+ {one.dit}", face.avec(cle, code), False)


def _other(face: Face, cle: str) -> Cote:
    return face.autre if cle == "entre" else face.un


def _given(face: Face, cle: str) -> tuple[str, ...]:
    """The buyers named on the other side: all the others give way."""
    other = _other(face, cle)
    return () if other.code == RESTE else other.sirens
