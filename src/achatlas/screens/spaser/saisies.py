"""What is to be entered, what is, by whom; who answered, for those who see all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import registre
from achatlas.analyse.crossed import Row
from achatlas.analyse.scope import Scope
from achatlas.catalogue.models_indicateurs import Champ, Indicateur
from achatlas.domain.errors import AchatlasError, inside
from achatlas.domain.nombres import accord, entier, lisser
from achatlas.domain.saisie import DENOMINATEUR, MARCHE, NUMERATEUR, Cle, Saisie, ecrit
from achatlas.langues import dire, in_french, translated
from achatlas.pipeline.saisies import Ecrite, Faute, Ligne, lignes, written
from achatlas.screens.spaser.cibles import DIMENSIONS, dimension
from achatlas.screens.spaser.vue import Spaser
from achatlas.store.publications import alias_of
from achatlas.store.saisies import Version

RACINE = "saisies/"
UNITS = {
    "heures": "h", "euros": "€ HT", "vehicules": "véhicules", "megawattheures": "MWh", "marches": "marchés",
    "categories": "catégories", "personnes": "personnes", "fournisseurs": "fournisseurs",
    "kilogrammes": "kg",
}  # fmt: skip
SOCIAL = ("clause", "clause_critere", "critere", "reserve")
RESERVED = "reserve"
SHOWN, ROWS, FREE = 45, 400, 2
"""How many rows a form lists (four fields each, of the two hundred that a request may send), how many rows it
reads, how many blank rows a free list ends with.
"""
FIELD = re.compile(r"(?P<ref>[a-z0-9_]{1,40})\.(?P<rang>\d{1,4})\.(?P<champ>haut|bas|source|objet|lu)")
READ = re.compile(r"(?P<vu>\d{1,11}) (?P<objet>.*)")
"""What a row that is listed sends back: the row of the entry that was read, and its object."""
NUMBER = re.compile(r"[\d\s.,]{1,12}")
HOURS = ("heures_insertion_prevues", "heures_insertion_realisees")
NAMES = {"haut": NUMERATEUR, "bas": DENOMINATEUR, "source": "source", "objet": "objet"}


def marches(scope: Scope, annee: int) -> list[Row]:
    """The marchés of the buyer of a view that say a social consideration, notified that year or still running
    in it, the last notified first.
    """
    found = [
        row
        for row in registre.own(scope)
        if row["clause_sociale"] in SOCIAL and _runs(row["date_notification"], row["date_fin"], annee)
    ]
    return sorted(found, key=lambda row: (row["date_notification"], row["marche_id"]), reverse=True)


def objets(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The marchés that are awaited: their numbers, what they are for, and the hours that a register writes
    of them, which are those of all their life and not of a year.
    """
    return [(str(row["marche_id"]), _dit(row)) for row in rows]


def _dit(row: Row) -> str:
    told = [lisser(str(row["objet"] or ""))]
    promised, done = (found[0] if (found := NUMBER.fullmatch(row.get(name) or "")) else "" for name in HOURS)
    if promised:
        told.append(dire("au registre, {n} h prévues en tout", n=promised))
    if done:
        told.append(dire("au registre, {n} h réalisées depuis le début", n=done))
    return " · ".join(filter(None, told))


def _runs(notified: date | None, end: date | None, annee: int) -> bool:
    """Whether a marché is of a year: notified then, or before without having ended; an end that nobody knows
    keeps it two years.
    """
    if notified is None or notified.year > annee:
        return False
    return (end.year if end else notified.year + 2) >= annee


def numeros(scope: Scope, last: Mapping[Cle, Version]) -> dict[str, str]:
    """The ways to write the numbers of the marchés of a buyer: those of its register, and those that were
    entered.
    """
    entered = [cle[3] for cle in last if cle[1] and cle[3] and alias_of(cle[1]) == scope.chiffres]
    return written([*(str(row["marche_id"]) for row in registre.own(scope)), *entered])


