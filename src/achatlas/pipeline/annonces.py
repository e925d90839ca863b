"""What a version of the nomenclature of a buyer would do, told before it is kept: which codes differ, what
moves from which segment to which, how far it covers the lines, what in it can serve nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from achatlas.domain.correspondance import (
    Changes,
    Correspondance,
    Etat,
    NomenclatureAcheteur,
    changes,
    folded,
)
from achatlas.domain.nombres import accord, montant_lisible, pourcent
from achatlas.pipeline import codes, recoding, ruling
from achatlas.pipeline.bearing import Passage
from achatlas.pipeline.codes import Couverture, Montant
from achatlas.pipeline.recoding import Remapped
from achatlas.pipeline.situation import Somme
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store import codes as store
from achatlas.store.correspondances import EMPTY, Versions

COVERED = (Etat.MAPPED, Etat.INHERITED)
NAMED, SHOWN = 8, 8


@dataclass(frozen=True)
class Annonce:
    """What a version of a buyer (SIREN) would do (``apres`` is None when none would stand any more).

    ``vue``: the seal of the version in force when it was told (empty for none); ``lost``: what is paid under
    the codes that would be gone; ``remarques``: what in it serves nothing yet; ``ignored``: the headings of
    the file that say nothing; ``fresh`` is False when the version in force says the same already.
    """

    siren: str
    origine: str
    apres: NomenclatureAcheteur | None
    vue: str
    change: Changes
    remapped: Remapped
    avant: Couverture
    then: Couverture
    lost: Montant = Montant()
    remarques: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    fresh: bool = True


def announced(
    atelier: Workshop,
    portee: Portee,
    siren: str,
    own: NomenclatureAcheteur | None,
    origine: str,
    ignored: tuple[str, ...] = (),
) -> Annonce:
    """What a version would do. Raises OutOfScope."""
    codes.opened(portee, siren)
    version = Versions(atelier.home).in_force().get(siren)
    before, after = version.nomenclature if version else EMPTY, own or EMPTY
    change = changes(before, after)
    fresh = own is None or version is None or before != own
    return Annonce(
        siren,
        origine,
        own,
        version.empreinte if version else "",
        change,
        recoding.effect(atelier, siren, own),
        codes.covered(atelier, siren, before),
        codes.covered(atelier, siren, after),
        _paid(atelier, siren, change.removed),
        remarks(atelier, siren, after, {folded(one) for one in (*change.mapped, *change.changed)}),
        ignored,
        fresh,
    )


def _paid(atelier: Workshop, siren: str, asked: Collection[str]) -> Montant:
    """What is paid under some codes."""
    keys, found = {folded(one) for one in asked}, Montant()
    cartes = codes.folder(atelier)
    for row in store.conditions(cartes, {siren}) if cartes and keys else ():
        if folded(row["code_nomenclature"]) in keys:
            found = found.plus(row)
    return found


def remarks(
    atelier: Workshop, siren: str, own: NomenclatureAcheteur, asked: Collection[str]
) -> tuple[str, ...]:
    """What some codes (folded) of a nomenclature say that serves nothing: conditions that no line of the
    buyer meets, CPV and *familles homogènes* that are nowhere.
    """
    known = {folded(one.code) for one in own.codes}
    familles = [
        f"code {one.code} : sa famille homogène, « {one.famille} », n'est pas un code de cette nomenclature"
        for one in own.codes
        if folded(one.code) in asked and one.famille and folded(one.famille) not in known
    ]
    lines = [one for one in own.correspondances if folded(one.code) in asked and any(one.condition)]
    return (*familles, *_unmet(atelier, siren, lines)) if lines else tuple(familles)


def _unmet(atelier: Workshop, siren: str, lines: Collection[Correspondance]) -> Iterator[str]:
    seen = ruling.situation(atelier, Portee(frozenset({siren})))
    rows = seen.rows.group_by(["compte", "cpv"]).aggregate([]).to_pylist() if seen else []
    cpv = sorted(line["code"] for line in atelier.catalogue.lines("referentiels/cpv.csv"))
    for one in lines:
        place = bisect_left(cpv, one.cpv)
        if one.cpv and not (place < len(cpv) and cpv[place].startswith(one.cpv)):
            yield f"code {one.code} : aucun code CPV ne commence par {one.cpv}"
        elif seen and not any(one.holds(row["compte"], row["cpv"]) for row in rows):
            yield (
                f"code {one.code}, {one.told} : aucune ligne de cet acheteur ne remplit cette condition, "
                "elle ne vaut que pour celles à venir"
            )


Nom = Callable[[str], str]


def told(one: Annonce, nom: Nom) -> list[str]:
    """What moves, and how far the codes cover, in sentences; ``nom`` names a segment."""
    before, after = (_covered(side) for side in (one.avant, one.then))
    return [*moves(one.remapped, nom), f"Dépense dont le code est rattaché : {before} → {after}."]


def _covered(one: Couverture) -> str:
    return f"{pourcent(one.total(*COVERED).centimes, one.total().centimes)}\u00a0%"


def gone(one: Annonce) -> list[str]:
    """The codes that would be gone, in a sentence."""
    lost = one.change.removed
    if not lost:
        return []
    said = accord(len(lost), "code disparaît", "codes disparaissent")
    paid = f"{accord(one.lost.lignes, 'ligne')}, {montant_lisible(one.lost.centimes)} HT"
    held = f"{paid} les portent" if one.lost.lignes else "aucune ligne ne les porte"
    return [f"{said} de la nomenclature ({_some(lost)}) : {held}."]


def _some(names: tuple[str, ...]) -> str:
    more = f" et {accord(len(names) - NAMED, 'autre')}" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def moves(remapped: Remapped, nom: Nom) -> list[str]:
    """What goes from where to where, the heaviest first."""
    if remapped.rows is None:
        return ["Aucun achat n'est encore classé : rien ne bouge."]
    if not remapped.passages:
        return ["Aucune ligne ne changerait de segment."]
    lines = accord(remapped.somme.lignes, "ligne changerait", "lignes changeraient")
    first = f"{lines} de segment, {montant_lisible(remapped.somme.centimes)} HT."
    said = _passages(remapped.passages[:SHOWN], nom)
    left = sum((one.somme for one in remapped.passages[SHOWN:]), Somme())
    return [first, *said, *([f"{_much(left)} : entre d'autres segments."] if left.lignes else [])]


def others(remapped: Remapped, nom: Nom) -> list[str]:
    """The passages that ``moves`` tells together, one by one, the heaviest first."""
    return _passages(remapped.passages[SHOWN:], nom) if remapped.rows is not None else []


def _passages(some: Sequence[Passage], nom: Nom) -> list[str]:
    return [f"{_much(one.somme)} : de {_named(one.de, nom)} à {_named(one.vers, nom)}." for one in some]


def _much(one: Somme) -> str:
    return f"{accord(one.lignes, 'ligne')}, {montant_lisible(one.centimes)}"


def _named(code: str, nom: Nom) -> str:
    return nom(code) if code else "ce qui n'a pas de segment"
