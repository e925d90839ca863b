"""Essential data: which marchés should be published, which are, which are missing or late, on a day.

Rules: CCP, art. L. 2196-2 and R. 2196-1 (``metier/seuils/decp.yml``, on the day of notification). Never more
than something to check: a marché may be published where no file was deposited from.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie
from achatlas.domain.jours import later
from achatlas.watch.droit import EURO
from achatlas.watch.suivi import PLACEHOLDER, Suivi


class Cas(StrEnum):
    """Where a marché stands: exactly one for each."""

    PUBLIE = "publie"
    A_CORRIGER = "a_corriger"
    PUBLIE_TARD = "publie_tard"
    PUBLIE_DELAI_INCONNU = "publie_delai_inconnu"
    MANQUANT = "manquant"
    PAS_ENCORE = "pas_encore"
    LISTE_ALLEGEE = "liste_allegee"
    NON_SOUMIS = "non_soumis"
    INCONNU = "inconnu"


class Lacune(StrEnum):
    """What is missing to judge a marché."""

    AUCUNE = ""
    MONTANT = "montant"
    NOTIFICATION = "notification"
    PUBLICATION = "publication"
    SEUIL = "seuil"
    CONCESSION = "concession"
    JUMEAU = "jumeau"


class Reserve(StrEnum):
    """Why a marché should be looked at before anything is said of it."""

    SUBSEQUENT = "subsequent"
    CENTRALE = "centrale"
    COORDONNATEUR = "coordonnateur"
    SEUIL = "seuil"
    SANS_FICHIER = "sans_fichier"
    APRES_FICHIER = "apres_fichier"


@dataclass(frozen=True)
class Savoir:
    """The dated values of essential data, and the import formats that tell a publication or a register."""

    seuil: Serie
    allegee: Serie
    delai: Serie
    formats: tuple[str, ...]
    registres: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Savoir:
        """Those of the catalogue."""
        told = catalogue.regle("veille")["publication"]
        return cls(
            catalogue.seuil("decp", "publication"),
            catalogue.seuil("decp", "liste_allegee"),
            catalogue.seuil("decp", "delai_de_publication"),
            tuple(told["publiees"]),
            tuple(told["registres"]),
        )

    def published(self, suivi: Suivi) -> bool:
        """Whether a file of essential data holds it."""
        return any(one.startswith(self.formats) for one in suivi.sources)

    def registered(self, suivi: Suivi) -> bool:
        """Whether a register of its acheteur holds it."""
        return any(one.startswith(self.registres) for one in suivi.sources)

    def sure(self, day: date) -> bool:
        """Whether the threshold in force on a day was checked."""
        begun = max((start for start in self.seuil.valeurs if start <= day), default=None)
        return begun is not None and self.seuil.statuts.get(begun) != "à vérifier"


@dataclass(frozen=True)
class Refused:
    """A record of essential data that cleansing refused: why, in French, the file and the place of the
    record, and the day that it gives to its publication, None when it says none.
    """

    message: str
    fichier: str
    numero_ligne: int
    date_publication: date | None


def refused(suivi: Suivi) -> tuple[Refused, ...]:
    """The refused records that tell of a marché, in the order of files."""
    return tuple(_refused(row) for row in json.loads(suivi.a_corriger or "[]"))


def _refused(row: Mapping[str, Any]) -> Refused:
    day = _day(row["date_publication"])
    return Refused(row["message"], row["fichier"], row["numero_ligne"], day)


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@dataclass(frozen=True)
class Situation:
    """One marché and its publication: the amount on its notification and the threshold of that day, cents HT;
    the last day to publish it; all None when unknown. ``hors_registre``: published while the register of its
    acheteur, which covers that day, lacks it. ``suivi`` is the evidence.
    """

    suivi: Suivi
    cas: Cas
    lacune: Lacune = Lacune.AUCUNE
    montant: int | None = None
    seuil: int | None = None
    limite: date | None = None
    hors_registre: bool = False
    reserves: tuple[Reserve, ...] = ()

    @property
    def en_retard(self) -> bool:
        """Whether the delay has passed: published after it, or still missing."""
        return self.cas in (Cas.PUBLIE_TARD, Cas.MANQUANT)


@dataclass(frozen=True)
class Kept:
    """What is known of acheteurs by SIREN: the first and last notification of the register of those that keep
    one, and the last notification among their published marchés; the keys of these.
    """

    registres: Mapping[str, tuple[date, date]]
    publies: Mapping[str, date]
    cles: frozenset[str] = frozenset()

    @classmethod
    def of(cls, suivis: Iterable[Suivi], savoir: Savoir) -> Kept:
        """From the marchés themselves."""
        every = list(suivis)
        keys = frozenset(one.marche_cle for one in every if savoir.published(one))
        rows = [(one, one.date_notification) for one in every if one.date_notification is not None]
        held = _by_acheteur((one, day) for one, day in rows if savoir.registered(one))
        told = _by_acheteur((one, day) for one, day in rows if savoir.published(one) or one.a_corriger)
        first = {s: (min(d), max(d)) for s, d in held.items()}
        return cls(first, {s: max(d) for s, d in told.items()}, keys)


def _by_acheteur(rows: Iterable[tuple[Suivi, date]]) -> Mapping[str, Sequence[date]]:
    found: dict[str, list[date]] = {}
    for one, day in rows:
        found.setdefault(one.acheteur_siren, []).append(day)
    return found


def publications(suivis: Sequence[Suivi], today: date, savoir: Savoir) -> tuple[Situation, ...]:
    """The situation of each marché on a day, in the order given."""
    kept = Kept.of(suivis, savoir)
    return tuple(_situation(one, today, savoir, kept) for one in suivis)


def counted(situations: Iterable[Situation]) -> Mapping[Cas, int]:
    """How many marchés are in each case, every case told: their sum is the number of marchés."""
    found = Counter(one.cas for one in situations)
    return {cas: found[cas] for cas in Cas}


def amount_of(suivi: Suivi) -> int | None:
    """The amount on the day of notification, else the one in force; one under a euro stands for none."""
    told = (suivi.montant_initial_centimes, suivi.montant_ht_centimes)
    return next((one for one in told if one is not None and one >= PLACEHOLDER), None)


def limit_of(suivi: Suivi, savoir: Savoir) -> date | None:
    """The last day to publish a marché, None when unknown: a notification that was deduced tells none, nor
    does that of a concession, which is published before its execution begins.
    """
    day = suivi.date_notification
    if day is None or suivi.date_deduite or suivi.concession:
        return None
    months = savoir.delai.on(day)
    return None if months is None else later(day, months)


def _situation(suivi: Suivi, today: date, savoir: Savoir, kept: Kept) -> Situation:
    cas, lacune = _judged(suivi, today, savoir, kept)
    day = suivi.date_notification
    euros = savoir.seuil.on(day) if day else None
    first, last = kept.registres.get(suivi.acheteur_siren, (date.max, date.min))
    alone = savoir.published(suivi) and not savoir.registered(suivi)
    return Situation(
        suivi,
        cas,
        lacune,
        amount_of(suivi),
        None if euros is None else euros * EURO,
        limit_of(suivi, savoir),
        alone and day is not None and first <= day <= last,
        tuple(_reserves(suivi, cas, savoir, kept)),
    )


def _judged(suivi: Suivi, today: date, savoir: Savoir, kept: Kept) -> tuple[Cas, Lacune]:
    """Where it stands: what was refused of it, what keeps it from being judged, its amount, then its days."""
    there, lacune, limit = savoir.published(suivi), _gap(suivi, savoir), limit_of(suivi, savoir)
    if suivi.a_corriger and not there:
        return Cas.A_CORRIGER, Lacune.AUCUNE
    below = None if lacune else _below(suivi, savoir)
    if below is not None:
        return (Cas.PUBLIE if there else below), lacune
    if there:
        return _published(suivi.date_publication, limit, lacune)
    if limit is None:
        return Cas.INCONNU, lacune or Lacune.NOTIFICATION
    lacune = lacune or (Lacune.JUMEAU if suivi.jumeau_cle in kept.cles else Lacune.AUCUNE)
    return _missing(limit, today, lacune), lacune


def _missing(limit: date, today: date, lacune: Lacune) -> Cas:
    if lacune:
        return Cas.INCONNU
    return Cas.MANQUANT if today > limit else Cas.PAS_ENCORE


def _gap(suivi: Suivi, savoir: Savoir) -> Lacune:
    """What is missing to know whether it must be published, and by when."""
    day = suivi.date_notification
    if suivi.concession:
        return Lacune.CONCESSION
    if day is None:
        return Lacune.NOTIFICATION
    if amount_of(suivi) is None:
        return Lacune.MONTANT
    return Lacune.SEUIL if savoir.seuil.on(day) is None or savoir.delai.on(day) is None else Lacune.AUCUNE


def _below(suivi: Suivi, savoir: Savoir) -> Cas | None:
    """The case of a marché under the threshold of its notification, None for one that reaches it."""
    amount, day = amount_of(suivi) or 0, suivi.date_notification or date.min
    full, light = savoir.seuil.on(day), savoir.allegee.on(day)
    if full is None or amount >= full * EURO:
        return None
    return Cas.LISTE_ALLEGEE if light is not None and amount >= light * EURO else Cas.NON_SOUMIS


def _published(told: date | None, limit: date | None, lacune: Lacune) -> tuple[Cas, Lacune]:
    if lacune or limit is None or told is None:
        return Cas.PUBLIE_DELAI_INCONNU, lacune or (Lacune.PUBLICATION if limit else Lacune.NOTIFICATION)
    return (Cas.PUBLIE_TARD if told > limit else Cas.PUBLIE), lacune


def _reserves(suivi: Suivi, cas: Cas, savoir: Savoir, kept: Kept) -> Iterator[Reserve]:
    day = suivi.date_notification
    if suivi.subsequent:
        yield Reserve.SUBSEQUENT
    if suivi.centrale:
        yield Reserve.CENTRALE
    if suivi.coordonnateur_siren not in ("", suivi.acheteur_siren):
        yield Reserve.COORDONNATEUR
    if day is not None and not savoir.sure(day):
        yield Reserve.SEUIL
    if cas is Cas.MANQUANT:
        yield from _deposits(day or date.min, kept.publies.get(suivi.acheteur_siren))


def _deposits(day: date, last: date | None) -> Iterator[Reserve]:
    """What the files deposited may lack: everything of an acheteur, or what came after them."""
    if last is None:
        yield Reserve.SANS_FICHIER
    elif day > last:
        yield Reserve.APRES_FICHIER
