"""What if: « puis-je acheter 30 k€ de mobilier ? », by the law of a day, what is bought already, and the
marchés that could bear it. Indicative, never a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.watch.besoins import PALIERS, Mois, months
from achatlas.watch.consommation import Consommation
from achatlas.watch.droit import DISPENSE, PUBLICITE, Achat, Droit, Exemption, Palier
from achatlas.watch.fenetre_de_besoin import YEAR, month_of, rank_of
from achatlas.watch.payes import payes
from achatlas.watch.suivi import TRAVAUX, Suivi

NOTHING_USED: Mapping[str, Consommation] = {}


@dataclass(frozen=True)
class Question:
    """An achat thought of: by whom, for what need (a code, "" when unclassified), cents HT (above 0), on what
    day its consultation would be launched; ``genre`` ``FS``, ``T`` or "" (unknown). ``segment`` is its
    segment of the pivot, on which marchés and the group are looked at, "" when unknown; ``kind`` the kind of
    acheteur (``Droit.kind``), ``libelle`` what is bought, in words; ``besoin_dit`` how the acheteur calls its
    need.
    """

    acheteur_siren: str
    besoin: str
    centimes: int
    day: date
    genre: str = ""
    segment: str = ""
    kind: str = ""
    cpv: tuple[str, ...] = ()
    libelle: str = ""
    besoin_dit: str = ""

    @property
    def travaux(self) -> bool:
        """Whether works are thought of: they are compared with those of the need alone."""
        return self.genre == TRAVAUX


@dataclass(frozen=True)
class Compare:
    """A step against a sum (cents HT). ``marge_centimes`` is what is left before it, at most 0 when it is
    passed. ``passed`` is None where no text sets any value, and where an unknown nature or kind of acheteur
    leaves two answers; the margin is then None, or before the lowest value.
    """

    palier: Palier
    centimes: int
    passed: bool | None
    marge_centimes: int | None

    @property
    def maybe(self) -> bool:
        """Whether it is passed, or may be."""
        return self.passed is not False and self.palier.centimes is not None


@dataclass(frozen=True)
class Mesure:
    """What a need would be: of whom, cents HT bought off contract in the civil year up to the month of the
    day and in the last twelve months known before it (``debut`` to ``fin``, the whole last exercice where
    rows tell no month; None when nothing is known), the greatest of both with the achat (credit notes never
    make it smaller than the achat), each step against it, and the step that governs: the last one that is
    passed or may be, "" when none is. What is bought before ``debut``, when ``cut``, and after ``fin`` is
    not known.
    """

    acheteurs: tuple[str, ...]
    annee_centimes: int
    glissante_centimes: int
    debut: date | None
    fin: date | None
    avec_centimes: int
    paliers: tuple[Compare, ...]
    governs: str
    cut: bool = False

    def compte(self, day: date) -> tuple[date, ...]:
        """The first days of the months that are counted: the greatest of the civil year and the window."""
        if self.annee_centimes > self.glissante_centimes:
            return tuple(date(day.year, month, 1) for month in range(1, day.month + 1))
        if self.debut is None or self.fin is None:
            return ()
        return tuple(map(month_of, range(rank_of(self.debut), rank_of(self.fin) + 1)))

    def knows(self, day: date) -> bool:
        """Whether all that counts on a day is known: twelve months, to the month of that day."""
        return self.fin is not None and not self.cut and rank_of(self.fin) >= rank_of(day)


@dataclass(frozen=True)
class Porteur:
    """A marché in force that could bear the achat first: cents HT left on it on the last day of payments
    known (``arrete``) and whether they are enough, None when unknown, or when its maximum may be reached
    since (``exhausted``, an estimate); ``last_day`` its last day, None when unknown; ``firm`` is False once
    its firm period is over, when its reconduction is to be confirmed, None when unknown.
    """

    suivi: Suivi
    reste_centimes: int | None
    enough: bool | None
    last_day: date | None
    firm: bool | None
    arrete: date | None = None
    exhausted: date | None = None

    @property
    def worth(self) -> bool:
        """Whether it is worth looking at first: nothing says that too little is left on it."""
        return self.enough is not False and self.exhausted is None


@dataclass(frozen=True)
class Reponse:
    """All that is answered. ``beside`` are the steps that look at the achat alone (essential data, profil
    d'acheteur); ``groupe`` is None without a segment; ``undated`` counts the marchés of the segment that
    nobody can say in force.
    """

    question: Question
    seul: Mesure
    groupe: Mesure | None
    beside: tuple[Compare, ...]
    porteurs: tuple[Porteur, ...]
    undated: int
    exemptions: tuple[Exemption, ...]


def simulate(
    droit: Droit,
    question: Question,
    rows: Iterable[Mois],
    group: Iterable[Mois] = (),
    suivis: Iterable[Suivi] = (),
    used: Mapping[str, Consommation] = NOTHING_USED,
    *,
    whole: bool = False,
) -> Reponse:
    """What an achat would make of a need. ``rows`` are the months of all the needs of the acheteur, ``group``
    those of all acheteurs by segment of the pivot (``whole``: by exercice, put in a month of it), ``suivis``
    rows of the register, ``used`` what they have used; others than those asked for are left. Raises
    ValueError for an amount that is none.
    """
    if question.centimes <= 0:
        raise ValueError("le montant de l'achat doit dépasser zéro")
    every, others = [row for row in rows if row.acheteur_siren == question.acheteur_siren], list(group)
    own, shared = _of(question, every, question.besoin), _of(question, others, question.segment)
    achat = Achat(question.kind, question.genre, question.cpv or droit.prefixes(question.segment))
    porteurs, undated = _porteurs(question, list(suivis), used)
    alone = [p for p in droit.echelle(achat, question.day) if p.code not in PALIERS]
    return Reponse(
        question,
        _mesure(droit, question, achat, own, _known(every)),
        _mesure(droit, question, achat, shared, _known(others), whole) if question.segment else None,
        tuple(_compare(p, question.centimes) for p in alone),
        porteurs,
        undated,
        droit.exemptions(achat, question.day),
    )


def _known(rows: Iterable[Mois]) -> tuple[int, int] | None:
    """The first and the last months of which anything is known, counted from the year 0."""
    ranks = {rank_of(row.mois) for row in rows}
    return (min(ranks), max(ranks)) if ranks else None


def _of(question: Question, rows: Iterable[Mois], code: str) -> list[Mois]:
    """The months of a need, its works or the rest of it; what is unclassified is none."""
    return [row for row in rows if code and row.besoin == code and row.travaux == question.travaux]


def _mesure(
    droit: Droit,
    question: Question,
    achat: Achat,
    rows: Sequence[Mois],
    known: tuple[int, int] | None,
    whole: bool = False,
) -> Mesure:
    """``known``: the months of which payments are known; ``whole``: rows tell exercices, not months."""
    told, now = months(rows), rank_of(question.day)
    window = _window(known, now, whole)
    year = sum(told[k][1] for k in told if now - now % YEAR <= k <= now)
    slid = sum(told[k][1] for k in told if window and window[0] <= k <= window[1])
    centimes = max(year, slid, 0) + question.centimes
    paliers = tuple(_step(droit, achat, question.day, code, centimes) for code in PALIERS)
    acheteurs = tuple(sorted({question.acheteur_siren, *(row.acheteur_siren for row in rows)}))
    governs = next((one.palier.code for one in reversed(paliers) if one.maybe), "")
    debut, fin = map(month_of, window) if window else (None, None)
    cut = window is not None and not whole and window[1] - window[0] < YEAR - 1
    return Mesure(acheteurs, year, slid, debut, fin, centimes, paliers, governs, cut)


def _window(known: tuple[int, int] | None, now: int, whole: bool) -> tuple[int, int] | None:
    """The last twelve months known before a month, fewer when payments are known since less; None when
    nothing is known by then.
    """
    if known is None or now < known[0]:
        return None
    last = min(known[1], now)
    return max(last - last % YEAR if whole else last - YEAR + 1, known[0]), last


def _step(droit: Droit, achat: Achat, day: date, code: str, centimes: int) -> Compare:
    """Publicity counts from the dispense on, which frees from it (works)."""
    palier, first = droit.palier(code, achat, day), droit.palier(DISPENSE, achat, day)
    return _compare(palier, centimes, first if code == PUBLICITE else palier)


def _compare(palier: Palier, centimes: int, least: Palier | None = None) -> Compare:
    """A step against a sum, which must reach the least one too."""
    both = [one for one in (palier, least or palier) if one.centimes is not None]
    if len(both) < 2:
        return Compare(palier, centimes, None, None)
    high, low = (max(told) for told in zip(*map(_bounds, both), strict=True))
    passed = centimes >= high
    told = passed if passed or centimes < low else None
    return Compare(palier, centimes, told, (high if passed else low) - centimes)


def _bounds(palier: Palier) -> tuple[int, int]:
    """The highest and the lowest values possible."""
    high = palier.centimes or 0
    return high, high if palier.bas_centimes is None else palier.bas_centimes


def _porteurs(
    question: Question, suivis: Sequence[Suivi], used: Mapping[str, Consommation]
) -> tuple[tuple[Porteur, ...], int]:
    """Those in force, first the ones with enough left, then those that nobody knows; and how many cannot be
    dated.
    """
    own = [one for one in suivis if _bears(question, one)]
    dated = [one for one in own if one.date_notification is not None]
    told = payes(suivis)
    found = [
        _porteur(question, one, told[one.marche_cle].centimes, used.get(one.marche_cle))
        for one in dated
        if _in_force(question, one)
    ]
    rank = {True: 0, None: 1, False: 2}
    found.sort(key=lambda p: (rank[p.enough], -(p.reste_centimes or 0), p.suivi.marche_cle))
    return tuple(found), len(own) - len(dated)


def _bears(question: Question, one: Suivi) -> bool:
    return (
        bool(question.segment)
        and one.segment_code == question.segment
        and question.acheteur_siren in one.payers
        and not one.concession
        and not one.entre_membres
    )


def _in_force(question: Question, one: Suivi) -> bool:
    begun = one.date_notification is not None and one.date_notification <= question.day
    return begun and (one.last_end is None or question.day <= one.last_end)


def _porteur(question: Question, one: Suivi, paid: int | None, used: Consommation | None) -> Porteur:
    known = one.plafond_centimes is not None and paid is not None
    left = max((one.plafond_centimes or 0) - (paid or 0), 0) if known else None
    firm = None if one.date_fin is None else question.day <= one.date_fin
    reached = used.epuisement if used else None
    gone = reached is not None and reached <= question.day
    enough = None if left is None else left >= question.centimes
    told = (None if enough and gone else enough, one.last_end, firm, one.arrete, reached if gone else None)
    return Porteur(one, left, *told)
