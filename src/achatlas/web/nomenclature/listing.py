"""The guide as its pages show it: every value written, every bar measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from achatlas.catalogue.comptes import CLASSE
from achatlas.classify.guide import NATURES, Fiche, Guide, Prefixe
from achatlas.classify.recherche import Reponse, Trouve
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.nombres import accord, lisser, montant, montant_lisible, unite_de
from achatlas.langues import in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.web.nomenclature.depense import RACINE, Depenses, Montant, Question

NOTHING = "·"
SHOWN = 12
SURE, LIKELY, GUESS = "sûr", "probable", "incertain"
LEVIERS = (
    ("agec_art58", "Réemploi ou recyclé (AGEC, art. 58)"),
    ("autre_obligation", "Autre obligation"),
    ("leviers_environnementaux", "Pour l’environnement"),
    ("mutualisation_conseillee", "Acheter ensemble"),
)
SOCIAL = (
    ("clause_insertion", "une clause d’insertion s’y prête", "une clause d’insertion s’y prête peu"),
    ("reservable", "réservable (ESAT, entreprises adaptées, insertion)", "peu réservable"),
)


@dataclass(frozen=True)
class Rang:
    """A family or a segment of the tree: its address, its euros and where they stand on the map."""

    code: str
    nom: str
    href: str = ""
    texte: str = ""
    lignes: str = ""
    barre: str = ""
    doute: str = ""
    carte: str = ""
    ici: bool = False
    sous: tuple[Rang, ...] = ()


def lien(asked: Question | None, code: str) -> str:
    """The address of a segment, in the view and year of the page."""
    return asked.segment(code) if asked else f"{RACINE}{code}/"


@dataclass(frozen=True)
class Arbre:
    """The tree of families; the unit and the total are empty when nothing is counted."""

    rangs: tuple[Rang, ...]
    unite: str = ""
    total: str = ""
    lignes: str = ""


def arbre(guide: Guide, asked: Question | None, paid: Depenses, ici: str = "") -> Arbre:
    """Every family with its segments, all bars on one scale; ``ici``, the segment of the page."""
    sums = {code: _sum(paid, guide.de(code)) for code in guide.familles}
    longest = max((one.centimes for one in sums.values()), default=0)
    scale = _Scale(asked, longest, unite_de(longest))
    rangs = tuple(_famille(guide, code, sums[code], paid, scale, ici) for code in guide.familles)
    if asked is None:
        return Arbre(rangs)
    whole = _sum(paid, guide.fiches.values())
    return Arbre(rangs, scale.unite, montant(whole.centimes, scale.unite), accord(whole.lignes, "ligne"))


def _sum(paid: Depenses, fiches: Iterable[Fiche]) -> Montant:
    return sum((paid.get(one.code, Montant()) for one in fiches), Montant())


@dataclass(frozen=True)
class _Scale:
    asked: Question | None
    longest: int
    unite: str


def _famille(guide: Guide, code: str, whole: Montant, paid: Depenses, scale: _Scale, ici: str) -> Rang:
    gone = guide.retires
    sous = tuple(
        rang(one, paid, scale, ici) for one in guide.de(code) if one.code not in gone or one.code in paid
    )
    unknown = paid.get(A_QUALIFIER, Montant()) if A_QUALIFIER.startswith(f"{code}.") else Montant()
    return _rang(code, guide.familles[code], "famille", whole, unknown.centimes, scale, sous, ici[:2] == code)


def rang(one: Fiche, paid: Depenses, scale: _Scale, ici: str = "") -> Rang:
    """A segment with its euros."""
    value = paid.get(one.code, Montant())
    unknown = value.centimes if one.code == A_QUALIFIER else 0
    return _rang(one.code, one.libelle, "segment", value, unknown, scale, (), one.code == ici)


def _rang(
    code: str,
    nom: str,
    axe: str,
    value: Montant,
    unknown: int,
    scale: _Scale,
    sous: tuple[Rang, ...],
    ici: bool,
) -> Rang:
    asked, href = scale.asked, "" if sous else lien(scale.asked, code)
    if asked is None or not value.lignes:
        return Rang(code, in_french(lisser(nom)), href, NOTHING if asked else "", ici=ici, sous=sous)
    return Rang(
        code,
        in_french(lisser(nom)),
        href,
        montant(value.centimes, scale.unite),
        accord(value.lignes, "ligne"),
        pour_cent(max(value.centimes - unknown, 0), scale.longest),
        pour_cent(unknown, scale.longest) if unknown > 0 else "",
        asked.carte(axe, code),
        ici,
        sous,
    )


def biggest(guide: Guide, asked: Question | None, paid: Depenses) -> dict[str, Any]:
    """The segments that weigh the most, on a scale of their own, what is not classed left out; nothing when
    nothing is paid.
    """
    order = sorted(
        (c for c in paid if c in guide.fiches and c != A_QUALIFIER), key=lambda c: -paid[c].centimes
    )
    shown = [code for code in order if paid[code].centimes > 0][:SHOWN]
    if not shown:
        return {}
    scale = _Scale(asked, paid[shown[0]].centimes, unite_de(paid[shown[0]].centimes))
    return {"rangs": [rang(guide.fiches[code], paid, scale) for code in shown], "unite": scale.unite}


def soeurs(guide: Guide, one: Fiche, asked: Question | None, paid: Depenses) -> dict[str, Any]:
    """The segments of the family of a segment, itself among them, on one scale."""
    gone = guide.retires
    family = [f for f in guide.de(one.famille) if f.code not in gone or f.code in paid or f.code == one.code]
    longest = max((paid.get(f.code, Montant()).centimes for f in family), default=0)
    scale = _Scale(asked, longest, unite_de(longest))
    return {"rangs": [rang(f, paid, scale, one.code) for f in family], "unite": scale.unite if asked else ""}


def annees(asked: Question | None, code: str, years: Depenses) -> dict[str, Any]:
    """The euros of a segment by year, the last one first; nothing when nothing is counted."""
    if asked is None:
        return {}
    longest = max((one.centimes for one in years.values()), default=0)
    unite = unite_de(longest)
    rangs: list[Rang] = []
    for year, value in years.items():
        unknown = value.centimes if code == A_QUALIFIER else 0
        scale = _Scale(replace(asked, exercice=year), longest, unite)
        rangs.append(_rang(code, year, "segment", value, unknown, scale, (), False))
    return {"rangs": rangs[::-1], "unite": unite}


@dataclass(frozen=True)
class Found:
    """A segment that was found: what it is, why, what is paid under it."""

    code: str
    nom: str
    famille: str
    href: str
    pourquoi: str
    definition: str
    texte: str = ""
    carte: str = ""


def results(found: Sequence[Trouve], guide: Guide, asked: Question | None, paid: Depenses) -> list[Found]:
    """Segments that were found, in their order."""
    return [
        _found(one, guide.fiches[one.code], guide, asked, paid) for one in found if one.code in guide.fiches
    ]


def _found(found: Trouve, one: Fiche, guide: Guide, asked: Question | None, paid: Depenses) -> Found:
    value = paid.get(one.code, Montant())
    counted = asked is not None and value.lignes
    return Found(
        one.code,
        in_french(lisser(one.libelle)),
        in_french(lisser(guide.familles.get(one.famille, ""))),
        lien(asked, one.code),
        lisser(found.pourquoi),
        in_french(lisser(one.definition)),
        montant_lisible(value.centimes) if counted else "",
        asked.carte("segment", one.code) if asked and counted else "",
    )


def sureness(found: Reponse, seuil: int, floor: int) -> tuple[str, str]:
    """How sure the first segment is, in a word and in a sentence: the thresholds are those of the engine."""
    if found.contredit:
        return GUESS, translated(
            "Le guide met ces mots ailleurs que la machine : lisez les deux avant de choisir."
        )
    if found.sureness >= seuil:
        return SURE, translated(
            "Une dépense ainsi libellée serait rangée ici sans que personne ne la relise."
        )
    if found.sureness >= floor:
        return LIKELY, translated(
            "La machine le proposerait sans l’imposer : lisez la définition avant de choisir."
        )
    return GUESS, translated(
        "Ces mots disent trop peu : précisez ce que vous achetez, ou lisez les pistes une à une."
    )


def prefixes(found: Sequence[Prefixe]) -> list[dict[str, str]]:
    """Codes with their labels, written."""
    return [
        {
            "code": one.code,
            "plan": one.plan or translated("tous"),
            "libelle": in_french(lisser(one.libelle)),
            "parent": one.parent,
            "lien": _worth(one),
        }
        for one in found
    ]


def _worth(one: Prefixe) -> str:
    """What a code decides: a whole class of accounts never decides."""
    if one.propre and len(one.code) <= CLASSE:
        return translated("trop large")
    return translated("le désigne") if one.propre else translated("indice")


def leviers(told: Mapping[str, str]) -> list[tuple[str, str]]:
    """What may be asked of the suppliers of a segment, in words; nothing when its table has no line."""
    if not told:
        return []
    social = translated(" ; ").join(
        translated(yes if told.get(name) == "1" else no) for name, yes, no in SOCIAL
    )
    return [
        (translated("Social"), social),
        *((translated(said), in_french(lisser(told[name]))) for name, said in LEVIERS if told.get(name)),
    ]


def nature(one: Fiche) -> str:
    """Supplies, services or works."""
    return translated(NATURES.get(one.nature, one.nature))