@dataclass(frozen=True)
class Case:
    """A number to be entered: the name of its field, what it counts, its unit, what is typed, and what is
    wrong with it.
    """

    nom: str
    dit: str
    unite: str
    valeur: str
    faute: str


@dataclass(frozen=True)
class Rangee:
    """A row to be entered: its object (typed by hand when ``libre``), its numbers, its source, and who wrote
    it.
    """

    prefixe: str
    objet: str
    dit: str
    libre: bool
    haut: Case
    bas: Case | None
    source: str
    vu: int
    qui: str
    fautes: tuple[str, ...]


@dataclass(frozen=True)
class Fiche:
    """An indicator to be entered: its rows, how many of them say something, and which are reserved."""

    ident: str
    ref: str
    nom: str
    href: str
    objet: str
    rangees: tuple[Rangee, ...]
    dites: int
    autres: int
    reserves: str


Typed = Mapping[tuple[str, str], str]
Faults = Mapping[tuple[str, str], str]
"""What is typed, and what is wrong, by the key of a row (its indicator and its object, or its prefix when
the object is typed too) and a field.
"""


def fiches(
    vue: Spaser, last: Mapping[Cle, Version], typed: Typed, faults: Faults
) -> list[tuple[str, list[list[Fiche]]]]:
    """The indicators to be entered for a buyer and a year, by dimension then by form; what was typed stands
    in the fields when something is wrong.
    """
    listed = marches(vue.scope, int(vue.annee))
    some = objets(listed)
    reserved = ", ".join(str(row["marche_id"]) for row in listed if row["clause_sociale"] == RESERVED)
    every = vue.demande.catalogue.indicateurs
    by: dict[str, list[Ligne]] = {}
    for one in lignes(every, vue.acheteur, int(vue.annee), some, last):
        by.setdefault(one.indicateur.id, []).append(one)
    found = [_fiche(vue, rows, reserved, typed, faults) for rows in by.values()]
    return [(dimension(code), forms(rows)) for code in DIMENSIONS if (rows := _of(found, code, every))]


def forms(some: Iterable[Fiche]) -> list[list[Fiche]]:
    """The forms of a dimension: one for all that is told for the whole year, one for each list."""
    every = list(some)
    whole = [one for one in every if not one.objet]
    return [*([whole] if whole else []), *([one] for one in every if one.objet)]


def _of(found: Iterable[Fiche], code: str, every: Mapping[str, Indicateur]) -> list[Fiche]:
    """Those of a dimension."""
    return [one for one in found if every[one.ident].dimension == code]


def _fiche(vue: Spaser, rows: Sequence[Ligne], reserved: str, typed: Typed, faults: Faults) -> Fiche:
    one, every = rows[0].indicateur, rows
    objet = one.entree.par if one.entree else ""
    rows = [*every[: SHOWN - 1], every[-1]] if len(every) > SHOWN else every
    made = [_rangee(one, row, rank, typed, faults) for rank, row in enumerate(rows)]
    free = FREE if objet not in ("", MARCHE) else 0
    made += [_blank(one, rank, typed, faults) for rank in range(len(rows), len(rows) + free)]
    return Fiche(
        ident=one.id,
        ref=one.id.upper(),
        nom=in_french(lisser(one.libelle)),
        href=vue.adresse(f"{one.id}/"),
        objet=objet,
        rangees=tuple(made),
        dites=sum(row.saisie is not None for row in every),
        autres=len(every) - len(rows),
        reserves=reserved if objet == MARCHE else "",
    )


def _rangee(one: Indicateur, row: Ligne, rank: int, typed: Typed, faults: Faults) -> Rangee:
    head, key, said = f"{one.id}.{rank}", f"{one.id}|{row.objet}", row.saisie
    haut, bas = _numbers(one, (head, key), said, typed, faults)
    return Rangee(
        prefixe=head,
        objet=row.objet,
        dit=row.dit,
        libre=False,
        haut=haut,
        bas=bas,
        source=typed.get((key, "source"), said.source if said else ""),
        vu=row.vu,
        qui=f"{said.date[:10]}, {said.qui}" if said else "",
        fautes=_others(faults, key),
    )


