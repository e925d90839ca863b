"""Changes of the nomenclature in words: what each does, what one would move, all that was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import Part, part, taux
from achatlas.classify.guide import NATURES, Fiche, Guide
from achatlas.domain.errors import ClosedCrossing, PublicationMissing
from achatlas.domain.evolution import Evolution, Genre, Segment
from achatlas.domain.nombres import (
    accord,
    arrondi,
    en_pourcent,
    interval,
    lisser,
    montant_lisible,
    points,
)
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop, bearing
from achatlas.pipeline.bearing import Bearing, Passage
from achatlas.pipeline.projets import Projet
from achatlas.screens import depots as words
from achatlas.screens.droits import Droits
from achatlas.web.acces import catalogue, ouvrir, portee
from achatlas.web.qualifier import membres
from achatlas.web.qualifier.listing import phrase as phrase_of

PME, SHOWN = "pme", 5
ACTS = {
    "reunir": (Genre.MERGE, "Réunir deux segments"),
    "creer": (Genre.ADD, "Créer un segment"),
    "scinder": (Genre.SPLIT, "Scinder un segment"),
    "deplacer": (Genre.MOVE, "Changer de famille"),
    "redefinir": (Genre.WORDS, "Renommer, redéfinir"),
}
"""What may be done, as addresses and the page call it."""
Noms = Mapping[str, Fiche]


def nom(known: Noms, code: str) -> str:
    """A segment by its code and its label."""
    return lisser(f"{code} {known[code].libelle}") if code in known else code or translated("aucun segment")


def phrase(one: Projet | Evolution, known: Noms) -> str:
    """What a change does, in a sentence."""
    fiche = one.segment
    label = f"«\u00a0{lisser(fiche.libelle)}\u00a0»" if fiche else ""
    code, vers = nom(known, one.code), nom(known, one.vers)
    return {
        Genre.MERGE: dire("{code} est réuni à {vers}", code=code, vers=vers),
        Genre.ADD: dire("{vers} {label} est créé", vers=one.vers, label=label),
        Genre.SPLIT: dire(
            "{vers} {label} est tiré de {code} par une règle, qui peut prendre ailleurs aussi",
            vers=one.vers,
            label=label,
            code=code,
        ),
        Genre.MOVE: dire("{code} change de famille et devient {vers}", code=code, vers=one.vers),
        Genre.WORDS: dire("{code} se lit désormais {label}", code=one.code, label=label),
    }[one.genre]


@dataclass(frozen=True)
class Rang:
    """What a segment holds before and after a change: euros, lines, and the share of SMEs."""

    nom: str
    euros: str
    lignes: str
    pme: str
    ecart: str


def effect(atelier: Workshop, droits: Droits, projet: Projet, moved: Bearing, lu: Guide) -> dict[str, Any]:
    """What a change would move, in words; ``rangs`` are the segments that it concerns."""
    codes = [code for code in moved.held if code != projet.vers][:SHOWN]
    codes += [projet.vers] if projet.vers else []
    return {
        "acte": phrase(projet, lu.fiches),
        "phrases": phrases(projet, moved),
        "rangs": [_rang(atelier, droits, code, projet, moved, lu) for code in codes if moved.compte],
        "regles": ", ".join(map(str, moved.regles)),
        "compris": membres.included(portee(droits), [*codes]) if moved.compte else "",
        "retire": projet.code if projet.genre in (Genre.MERGE, Genre.MOVE) else "",
        "details": details(projet),
    }


def phrases(projet: Projet, moved: Bearing) -> list[str]:
    """What goes from where to where."""
    if not moved.compte:
        return [translated("Aucun achat n’est encore classé\u00a0: il n’y a rien à déplacer.")]
    if projet.genre == Genre.WORDS:
        held = moved.held[projet.code]
        return [
            dire(
                "Aucun achat ne bouge\u00a0: {centimes} ({lignes}) gardent le code {code}.",
                centimes=montant_lisible(held.centimes),
                lignes=accord(held.lignes, "ligne"),
                code=projet.code,
            )
        ]
    if not moved.passages:
        return [translated("Aucun paiement ne bouge."), *_marches(moved)]
    told = [_passe(one) for one in moved.passages[:SHOWN]]
    left = moved.passages[SHOWN:]
    if left:
        lines = sum(one.somme.lignes for one in left)
        said = accord(lines, "autre ligne change", "autres lignes changent")
        told.append(dire("{said} aussi de segment.", said=said))
    return [*told, *_marches(moved), *_against(moved)]


def _against(moved: Bearing) -> list[str]:
    """The rules of persons whose purchases leave with the rule of the change."""
    if not moved.contredits:
        return []
    said = ", ".join(map(str, moved.contredits))
    many = len(moved.contredits) > 1
    told = "Contredit les règles {regles}, qui classent de ces achats."
    return [dire(told if many else "Contredit la règle {regles}, qui classe de ces achats.", regles=said)]


def _marches(moved: Bearing) -> list[str]:
    if not moved.marches:
        return [translated("Aucun marché ne change de segment.")]
    return [dire("{marches} de segment.", marches=accord(moved.marches, "marché change", "marchés changent"))]


def _passe(one: Passage) -> str:
    many = one.somme.lignes > 1 or abs(one.somme.centimes) >= 200
    none = translated("ce qui n’a pas de segment")
    return dire(
        "{montant} ({lignes}) passent de {de} à {vers}."
        if many
        else "{montant} ({lignes}) passe de {de} à {vers}.",
        montant=montant_lisible(one.somme.centimes),
        lignes=accord(one.somme.lignes, "ligne"),
        de=one.de or none,
        vers=one.vers or none,
    )


def details(projet: Projet) -> list[tuple[str, str]]:
    """What is written of a segment, field by field."""
    one = projet.segment
    if one is None:
        return []
    rule = phrase_of(projet.conditions) if projet.conditions else ""
    told = (
        ("Libellé court", one.court),
        ("Nature", translated(NATURES.get(one.nature, ""))),
        ("Définition", one.definition),
        *((nom, " ; ".join(texts)) for nom, texts in _listed(one)),
        ("Ce qui part", rule),
    )
    return [(translated(name), lisser(said)) for name, said in told if said]


def _listed(one: Segment) -> tuple[tuple[str, Sequence[str]], ...]:
    return (
        ("Exemples", one.exemples),
        ("Comprend aussi", one.comprend),
        ("Mots-clés", one.mots),
        ("CPV, débuts", one.cpv),
    )


def _rang(atelier: Workshop, droits: Droits, code: str, projet: Projet, moved: Bearing, lu: Guide) -> Rang:
    held, then = moved.held[code], moved.apres(code)
    before = _pme(droits, code)
    after = _after(atelier, code, moved, before) if before else None
    return Rang(
        _named(code, projet, lu),
        f"{montant_lisible(held.centimes)} → {montant_lisible(then.centimes)}",
        f"{accord(held.lignes, 'ligne')} → {accord(then.lignes, 'ligne')}",
        f"{_share(before)} → {_share(after)}",
        _ecart(before, after),
    )


def _named(code: str, projet: Projet, lu: Guide) -> str:
    """A segment, the new one by what is written of it."""
    if code == projet.vers and code not in lu.fiches:
        written = projet.segment.libelle if projet.segment else lu.fiches[projet.code].libelle
        return lisser(f"{code} {written}")
    return nom(lu.fiches, code) if code else translated("Aucun segment")


def _pme(droits: Droits, code: str) -> Part | None:
    """The share of SMEs in a segment as it is published; None when nothing published tells it."""
    with suppress(PublicationMissing, ClosedCrossing, Http404):
        return taux(catalogue().taux[PME], Selection().only("segment", [code]), ouvrir(droits).scope)
    return None


def _after(atelier: Workshop, code: str, moved: Bearing, before: Part) -> Part:
    """The share of SMEs once purchases have come and gone."""
    definition, found = catalogue().taux[PME], before
    for one in moved.passages:
        if code in (one.de, one.vers):
            went = part(definition, bearing.members(atelier, one, definition.axe, definition.mesure))
            found = _plus(found, went, 1 if code == one.vers else -1)
    return found


def _plus(one: Part, other: Part, sign: int) -> Part:
    names = ("oui", "presume", "non", "inconnu", "hors")
    return Part(**{name: getattr(one, name) + sign * getattr(other, name) for name in names})


def _share(one: Part | None) -> str:
    """« 41 à 47 % »: from the least to the most that it may be; a dash when there is nothing to share."""
    if one and not one.base:
        return "—"
    return en_pourcent(interval(*one.bornes, one.base)) if one and one.dicible else translated("inconnue")


def _ecart(before: Part | None, after: Part | None) -> str:
    """By how much the least and the most of a share move: « +0,3 point »."""
    if not (before and after and before.dicible and after.dicible):
        return ""
    first, second = (
        arrondi(1000 * then, after.base) - arrondi(1000 * now, before.base)
        for now, then in zip(before.bornes, after.bornes, strict=True)
    )
    return (
        points(first)
        if first == second
        else dire("bornes\u00a0: {bas} et {haut}", bas=points(first), haut=points(second))
    )


def bouge(one: Evolution) -> str:
    """What the person had before their eyes: « 1 600 € (1 ligne) de 02.02 à 02.01 »."""
    return ", ".join(
        dire(
            "{montant} ({lignes}) de {de} à {vers}",
            montant=montant_lisible(cents),
            lignes=accord(lines, "ligne"),
            de=de or translated("rien"),
            vers=vers or translated("rien"),
        )
        for de, vers, cents, lines in one.cite
    )


def _dit(one: Evolution, back: bool, known: Noms) -> str:
    return dire("Retour sur l’évolution {numero}", numero=one.numero) if back else f"{phrase(one, known)}."


def histoire(
    every: Sequence[tuple[Evolution, bool]], standing: Iterable[int], lost: Iterable[int], known: Noms
) -> list[dict[str, Any]]:
    """All that was done, the last first; ``standing``: the numbers of what can be undone, ``lost`` of what
    holds no more.
    """
    held, gone = set(standing), set(lost)
    return [
        {
            "rang": rank, "numero": one.numero, "reprend": back, "qui": one.qui,
            "quand": words.moment(one.date), "motif": "" if back else lisser(one.motif),
            "bouge": "" if back else bouge(one),
            "dit": _dit(one, back, known),
            "reprenable": not back and one.numero in held, "reprise": not back and one.numero not in held,
            "sans_effet": one.numero in gone and not back,
        }
        for rank, (one, back) in reversed([*enumerate(every, start=1)])
    ]  # fmt: skip
