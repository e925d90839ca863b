"""What persons said of which marché payments are made on: a chain of rows only added (ADR 6, 23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.domain.judgement import Judgement
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE = "decision_pont"
TOLD = (Judgement.OUI, Judgement.NON, Judgement.INCERTAIN, Judgement.SANS_AVIS)
Cle = tuple[str, str, str, str]
"""Who pays (SIREN), who is paid (``fournisseur_id``), what is bought (segment), on which marché (key)."""


@dataclass(frozen=True)
class Rattachement:
    """A judgement: these payments are made on this marché (``oui``), or not (``non``), nobody can tell
    (``incertain``), or nobody says anything any more (``sans_avis``: taken back); by whom, when (UTC, ISO
    8601), why.
    """

    acheteur_siren: str
    fournisseur_id: str
    segment_code: str
    marche_cle: str
    jugement: Judgement
    qui: str
    date: str
    motif: str = ""

    @property
    def cle(self) -> Cle:
        """What is judged."""
        return self.acheteur_siren, self.fournisseur_id, self.segment_code, self.marche_cle


Standing = Mapping[Cle, Rattachement]
"""The judgement that counts on each key: the last one, unless it is taken back."""


class Rattachements:
    """Reads and adds to the judgements of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def add(self, *said: Rattachement) -> tuple[Maillon, ...]:
        """Keeps judgements, all or none; raises ValueError for one that says nothing of a marché."""
        if wrong := [one for one in said if one.jugement not in TOLD]:
            raise ValueError(wrong[0].jugement)
        return self._chaine.add(lambda _: [vars(one) for one in said])

    def standing(self) -> Standing:
        """The judgement that counts on each key; a row that no longer says what was signed is nobody's."""
        last = {one.cle: one for one in _read(self._chaine.valid())}
        return {cle: one for cle, one in last.items() if one.jugement != Judgement.SANS_AVIS}

    def jugements(self) -> dict[Cle, Judgement]:
        """What a run takes into account."""
        return {cle: one.jugement for cle, one in self.standing().items()}

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


def _read(rows: Iterable[Maillon]) -> Iterable[Rattachement]:
    for row in rows:
        said: dict[str, Any] = dict(row.contenu)
        yield Rattachement(**{**said, "jugement": Judgement(said["jugement"])})
