"""The codes of the buyers' own nomenclatures: which correspondances are in force, what is paid under each
code, how much of it they cover, and the segment that the machine would give to those that nobody mapped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from achatlas.catalogue.segments import moving, named
from achatlas.classify.guide import Guide, guide
from achatlas.classify.textes.judge import Achat
from achatlas.domain.correspondance import (
    Correspondance,
    Correspondances,
    Etat,
    NomenclatureAcheteur,
    folded,
)
from achatlas.domain.errors import OutOfScope
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.pipeline.shown import maps
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.pipeline.written import Portee
from achatlas.store import codes as store
from achatlas.store.correspondances import EMPTY, Version, Versions

MOTEUR = "code_acheteur"
LINE, OTHERS, LEAST, CENT = "\n", 3, 3, 100
TO_DO = (Etat.UNMAPPED, Etat.UNKNOWN)


@dataclass(frozen=True)
class Montant:
    """What is paid, in cents, and in how many lines."""

    centimes: int = 0
    lignes: int = 0

    def plus(self, row: Mapping[str, Any]) -> Montant:
        """With the euros and the lines of a row."""
        return Montant(self.centimes + row["montant_ht_centimes"], self.lignes + row["lignes"])


@dataclass(frozen=True)
class Couverture:
    """How far the correspondances of a buyer (SIREN) go: how many codes its nomenclature has, by state, those
    that only head others apart (``titres``); how many others its lines bear (``inconnus``); what is paid, by
    the state of the code of the lines.
    """

    acheteur: str
    version: Version | None
    codes: Mapping[Etat, int]
    depense: Mapping[Etat, Montant]
    titres: int = 0
    inconnus: int = 0

    @property
    def attendent(self) -> int:
        """How many codes wait for a segment."""
        return self.codes[Etat.UNMAPPED] + self.inconnus

    @property
    def nombre(self) -> int:
        """How many codes the nomenclature has."""
        return sum(self.codes.values()) + self.titres

    def total(self, *etats: Etat) -> Montant:
        """What is paid under codes in these states; in all when none is given."""
        kept = [one for etat, one in self.depense.items() if not etats or etat in etats]
        return Montant(sum(one.centimes for one in kept), sum(one.lignes for one in kept))


@dataclass(frozen=True)
class Suggestion:
    """The segment that the machine would give to a code, how sure it is (0 to 100), why in words; the other
    segments of its lines, the heaviest first, with their share of the euros; whether they share the code:
    lines that are well classed elsewhere would leave their segment for this one.
    """

    segment: str
    sureness: int
    pourquoi: tuple[str, ...]
    autres: tuple[tuple[str, int], ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class Vu:
    """A code of a buyer: its label, its *famille homogène*, its state, the segment that it has or inherits
    without any condition, its own lines, what is paid under it and for what; what the machine suggests when
    it has none; whether other codes stand under it, that would inherit its segment (``sous``).
    """

    code: str
    libelle: str
    famille: str
    etat: Etat
    segment: str
    lignes_propres: tuple[Correspondance, ...]
    montant: Montant
    objets: tuple[str, ...] = ()
    exercices: tuple[str, str] = ("", "")
    suggestion: Suggestion | None = None
    sous: bool = False

    @property
    def a_faire(self) -> bool:
        """Whether it waits for a segment: not a code that only heads others, under which nothing is paid."""
        return self.etat in TO_DO and not (self.sous and not self.montant.lignes)


def read(atelier: Workshop) -> dict[str, Correspondances]:
    """The correspondances in force of each buyer (SIREN)."""
    return {siren: _read(atelier, one) for siren, one in Versions(atelier.home).in_force().items()}


def _read(atelier: Workshop, version: Version | None) -> Correspondances:
    return held(atelier, version.nomenclature if version else EMPTY)


def held(atelier: Workshop, own: NomenclatureAcheteur) -> Correspondances:
    """A nomenclature as it is read, under the labels of the common segments."""
    return Correspondances(own, named(moving(atelier.catalogue)), guide(atelier.catalogue).familles)


def folder(atelier: Workshop) -> Path | None:
    """Where the marts of what is shown stand; None before the first run."""
    key = maps(atelier)
    return atelier.snapshots.path(CARTES, key) if key else None


def couvertures(atelier: Workshop, portee: Portee) -> list[Couverture]:
    """The coverage of each buyer of a scope, in the order of the territory."""
    in_force, rows = Versions(atelier.home).in_force(), _conditions(atelier, portee.acheteurs)
    asked = [one.siren for one in atelier.territoire.acheteurs if one.siren in portee.acheteurs]
    held = {siren: _read(atelier, in_force.get(siren)) for siren in asked}
    return [_couverture(siren, held[siren], rows.get(siren, ()), in_force.get(siren)) for siren in asked]


def _conditions(atelier: Workshop, acheteurs: Collection[str]) -> Mapping[str, list[Mapping[str, Any]]]:
    """What is paid by code, account and CPV, of each buyer."""
    cartes, rows = folder(atelier), dict[str, list[Mapping[str, Any]]]()
    for row in store.conditions(cartes, acheteurs) if cartes else ():
        rows.setdefault(row["acheteur_siren"], []).append(row)
    return rows


def covered(atelier: Workshop, siren: str, own: NomenclatureAcheteur) -> Couverture:
    """The coverage of one buyer if a nomenclature were in force."""
    rows = _conditions(atelier, {siren}).get(siren, ())
    return _couverture(siren, held(atelier, own), rows, None)


def couverture(atelier: Workshop, portee: Portee, siren: str) -> Couverture:
    """The coverage of one buyer. Raises OutOfScope."""
    opened(portee, siren)
    return couvertures(atelier, Portee(frozenset({siren})))[0]


def opened(portee: Portee, siren: str) -> None:
    """Raises OutOfScope for a buyer that is not in a scope."""
    if siren not in portee.acheteurs:
        raise OutOfScope(
            quoi="Nomenclature introuvable",
            ou="nomenclatures des acheteurs",
            pourquoi="cet acheteur n'est pas de ceux dont vous lisez les lignes",
            que_faire="prenez-le dans la liste",
        )


def _couverture(
    siren: str, own: Correspondances, rows: Iterable[Mapping[str, Any]], version: Version | None
) -> Couverture:
    paid, written = dict.fromkeys(Etat, Montant()), set()
    for row in rows:
        etat = own.etat(row["code_nomenclature"], row["compte"], row["cpv"])
        paid[etat] = paid[etat].plus(row)
        written.add(folded(row["code_nomenclature"]))
    codes, titres = dict.fromkeys((Etat.MAPPED, Etat.INHERITED, Etat.UNMAPPED), 0), 0
    for key, one in own.codes.items():
        etat = own.mapped(one.code)
        head = etat == Etat.UNMAPPED and key in own.heads and key not in written
        titres, codes[etat] = titres + head, codes[etat] + (not head)
    unknown = sum(own.mapped(key) == Etat.UNKNOWN for key in written - {"", *own.codes})
    return Couverture(siren, version, codes, paid, titres, unknown)


@dataclass
class _Votes:
    """How the lines of a code were classed: cents by segment, each weighed by how sure that was; cents by
    segment and engine; what each segment holds.
    """

    total: Montant = field(default_factory=Montant)
    poids: dict[str, int] = field(default_factory=dict)
    par_moteur: dict[tuple[str, str], int] = field(default_factory=dict)
    held: dict[str, Montant] = field(default_factory=dict)

    def agree(self, segment: str, least: int) -> bool:
        """Whether at least so many in a hundred, of the euros and of the lines that say something, say a
        segment: the others would leave what they say now for it. Lines that say nothing leave nothing.
        """
        said = self.held.get(segment, Montant())
        lines = sum(one.lignes for one in self.held.values())
        cents = sum(max(one.centimes, 0) for one in self.held.values())
        return CENT * said.lignes >= least * lines and CENT * max(said.centimes, 0) >= least * cents


def listing(atelier: Workshop, portee: Portee, siren: str) -> list[Vu]:
    """The codes that a buyer writes or lists, those that weigh most first. Raises OutOfScope."""
    opened(portee, siren)
    own = _read(atelier, Versions(atelier.home).in_force().get(siren))
    cartes = folder(atelier)
    votes = _votes(store.votes(cartes, siren)) if cartes else {}
    told = {folded(one["code_nomenclature"]): one for one in _exemples(cartes, siren)}
    names = {folded(one.code): one.code for one in own.own.codes}
    written = {key: one["code_nomenclature"] for key, one in told.items()}
    every = {**written, **names}
    seen = [_vu(atelier, own, code, votes.get(key, _Votes()), told.get(key)) for key, code in every.items()]
    return sorted(seen, key=lambda one: (-one.montant.centimes, one.code))


def _exemples(cartes: Path | None, siren: str) -> Sequence[Mapping[str, Any]]:
    return store.exemples(cartes, siren) if cartes else ()


def _votes(rows: Iterable[Mapping[str, Any]]) -> dict[str, _Votes]:
    """The votes of the lines of each code; what a correspondance said is no second opinion."""
    found: dict[str, _Votes] = {}
    for row in rows:
        if not row["code_nomenclature"]:
            continue
        one = found.setdefault(folded(row["code_nomenclature"]), _Votes())
        one.total = one.total.plus(row)
        segment, moteur = row["segment_code"], row["moteur"]
        if segment and segment != A_QUALIFIER and moteur != MOTEUR:
            one.poids[segment] = one.poids.get(segment, 0) + row["confiance_centimes"]
            held = one.par_moteur.get((segment, moteur), 0)
            one.par_moteur[segment, moteur] = held + row["montant_ht_centimes"]
            one.held[segment] = one.held.get(segment, Montant()).plus(row)
    return found


def _vu(
    atelier: Workshop, own: Correspondances, code: str, votes: _Votes, told: Mapping[str, Any] | None
) -> Vu:
    etat, label, found = own.mapped(code), own.label(code), own.find(code)
    objets = tuple(filter(None, told["objets"].split(LINE))) if told else ()
    years = (told["premier_exercice"], told["dernier_exercice"]) if told else ("", "")
    machine = suggested(atelier, label, votes) if etat in TO_DO else None
    return Vu(
        code,
        label,
        own.famille(code),
        etat,
        found.segment if found else "",
        tuple(own.lines(code)),
        votes.total,
        objets,
        years,
        machine,
        folded(code) in own.heads,
    )


def suggested(atelier: Workshop, label: str, votes: _Votes) -> Suggestion | None:
    """The segment that the lines of a code and its label speak for; None when neither says anything."""
    lu, regle = guide(atelier.catalogue), atelier.catalogue.regle("codes")
    whole = max(votes.total.centimes, 1) * CENT
    lines = {segment: min(max(poids, 0) / whole, 1.0) for segment, poids in votes.poids.items()}
    words = _words(lu, label)
    voices = [one for one in (lines, words) if one]
    sums = {code: sum(one.get(code, 0.0) for one in voices) for code in {*lines, *words}}
    if not sums:
        return None
    first = max(sorted(sums), key=lambda code: sums[code])
    shares = _shares(votes, first)
    shared = not votes.agree(first, regle["accord"])
    sure = int(CENT * sums[first] / len(voices))
    return Suggestion(first, sure, _why(atelier, first, votes, label, words), shares[:OTHERS], shared)


def _words(lu: Guide, label: str) -> dict[str, float]:
    """The segment that the words of a label say, or the one where it ends, between 0 and 1."""
    avis = lu.judge.judge(Achat(label)) if label else None
    return {lu.retires.get(avis.segments[0], avis.segments[0]): avis.sureness / CENT} if avis else {}


def _shares(votes: _Votes, first: str) -> tuple[tuple[str, int], ...]:
    """The other segments of the lines, with their share of the euros, in hundredths."""
    cents: dict[str, int] = {}
    for (segment, _), paid in votes.par_moteur.items():
        cents[segment] = cents.get(segment, 0) + max(paid, 0)
    whole = max(votes.total.centimes, 1)
    others = [(code, round(CENT * paid / whole)) for code, paid in cents.items() if code != first]
    return tuple(sorted((one for one in others if one[1] >= LEAST), key=lambda one: (-one[1], one[0])))


def _why(
    atelier: Workshop, first: str, votes: _Votes, label: str, words: Mapping[str, float]
) -> tuple[str, ...]:
    """« 62 % des euros : marché cité », « son intitulé »."""
    names = {one.nom: one.libelle for one in atelier.catalogue.cascade.achats}
    whole = max(votes.total.centimes, 1)
    found = [
        (min(round(CENT * paid / whole), CENT), names.get(moteur, moteur).lower())
        for (segment, moteur), paid in votes.par_moteur.items()
        if segment == first
    ]
    said = [f"{share} % des euros : {nom}" for share, nom in sorted(found, reverse=True) if share > 0]
    return (*said, *(("son intitulé",) if label and first in words else ()))


def sures(atelier: Workshop, seen: Collection[Vu]) -> dict[str, str]:
    """The segment of each code that waits, that has lines of its own and none under it, and of which the
    machine is sure; not where two segments share its euros.
    """
    least = atelier.catalogue.regle("codes")["sure"]
    plain = [one for one in seen if one.a_faire and one.montant.lignes and not one.sous]
    told = {one.code: one.suggestion for one in plain if one.suggestion and not one.suggestion.shared}
    return {code: said.segment for code, said in told.items() if said.sureness >= least}
