"""The score of the data, written: of each buyer on the page of deposits, of a view beside its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.analyse import quality
from achatlas.analyse.quality import Score, Share
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Terme
from achatlas.domain.balance import Ledger
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.nombres import decimal, entier, lisser, pourcent
from achatlas.domain.text import searchable
from achatlas.langues import translated
from achatlas.pipeline.effect import compared_with, reconciled
from achatlas.screens.droits import Droits
from achatlas.store.control_totals import Controle
from achatlas.store.shelf import Shelf, Sum
from achatlas.web.acces import catalogue, exercices, maison, ouvrir, territoire


@dataclass(frozen=True)
class Term:
    """A term as it is read: its share, weight and points, written."""

    libelle: str
    definition: str
    phrase: str
    part: str
    poids: str
    points: str


@dataclass(frozen=True)
class Told:
    """The score of a buyer, opened into its terms."""

    nom: str
    note: str
    poids: str
    phrase: str
    termes: tuple[Term, ...]


def scores(droits: Droits) -> list[Told]:
    """The score of each buyer that this person may know of; of the whole territory for an élu."""
    try:
        acces = ouvrir(droits)
    except PublicationMissing:
        return []
    if not droits.lignes:
        return [_told(translated("Le territoire"), _score(Selection(), acces.scope, _read(), None))]
    asked = [droits.acheteur] if droits.acheteur else sorted(territoire().sirens)
    named = {one.siren: one.dit for one in territoire().acheteurs}
    read = _read()
    made = [
        _told(
            named.get(siren, siren), _score(Selection().only("acheteur", [siren]), acces.scope, read, siren)
        )
        for siren in asked
    ]
    return sorted((one for one in made if one.termes), key=lambda one: searchable(one.nom))


@dataclass(frozen=True)
class _Registered:
    """What the register holds of the files that count, by buyer, read once."""

    sums: tuple[Sum, ...]
    controles: Mapping[str, Sequence[tuple[Controle, Ledger]]]


def _read() -> _Registered:
    shelf = Shelf(maison())
    return _Registered(shelf.sums(), shelf.controlled())


def _score(selection: Selection, scope: Scope, read: _Registered, siren: str | None) -> Score:
    termes = catalogue().termes
    parts = quality.shares(termes, selection, scope, exercices())
    return quality.score(termes, {**parts, **_registered(termes, read, siren)})


def _registered(termes: Sequence[Terme], read: _Registered, siren: str | None) -> dict[str, Share]:
    """The terms that the register tells, of one buyer or of all."""
    sums = [one for one in read.sums if siren in (None, one.acheteur)]
    said = [pair for one, pairs in read.controles.items() if siren in (None, one) for pair in pairs]
    found = {"rejets": _accepted(sums), "controle": _controlled(sums, said)}
    return {terme.id: found[terme.genre] for terme in termes if terme.genre in found}


def _accepted(sums: Sequence[Sum]) -> Share:
    kept = sum(one.lignes for one in sums)
    return Share(kept, kept + sum(one.rejetees for one in sums))


def _controlled(sums: Sequence[Sum], said: Iterable[tuple[Controle, Ledger]]) -> Share:
    good = (account for one, account in said if _reconciled(one, account))
    return Share(
        sum(account.acceptes.centimes_absolus for account in good), sum(one.paiements for one in sums)
    )


def _reconciled(said: Controle, account: Ledger) -> bool:
    return reconciled(compared_with(said, account)).ecart == 0


def _told(nom: str, score: Score) -> Told:
    known = [terme for terme in catalogue().termes if terme.id in score.parts]
    termes = tuple(_term(t, score.parts[t.id], score.dixiemes[t.id]) for t in known)
    note = "—" if score.note is None else str(score.note)
    return Told(nom, note, str(score.poids), beside(known, score.parts), termes)


def _term(terme: Terme, share: Share, tenths: int) -> Term:
    return Term(
        lisser(terme.libelle), lisser(terme.definition), sentence(terme, share),
        pourcent(share.nombre, share.sur), str(terme.poids), decimal(tenths, 10, 1),
    )  # fmt: skip


def sentence(terme: Terme, share: Share) -> str:
    """A term in its own words."""
    part = pourcent(share.nombre, share.sur)
    said = {"nombre": entier(share.nombre), "sur": entier(share.sur), "part": part}
    return lisser(terme.phrase.format(**said)).replace(" %", "\u202f%")


def beside(termes: Iterable[Terme], parts: Mapping[str, Share]) -> str:
    """What is written beside the figures: « Données de 11 mois sur 12 ; 86 % des euros ont… »."""
    said = [sentence(t, parts[t.id]) for t in termes if t.en_regard and t.id in parts and parts[t.id].sur > 0]
    return translated("\u00a0; ").join(said)


def of_view(scope: Scope, selection: Selection, years: Sequence[str]) -> str:
    """The line that a view of payments carries: what its data are worth."""
    termes = [terme for terme in catalogue().termes if terme.en_regard]
    return beside(termes, quality.shares(termes, selection, scope, years))
