"""The lines of the programme, ready to be written: the table, what a line has been, the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, in_french, nu, translated
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.programme import words
from achatlas.screens.suivi.regard import Regard, row_of
from achatlas.store.programme import Projet, Statut, Version
from achatlas.watch.suivi import Suivi

FAR = "9999-99"
OPEN = (Statut.ENVISAGE, Statut.DECIDE)
TEINTES = {Statut.DECIDE: "fort"}
COLUMNS = (
    "acheteur", "siren", "segment_code", "segment", "objet", "estimation_min_ht", "estimation_max_ht",
    "lancement_prevu", "debut_prevu", "procedure_envisagee", "avec", "marche_suivi", "statut",
)  # fmt: skip
LICENSE = "Licence Ouverte 2.0 (Etalab)"


@dataclass(frozen=True)
class Rang:
    """A line of the table."""

    objet: str
    href: str
    acheteur: str
    segment: str
    estimation: str
    lancement: str
    late: bool
    debut: str
    procedure: str
    avec: str
    suit: str
    suit_href: str
    statut: str
    teinte: str
    passe: bool
    shared: bool
    publiable: bool


def ordered(some: Iterable[Version]) -> list[Version]:
    """The first to be launched first, those that nobody dated last."""
    return sorted(some, key=lambda one: (one.projet.lancement or FAR, one.projet.debut or FAR, one.rang))


def rangs(regard: Regard, some: Sequence[Version]) -> list[Rang]:
    """The rows of these lines."""
    return [_rang(regard, one.projet) for one in some]


def marche(regard: Regard, key: str) -> Suivi | None:
    """The marché of a key, when this person may open it in this view or in the common one."""
    row = row_of(regard, key) if key else None
    return Suivi.of(row) if row else None


def _rang(regard: Regard, one: Projet) -> Rang:
    followed = marche(regard, one.marche_cle)
    return Rang(
        objet=in_french(lisser(one.objet)),
        href=regard.adresse(f"programme/{one.numero}/"),
        acheteur="" if one.acheteur_siren == regard.acheteur else regard.nom(one.acheteur_siren),
        segment=regard.segment(one.segment_code),
        estimation=words.estimate(one),
        lancement=words.month(one.lancement),
        late=one.statut in OPEN and "" < one.lancement < f"{regard.today:%Y-%m}",
        debut=words.month(one.debut),
        procedure=in_french(one.procedure) or translated("à décider"),
        avec=company(regard, one),
        suit=titled(followed) if followed else one.marche_cle,
        suit_href=regard.page(followed) if followed else "",
        statut=words.statut(one.statut),
        teinte=TEINTES.get(one.statut, "neutre"),
        passe=one.statut is Statut.ABANDONNE,
        shared=one.shared,
        publiable=one.publiable,
    )


def titled(suivi: Suivi) -> str:
    """The object of a marché."""
    return in_french(lisser(suivi.objet or translated(UNTITLED)))


def company(regard: Regard, one: Projet) -> str:
    """With whom it is bought; "" alone."""
    others = [in_french(one.exterieurs)] if one.exterieurs else []
    return ", ".join([*(regard.nom(siren) for siren in one.membres), *others])


def sentence(some: Sequence[Version], today: date) -> list[str]:
    """How much is planned, what nobody estimated, what should be launched already."""
    going = [one.projet for one in some if one.projet.statut is not Statut.ABANDONNE]
    told = [one for one in going if one.min_centimes is not None]
    late = sum(one.statut in OPEN and "" < one.lancement < f"{today:%Y-%m}" for one in going)
    said = [_estimated(told)] if told else []
    if len(going) > len(told):
        said.append(dire("{lignes} sans estimation.", lignes=accord(len(going) - len(told), "ligne")))
    if late:
        said.append(dire("{lignes} au lancement passé.", lignes=accord(late, "ligne")))
    return said


def _estimated(told: Sequence[Projet]) -> str:
    """What these lines amount to, from the least to the most, in cents HT."""
    low, high = (sum(getattr(one, end) for one in told) for end in ("min_centimes", "max_centimes"))
    if low == high:
        return dire("{montant} HT estimés.", montant=montant_lisible(low))
    return dire("De {bas} à {haut} HT estimés.", bas=montant_lisible(low), haut=montant_lisible(high))


@dataclass(frozen=True)
class Fait:
    """What a line became: when, by whom, and each change (field, before, after)."""

    quand: str
    qui: str
    changes: tuple[tuple[str, str, str], ...]
    first: bool


def history(regard: Regard, some: Sequence[Version]) -> list[Fait]:
    """What a line has been, the last change first."""
    found, before = [], None
    for one in some:
        found.append(_fait(regard, one.projet, before))
        before = one.projet
    return found[::-1]


def _fait(regard: Regard, one: Projet, before: Projet | None) -> Fait:
    now, then = _said(regard, one), _said(regard, before) if before else {}
    changes = tuple((nom, then.get(nom, ""), text) for nom, text in now.items() if text != then.get(nom))
    return Fait(local(one.date), one.qui, changes if before else (), before is None)


def _said(regard: Regard, one: Projet) -> dict[str, str]:
    """Every field of a line in words, by the name of the field."""
    told = {
        "acheteur": regard.nom(one.acheteur_siren),
        "segment": regard.segment(one.segment_code),
        "objet": in_french(lisser(one.objet)),
        "minimum": words.estimate(one),
        "lancement": words.month(one.lancement),
        "debut": words.month(one.debut),
        "procedure": in_french(one.procedure) or translated("à décider"),
        "membres": company(regard, one) or translated("seul"),
        "marche": one.marche_cle or translated("aucun"),
        "statut": words.statut(one.statut),
        "shared": words.yes(one.shared),
        "publiable": words.yes(one.publiable),
        "retire": words.yes(not one.retire),
    }
    return {translated(words.CHAMPS[champ]): text for champ, text in told.items()}


def local(said: str) -> str:
    """A moment as it was kept (UTC, ISO 8601), on the clock of this machine: 27/11/2026 20:12."""
    when = datetime.fromisoformat(said)
    return f"{(when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone():%d/%m/%Y %H:%M}"


def table(regard: Regard, some: Sequence[Version], euros: Callable[[int], str]) -> list[list[str]]:
    """The rows of the file, each as ``COLUMNS``: only the lines that their buyer says may be published.
    ``euros`` writes cents.
    """
    kept = [one.projet for one in some if one.projet.publiable and not one.projet.retire]
    return [_cells(regard, one, euros) for one in kept]


def _cells(regard: Regard, one: Projet, euros: Callable[[int], str]) -> list[str]:
    amounts = ["" if cents is None else euros(cents) for cents in (one.min_centimes, one.max_centimes)]
    segment = regard.segment(one.segment_code).removeprefix(one.segment_code).strip()
    return [
        regard.nom(one.acheteur_siren), one.acheteur_siren, one.segment_code, nu(segment), one.objet,
        *amounts, one.lancement, one.debut, one.procedure, nu(company(regard, one)), one.marche_cle,
        words.statut(one.statut),
    ]  # fmt: skip
