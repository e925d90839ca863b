"""A line of the programme that follows a marché: what the marché already says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from achatlas.langues import nu
from achatlas.screens.suivi.fins import ending
from achatlas.screens.suivi.programme.form import LONG, Typed
from achatlas.screens.suivi.programme.rows import marche, titled
from achatlas.screens.suivi.regard import Regard
from achatlas.store.programme import Version
from achatlas.watch.suivi import Suivi


def typed(regard: Regard, key: str, writable: tuple[str, ...], segments: Mapping[str, str]) -> Typed:
    """What a new line says before anybody types: nothing, or what follows a marché that this person may open.

    Its estimate stays unknown: what a marché was paid does not tell what is needed next.
    """
    alone = writable[0] if len(writable) == 1 else ""
    suivi = marche(regard, key)
    if suivi is None:
        return Typed(acheteur=alone)
    whose = suivi.acheteur_siren if suivi.acheteur_siren in writable else alone
    others = tuple(one for one in suivi.payers if one != whose and one in regard.demande.territoire.sirens)
    launch, start = _months(regard, suivi)
    delai = regard.veille.delai(suivi)
    return Typed(
        acheteur=whose,
        segment=segments.get(suivi.segment_code, ""),
        objet=suivi.objet[:LONG],
        lancement=launch,
        debut=start,
        procedure=delai.libelle if delai else "",
        membres=others,
        exterieurs=", ".join(suivi.exterieurs),
        marche=suivi.marche_cle,
    )


def _months(regard: Regard, suivi: Suivi) -> tuple[str, str]:
    """The month by which to launch what follows, today's when it is past, and that of the day after its last
    end; "" when unknown.
    """
    end, delai = suivi.last_end, regard.veille.delai(suivi)
    if end is None:
        return "", ""
    launch = max(delai.launch(end), regard.today) if delai else None
    start = max(end + timedelta(days=1), launch or regard.today)
    return (f"{launch:%Y-%m}" if launch else ""), f"{start:%Y-%m}"


def followable(regard: Regard) -> list[tuple[str, str]]:
    """The marchés of the view that end within the months followed: key, object and end."""
    return [
        (one.suivi.marche_cle, f"{nu(titled(one.suivi))}, {one.jour:%d/%m/%Y}")
        for one in ending(regard, regard.suivis)
    ]


def followed(some: Iterable[Version]) -> dict[str, int]:
    """The number of the line that follows each marché, by its key."""
    return {one.projet.marche_cle: one.projet.numero for one in some if one.projet.marche_cle}
