"""Conventions between members of the territory: who is paid is itself an acheteur, without any competition
(quasi-régie, cooperation: CCP, L. 2511-1 to L. 2511-6). Nothing of them is to be tendered together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi


def between(suivi: Suivi, membres: Collection[str], veille: Veille) -> bool:
    """Whether a marché is one: each of its titulaires is a member (SIREN), and no competition is written of
    it. A member that won a competition is a titulaire as another.
    """
    held = suivi.fournisseurs
    whole = bool(held) and len(held) >= len(suivi.titulaires) and all(one in membres for one in held)
    return whole and suivi.procedure in veille.figures["entre_membres"]["procedures"]


def told(suivis: Iterable[Suivi], membres: Collection[str], veille: Veille) -> tuple[Suivi, ...]:
    """The same marchés, those between members told as such."""
    return tuple(replace(one, entre_membres=True) if between(one, membres, veille) else one for one in suivis)


def parted(suivis: Iterable[Suivi]) -> tuple[list[Suivi], list[Suivi]]:
    """What may be tendered, then the conventions between members."""
    every = list(suivis)
    return [one for one in every if not one.entre_membres], [one for one in every if one.entre_membres]
