"""Two marchés that may be one: proposed to a person with what brings them together, never taken away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import takewhile
from typing import Any

from achatlas.cleanse.contrats import Record, Retained
from achatlas.domain.text import alike, reference, spelled


@dataclass(frozen=True)
class Proche:
    """How close two marchés must be: amounts in percent, notifications in days, objects out of 100.

    ``prefixe_min``: how many signs the shorter of two numbers has, when the longer begins with it.
    """

    montant_pour_cent: int
    notification_jours: int
    ressemblance_min: int
    prefixe_min: int


@dataclass(frozen=True)
class Candidat:
    """A marché as it is compared: only those with a day and an identified titulaire are."""

    cle: str
    acheteur: str
    jour: date
    montant: int
    objet: str
    numero: str
    sirens: frozenset[str]


def candidates(retained: Iterable[Retained]) -> dict[tuple[str, str], list[Candidat]]:
    """Marchés by buyer and SIREN of a titulaire, the oldest first."""
    found: dict[tuple[str, str], list[Candidat]] = defaultdict(list)
    for one in retained:
        marche = one.marche
        if marche["date_notification"] is None:
            continue
        sirens = frozenset(t["tiers_siren"] for t in one.titulaires if t["tiers_siren"])
        told = Candidat(
            marche["marche_cle"], marche["acheteur_siren"], marche["date_notification"],
            marche["montant_ht_centimes"], marche["objet"], marche["marche_id"], sirens,
        )  # fmt: skip
        for siren in sirens:
            found[told.acheteur, siren].append(told)
    return {key: sorted(found[key], key=lambda c: (c.jour, c.cle)) for key in sorted(found)}


def proposed(
    retained: Iterable[Retained], rules: Mapping[str, Any], judged: Collection[tuple[str, str]] = ()
) -> list[Record]:
    """The rows of ``doublons_proposes``, each pair once, but those that a person has judged (keys in order);
    the order of marchés does not matter.
    """
    proche = Proche(**rules)
    rows: dict[tuple[str, str], Record] = {}
    for (_, siren), among in candidates(retained).items():
        for one, other in _pairs(among, proche):
            first, second = sorted((one, other), key=lambda c: c.cle)
            if (first.cle, second.cle) not in judged:
                rows.setdefault((first.cle, second.cle), _row(first, second, siren, proche))
    return [rows[pair] for pair in sorted(rows)]


def _pairs(among: Sequence[Candidat], proche: Proche) -> Iterator[tuple[Candidat, Candidat]]:
    for rank, one in enumerate(among):
        near = takewhile(partial(_soon, one, proche.notification_jours), among[rank + 1 :])
        yield from ((one, other) for other in near if _close(one, other, proche))


def _soon(one: Candidat, days: int, other: Candidat) -> bool:
    return (other.jour - one.jour).days <= days


def _close(one: Candidat, other: Candidat, proche: Proche) -> bool:
    gap, largest = abs(one.montant - other.montant), max(abs(one.montant), abs(other.montant))
    if gap * 100 > largest * proche.montant_pour_cent:
        return False
    alike_enough = alike(one.objet, other.objet) >= proche.ressemblance_min
    return alike_enough or (_identical(one, other) and (_unsaid(one, other) or _prefixed(one, other, proche)))


def _identical(one: Candidat, other: Candidat) -> bool:
    """Whether all that is counted is the same: amount, day and titulaires."""
    return (one.montant, one.jour, one.sirens) == (other.montant, other.jour, other.sirens)


def _unsaid(one: Candidat, other: Candidat) -> bool:
    """Whether an object is missing: nothing can then tell the two marchés apart, nor bring them together."""
    return not (spelled(one.objet) and spelled(other.objet))


def _prefixed(one: Candidat, other: Candidat, proche: Proche) -> bool:
    """Whether a number begins the other: one cut, or the other completed."""
    short, long = sorted((reference(one.numero), reference(other.numero)), key=len)
    return len(short) >= proche.prefixe_min and short != long and long.startswith(short)


def _row(one: Candidat, other: Candidat, siren: str, proche: Proche) -> Record:
    return {
        "acheteur_siren": one.acheteur,
        "marche_cle": one.cle,
        "autre_cle": other.cle,
        "ressemblance": alike(one.objet, other.objet),
        "raison": f"{_reason(one, other, siren)}, {_objects(one, other, proche)}",
    }


def _reason(one: Candidat, other: Candidat, siren: str) -> str:
    """What brings two marchés together and what sets them apart, in French, objects left aside."""
    gap, days = abs(one.montant - other.montant), abs((one.jour - other.jour).days)
    amount = "même montant" if gap == 0 else f"montants à {gap // 100},{gap % 100:02d} € près"
    day = "même jour" if days == 0 else f"{days} jour{'s' if days > 1 else ''} d'écart"
    told = f"même acheteur, même titulaire ({siren}), {amount}, {day}"
    return f"{told}, numéros {one.numero} et {other.numero}"


def _objects(one: Candidat, other: Candidat, proche: Proche) -> str:
    """What the objects say of two marchés, when there are two."""
    if _unsaid(one, other):
        told = spelled(one.objet) or spelled(other.objet)
        return "objet absent d'un côté" if told else "sans objet"
    words = set(spelled(one.objet).split()) ^ set(spelled(other.objet).split())
    if not words:
        return "mêmes mots dans l'objet"
    near = alike(one.objet, other.objet) >= proche.ressemblance_min
    return f"objets {'semblables sauf' if near else 'différents'} : {', '.join(sorted(words)[:8])}"