def _blank(one: Indicateur, rank: int, typed: Typed, faults: Faults) -> Rangee:
    head = f"{one.id}.{rank}"
    haut, bas = _numbers(one, (head, head), None, typed, faults)
    objet, source = (typed.get((head, name), "") for name in ("objet", "source"))
    return Rangee(head, objet, "", True, haut, bas, source, 0, "", _others(faults, head))


def _others(faults: Faults, key: str) -> tuple[str, ...]:
    """What is wrong with a row, beside its numbers."""
    return tuple(why for (row, field), why in faults.items() if row == key and field not in ("haut", "bas"))


def _numbers(
    one: Indicateur, names: tuple[str, str], said: Saisie | None, typed: Typed, faults: Faults
) -> tuple[Case, Case | None]:
    """The two numbers of a row: its prefix, and the key under which what was typed is kept (``names``)."""
    entree = one.entree
    if entree is None:
        raise ValueError(one.id)

    def case(name: str, champ: Champ, words: str, valeur: int | None) -> Case:
        return Case(
            nom=f"{names[0]}.{name}",
            dit=in_french(lisser(champ.libelle or words)),
            unite=translated(UNITS[champ.unite]),
            valeur=typed.get((names[1], name), ecrit(valeur, champ.unite)),
            faute=faults.get((names[1], name), ""),
        )

    top = case("haut", entree.haut, one.numerateur, said.numerateur if said else None)
    if entree.bas is None:
        return top, None
    return top, case("bas", entree.bas, one.denominateur, said.denominateur if said else None)


