"""The nomenclatures of buyers as their pages show them: coverage, codes, suggestions, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.catalogue.load import Catalogue
from achatlas.classify.guide import Guide
from achatlas.domain.correspondance import Changes, Correspondance, Etat
from achatlas.domain.nombres import accord, entier, lisser, montant_lisible, pourcent
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.pipeline.codes import Couverture, Montant, Suggestion, Vu
from achatlas.screens import depots as words
from achatlas.store.correspondances import Version
from achatlas.web.nomenclature.listing import GUESS, LIKELY, SURE

ETATS = {
    Etat.MAPPED: "rattaché",
    Etat.INHERITED: "hérité",
    Etat.UNMAPPED: "sans segment",
    Etat.UNKNOWN: "inconnu de la nomenclature",
    Etat.NONE: "sans code",
}
Typed = Mapping[str, str] | None
COVERED = (Etat.MAPPED, Etat.INHERITED)
TOUS = "tous"
SHOWN, LONGEST, NAMED = 60, 90, 40
FAIT = {
    "valide": "Enregistré : ces codes classent désormais leurs lignes.",
    "garde": "Version gardée : elle vaut désormais, et ses codes classent leurs lignes.",
    "identique": "Ce fichier dit la même chose que la version en vigueur : rien n’a changé.",
    "repris": "Version annulée : celle d’avant vaut de nouveau.",
    "deja": "Cette version avait déjà été annulée.",
}


@dataclass(frozen=True)
class Here:
    """Which list of a buyer (SIREN) is open: the codes that wait, or all of them."""

    siren: str
    liste: str = ""

    def address(self, **more: Any) -> str:
        """The address of this list."""
        asked = {"liste": self.liste, **more}
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("nomenclature_acheteur", args=[self.siren]) + (f"?{query}" if query else "")

    @property
    def other(self) -> Here:
        """The other list."""
        return Here(self.siren, "" if self.liste == TOUS else TOUS)


@dataclass(frozen=True)
class Part:
    """A part of what is paid: the state of its codes, where it stands on the bar, its share and its euros."""

    etat: Etat
    nom: str
    x: str
    largeur: str
    part: str
    euros: str
    lignes: str


@dataclass(frozen=True)
class Rang:
    """A buyer of the list, with how far its correspondances go."""

    nom: str
    href: str
    codes: str
    detail: str
    version: str
    parts: tuple[Part, ...]
    covered: str
    code: str
    attendent: int


def rang(one: Couverture, nom: str) -> Rang:
    """A buyer of the list."""
    total = one.total().centimes
    coded = total - one.total(Etat.NONE).centimes
    held = [f"{entier(count)} {_plural(etat, count)}" for etat, count in one.codes.items() if count]
    held += [accord(one.titres, "titre")] if one.titres else []
    return Rang(
        lisser(nom),
        Here(one.acheteur).address(),
        entier(one.nombre) if one.version else "",
        ", ".join(held),
        signed(one.version) if one.version else "",
        parts(one),
        pourcent(one.total(*COVERED).centimes, total),
        pourcent(coded, total),
        one.attendent,
    )


def together(found: Sequence[Couverture]) -> str:
    """« 62,1 % de la dépense porte un code rattaché à un segment ; 214 codes attendent le leur. »"""
    total = sum(one.total().centimes for one in found)
    covered = sum(one.total(*COVERED).centimes for one in found)
    left = sum(one.attendent for one in found)
    waiting = (
        accord(left, "code attend le sien", "codes attendent le leur")
        if left
        else translated("aucun code n’attend")
    )
    return dire(
        "{covered} % de la dépense porte un code rattaché à un segment ; {waiting}.",
        covered=pourcent(covered, total),
        waiting=waiting,
    )


def _plural(etat: Etat, count: int) -> str:
    many = etat in COVERED and count > 1
    return translated(f"{ETATS[etat]}s" if many else ETATS[etat])


def signed(version: Version) -> str:
    """Who made a version, and when."""
    return dire(
        "version {rang}, {qui}, {moment}",
        rang=version.rang,
        qui=version.qui,
        moment=words.moment(version.date),
    )


def parts(one: Couverture) -> tuple[Part, ...]:
    """What is paid, by the state of the codes, end to end on one bar."""
    paid = {etat: max(one.depense[etat].centimes, 0) for etat in Etat}
    whole, at = sum(paid.values()), 0
    found = []
    for etat, centimes in paid.items():
        if centimes:
            found.append(_part(etat, one.depense[etat], at, whole))
        at += centimes
    return tuple(found)


def _part(etat: Etat, paid: Montant, at: int, whole: int) -> Part:
    return Part(
        etat,
        translated(ETATS[etat]),
        pour_cent(at, whole),
        pour_cent(paid.centimes, whole),
        pourcent(paid.centimes, whole),
        montant_lisible(paid.centimes),
        accord(paid.lignes, "ligne"),
    )


def phrase(one: Couverture) -> str:
    """How far the correspondances of a buyer go, in a sentence."""
    total = one.total().centimes
    coded = pourcent(total - one.total(Etat.NONE).centimes, total)
    if not one.version:
        return dire(
            "Pas encore de nomenclature. {coded} % de la dépense porte un code : importez le "
            "fichier des codes, ou rattachez ceux que vos lignes portent.",
            coded=coded,
        )
    covered = pourcent(one.total(*COVERED).centimes, total)
    return dire(
        "{covered} % de la dépense porte un code rattaché à un segment ; {coded} % porte un code.",
        covered=covered,
        coded=coded,
    )


@dataclass(frozen=True)
class Avis:
    """What the machine suggests for a code: the segment as a field writes it, how sure it is (a word, and out
    of a hundred), why, the other segments; whether they share the code.
    """

    segment: str
    mot: str
    sureness: int
    pourquoi: str
    autres: str
    shared: bool


@dataclass(frozen=True)
class Ligne:
    """A code as a person reads it: label, euros, examples, its own lines, the segment that its field shows,
    what is suggested.
    """

    code: str
    libelle: str
    famille: str
    etat: str
    euros: str
    lignes: str
    objets: tuple[str, ...]
    conditions: tuple[str, ...]
    segment: str
    coche: bool
    avis: Avis | None
    a_faire: bool
    sous: bool
    faute: bool


def lignes(
    seen: Sequence[Vu], lu: Guide, sures: Mapping[str, str], typed: Typed, wrong: Iterable[str]
) -> list[Ligne]:
    """The codes of a page, those that are sure ticked; ``typed`` is what a refused form said of each (ticked
    ones only).
    """
    ticked = sures if typed is None else typed
    return [_ligne(one, lu, ticked, typed or {}, frozenset(wrong)) for one in seen]


def _ligne(
    one: Vu, lu: Guide, ticked: Mapping[str, str], typed: Mapping[str, str], wrong: frozenset[str]
) -> Ligne:
    avis = _avis(one.suggestion, lu) if one.suggestion else None
    held = champ(lu, one.segment) or (avis.segment if avis else "")
    paid = one.montant
    return Ligne(
        one.code,
        lisser(one.libelle),
        "" if one.famille == one.code else one.famille,
        translated(ETATS[one.etat]),
        montant_lisible(paid.centimes) if paid.lignes else "",
        accord(paid.lignes, "ligne") if paid.lignes else translated("aucune ligne"),
        tuple(in_french(_short(lisser(text))) for text in one.objets),
        tuple(_condition(line, lu) for line in one.lignes_propres if line.told),
        typed.get(one.code, held),
        one.code in ticked,
        avis,
        one.a_faire,
        one.sous,
        one.code in wrong,
    )


def _avis(said: Suggestion, lu: Guide) -> Avis:
    others = ", ".join(
        dire("{named} ({share} %)", named=named(lu, code), share=share) for code, share in said.autres
    )
    mot, why = sureness(said, lu.catalogue), lisser(translated(" ; ").join(said.pourquoi))
    return Avis(champ(lu, said.segment), mot, said.sureness, why, lisser(others), said.shared)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _condition(line: Correspondance, lu: Guide) -> str:
    return f"{line.told} → {named(lu, line.segment)}"


def named(lu: Guide, code: str) -> str:
    """A segment as the list of a field writes it: « 15.03 Entretien des espaces verts »."""
    return f"{code} {lu.fiches[code].libelle}" if code in lu.fiches else code


def validation(count: int) -> str:
    """What the button of sure suggestions says."""
    return (
        dire("Valider les {count} suggestions sûres", count=entier(count))
        if count > 1
        else translated("Valider la suggestion sûre")
    )


def champ(lu: Guide, code: str) -> str:
    """A segment as a field holds it, short enough to be read there: « 15.03 Espaces verts »."""
    return f"{code} {lu.fiches[code].court}" if code in lu.fiches else code


def sureness(said: Suggestion, catalogue: Catalogue) -> str:
    """How sure a suggestion is, in a word; never quite, where two segments share the code."""
    regle = catalogue.regle("codes")
    return (
        SURE
        if said.sureness >= regle["sure"] and not said.shared
        else LIKELY
        if said.sureness >= regle["probable"]
        else GUESS
    )


def segment_of(typed: str, lu: Guide) -> str:
    """The code of a segment that a person types: its code, what the list writes, or one of its labels."""
    plain = " ".join(typed.split())
    head = plain.partition(" ")[0]
    if head in lu.fiches or not plain:
        return head
    found = [
        one.code
        for one in lu.standing.values()
        if plain.casefold() in (one.libelle.casefold(), one.court.casefold())
    ]
    return found[0] if len(found) == 1 else plain


def seal_of(sures: Mapping[str, str]) -> str:
    """A short name for what a button would validate: it validates that, or nothing."""
    text = "\n".join(f"{code}\t{segment}" for code, segment in sorted(sures.items()))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Acte:
    """A version or a taking back: what it did, why, by whom and when; whether it is in force, and whether it
    holds a nomenclature to read.
    """

    rang: int
    origine: str
    motif: str
    change: str
    qui: str
    quand: str
    empreinte: str
    ici: bool
    lisible: bool
    detail: tuple[str, ...]


def actes(steps: Sequence[tuple[Version, Changes]], last: Version | None) -> list[Acte]:
    """The versions of a buyer, the last first."""
    return [_acte(one, change, last) for one, change in reversed(steps)]


def _acte(one: Version, change: Changes, last: Version | None) -> Acte:
    here = last is not None and one.empreinte == last.empreinte
    when = words.moment(one.date)
    return Acte(
        one.rang,
        lisser(one.origine),
        lisser(one.motif),
        told(change),
        one.qui,
        when,
        one.empreinte,
        here,
        not one.reprend,
        named_changes(change),
    )


def told(change: Changes) -> str:
    """What a version changed, counted."""
    said = [accord(len(names), one, many) for names, one, many in change.ways() if names]
    return ", ".join(said) or translated("rien n’a changé")


def named_changes(change: Changes) -> tuple[str, ...]:
    """The codes that a version changed, named, the first ones of each way."""
    return tuple(
        f"{many.capitalize()} : {', '.join(names[:NAMED])}{'…' if len(names) > NAMED else ''}"
        for names, _, many in change.ways()
        if names
    )