def ecrites(told: Mapping[str, str], siren: str, annee: str) -> tuple[list[tuple[str, Ecrite]], Typed]:
    """The rows that a form sends, each with its key, and what is typed in them."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in told.items():
        if found := FIELD.fullmatch(name):
            rows.setdefault(f"{found['ref']}.{found['rang']}", {})[found["champ"]] = value
    made: list[tuple[str, Ecrite]] = []
    typed: dict[tuple[str, str], str] = {}
    for head, said in list(rows.items())[:ROWS]:
        key, row = _ecrite(head, said, siren, annee)
        made.append((key, row))
        typed |= {(key, name): value for name, value in said.items()}
    return made, typed


def _ecrite(head: str, said: Mapping[str, str], siren: str, annee: str) -> tuple[str, Ecrite]:
    ref, read = head.partition(".")[0], READ.fullmatch(said.get("lu", ""))
    texts = {NAMES[name]: value for name, value in said.items() if name in NAMES}
    whole = {**texts, "indicateur": ref, "acheteur": siren, "annee": annee}
    if read is None:
        return head, Ecrite(whole, dict.fromkeys(whole, ref.upper()), 0)
    whole["objet"] = read["objet"]
    return f"{ref}|{read['objet']}", Ecrite(whole, dict.fromkeys(whole, ref.upper()), int(read["vu"]))


def faults(rows: Sequence[tuple[str, Ecrite]], wrong: Iterable[Faute]) -> dict[tuple[str, str], str]:
    """What is wrong by row and field, in words."""
    back = {full: short for short, full in NAMES.items()}
    return {(rows[one.rang][0], back.get(one.champ, one.champ)): translated(one.pourquoi) for one in wrong}


def sommaire(rows: Sequence[tuple[str, Ecrite]], wrong: Iterable[Faute]) -> list[tuple[str, str, str]]:
    """Every fault: its indicator, what it is of, and why, in words."""
    told = []
    for one in wrong:
        texts = rows[one.rang][1].textes
        ref, objet = texts["indicateur"], texts.get("objet", "")
        told.append((ref, f"{ref.upper()}, {objet}" if objet else ref.upper(), translated(one.pourquoi)))
    return told


@dataclass(frozen=True)
class Reponse:
    """Whether a buyer answered: its name, how (``entiere``, ``partielle``, ``absente``), and its page."""

    nom: str
    etat: str
    dit: str
    href: str


@dataclass(frozen=True)
class Couverture:
    """An indicator that is entered: who answered, how many of all."""

    ref: str
    nom: str
    href: str
    reponses: tuple[Reponse, ...]
    part: str


SAID = {"entiere": "répondu", "partielle": "répondu en partie", "absente": "rien de saisi"}


def couverture(vue: Spaser) -> list[Couverture]:
    """Who answered, for each indicator, in the year of the view."""
    entered: dict[tuple[str, str], list[Saisie]] = {}
    for one in vue.scope.atlas.saisies:
        if str(one.annee) == vue.annee:
            entered.setdefault((one.indicateur, one.acheteur), []).append(one)
    every = vue.demande.catalogue.indicateurs.values()
    return [_couverture(vue, one, entered) for one in every if one.entree is not None]


def _couverture(
    vue: Spaser, one: Indicateur, entered: Mapping[tuple[str, str], Sequence[Saisie]]
) -> Couverture:
    both = one.entree is not None and one.entree.bas is not None
    told = tuple(
        _reponse(vue, one, siren, entered.get((one.id, siren), ()), both=both) for siren in vue.sirens
    )
    name = in_french(lisser(one.libelle))
    return Couverture(one.id.upper(), name, vue.adresse(f"{one.id}/"), told, _part(told))


def _part(told: Sequence[Reponse]) -> str:
    """How many answered all that is asked, as the indicator counts them, and how many a part of it: « 10 sur
    15, et 2 en partie ».
    """
    whole, partly = (sum(one.etat == state for one in told) for state in ("entiere", "partielle"))
    said = dire("{partie} sur {tout}", partie=entier(whole), tout=entier(len(told)))
    return dire("{dit}, et {n} en partie", dit=said, n=entier(partly)) if partly else said


def _reponse(vue: Spaser, one: Indicateur, siren: str, some: Sequence[Saisie], *, both: bool) -> Reponse:
    whole = all(s.numerateur is not None and (not both or s.denominateur is not None) for s in some)
    state = ("entiere" if whole else "partielle") if some else "absente"
    name = vue.demande.territoire.acheteur(siren).dit
    return Reponse(name, state, f"{name} : {translated(SAID[state])}", f"{_own(vue, siren)}#{one.id}")


def _own(vue: Spaser, siren: str) -> str:
    """The page of a buyer, in the year of the view."""
    return f"/spaser/{RACINE}?vue=individuelle&pour={siren}&exercice={vue.annee}"


def noms(vue: Spaser) -> Iterator[tuple[str, str]]:
    """The buyers of the view: their names, and the pages where each enters."""
    for siren in vue.sirens:
        yield vue.demande.territoire.acheteur(siren).dit, _own(vue, siren)


def dites(found: Iterable[Fiche]) -> str:
    """How many indicators have an entry: « 9 indicateurs sur 24 »."""
    every = list(found)
    some = sum(one.dites > 0 for one in every)
    return dire("{partie} sur {tout}", partie=accord(some, "indicateur saisi", "indicateurs saisis"),
                tout=entier(len(every)))  # fmt: skip


def refus(error: AchatlasError) -> str:
    """Why something is refused, and what to do: « m.xlsx : son contenu est endommagé. Refaites l’export. »"""
    said = [translated(text) for text in (error.pourquoi, error.que_faire) if text]
    told = [text[:1].upper() + text[1:] for text in said]
    if error.ou and told:
        told[0] = dire("{ou} : {raison}", ou=error.ou, raison=inside(said[0]))
    return " ".join(f"{text}." for text in told or [error.ou] if text)
