"""Finding the segment of what a person types: a code, a word, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from achatlas.classify.guide import CPV_DIGITS, Fiche, Guide
from achatlas.classify.nomenclature import COMMON, words
from achatlas.classify.textes import traits
from achatlas.classify.textes.judge import Achat, Avis
from achatlas.domain.text import unaccented

OWN_CODE = re.compile(r"(?:segment |famille )?(\d\d(?:\.\d\d)?)")
CPV = re.compile(r"(?:cpv ?:? ?(\d{2,8})|(\d{8}))(?:-\d)?")
ACCOUNT = re.compile(r"(?:compte ?:? ?)?(?:(m\d{1,2}|hlm|pcg) ?:? ?)?(\d{3,12})")
QUOTED = re.compile(r"« (\w+) »")
KEYWORD = "mot-clé"
WEIGHTS = {"intitulé": 6, KEYWORD: 5, "exemple": 4, "comprend": 3, "renvoi": 3, "définition": 2, "CPV": 1}
MOST, WHOLE = 20, 10
SOME = 0.6
"""What part of the best a segment must hold of a sentence that no segment holds whole."""


@dataclass(frozen=True)
class Trouve:
    """A segment that was found, and why, in words (empty when nothing but the machine says it)."""

    code: str
    pourquoi: str


@dataclass(frozen=True)
class Reponse:
    """What was found: by its code; by the judge of words, the likeliest first, with how sure the first is
    (0 to 100) and whether the guide puts these words elsewhere; by the words of the guide.
    """

    codes: tuple[Trouve, ...] = ()
    avis: tuple[Trouve, ...] = ()
    sureness: int = 0
    contredit: bool = False
    guide: tuple[Trouve, ...] = ()

    @property
    def vide(self) -> bool:
        """Whether nothing was found."""
        return not (self.codes or self.avis or self.guide)


def find(guide: Guide, asked: str) -> Reponse:
    """The segments of what a person types; a code is never read as words."""
    typed = " ".join(unaccented(asked).casefold().split())
    if not typed:
        return Reponse()
    if _is_code(typed):
        return Reponse(codes=tuple(_standing(guide, _by_code(guide, typed))))
    said, held = _judged(guide, asked), _held(guide, asked)
    if said is None:
        return Reponse(guide=_told(held))
    gone = guide.retires
    stands = tuple(dict.fromkeys(gone.get(code, code) for code in said.segments))
    first = stands[0]
    why = {one.code: one.dit for one in held} | {first: typed_in(said.motif, asked)}
    avis = tuple(Trouve(code, why.get(code, "")) for code in stands)
    others = [one for one in held if one.code != first]
    return Reponse((), avis, said.sureness, _elsewhere(held, first), _told(others))


def _judged(guide: Guide, asked: str) -> Avis | None:
    """What the judge says of words; where it does not decide and they are those of a keyword in another
    order, what it decides of that keyword (« toilette papier » is « papier toilette »).
    """
    said = guide.judge.judge(Achat(asked))
    if said is None or said.sureness >= guide.judge.seuil:
        return said
    typed = folded(asked)
    every = (one for passages in _passages(guide).values() for one in passages)
    for one in every:
        if one.nature == KEYWORD and one.suite != typed and sorted(one.suite) == sorted(typed):
            then = guide.judge.judge(Achat(" ".join(one.suite).lower()))
            if then and then.sureness >= guide.judge.seuil:
                return then
    return said


def _standing(guide: Guide, found: Iterable[Trouve]) -> Iterator[Trouve]:
    """Segments that were found, each once; those that stand no more as the one where they end."""
    gone, seen = guide.retires, set[str]()
    for one in found:
        vers = gone.get(one.code, one.code)
        said = f"{one.pourquoi} ; {one.code} y est passé" if vers != one.code else one.pourquoi
        if vers not in seen:
            seen.add(vers)
            yield Trouve(vers, said)


def _elsewhere(held: Sequence[Held], first: str) -> bool:
    """Whether the guide writes these very words together, and never for this segment."""
    whole = {one.code for one in held if one.entier}
    return bool(whole) and first not in whole


def _told(held: Sequence[Held]) -> tuple[Trouve, ...]:
    return tuple(Trouve(one.code, one.dit) for one in held[:MOST])


def typed_in(motif: str, asked: str) -> str:
    """A reason whose words are those that were typed, and not what the model reduces them to."""
    forms = {traits.singular(plain): one for one in re.findall(r"\w+", asked) for plain in traits.words(one)}
    return QUOTED.sub(lambda found: f"« {forms.get(found[1], found[1])} »", motif)


def _is_code(typed: str) -> bool:
    return any(form.fullmatch(typed) for form in (OWN_CODE, CPV, ACCOUNT))


def _by_code(guide: Guide, typed: str) -> Iterator[Trouve]:
    if own := OWN_CODE.fullmatch(typed):
        yield from _own(guide, own[1])
        return
    cpv = CPV.fullmatch(typed)
    if cpv and (cpv[1] or cpv[2] in guide.libelles_cpv):
        yield from _of_cpv(guide, cpv[1] or cpv[2])
    elif account := ACCOUNT.fullmatch(typed):
        yield from _of_account(guide, (account[1] or "").upper(), account[2])


def _own(guide: Guide, code: str) -> Iterator[Trouve]:
    if code in guide.fiches:
        yield Trouve(code, "c’est son code")
    for one in guide.de(code):
        yield Trouve(one.code, f"famille {code}")


def _of_cpv(guide: Guide, asked: str) -> Iterator[Trouve]:
    """The segment that a CPV code ends in, then those that its beginning also covers."""
    found = guide.nomenclature.of_cpv(asked)
    first = found[0] if found else ""
    if found:
        label = guide.libelle_cpv(asked)
        said = f"CPV {asked}, {label}" if label else f"CPV {found[1]}, {guide.libelle_cpv(found[1])}"
        yield Trouve(first, said)
    for code, prefix in _beginning(guide, asked.rstrip("0") if len(asked) == CPV_DIGITS else asked):
        if code != first:
            yield Trouve(code, f"CPV {prefix}, {guide.libelle_cpv(prefix)}")


def _beginning(guide: Guide, asked: str) -> Iterator[tuple[str, str]]:
    """The segments that have a longer CPV prefix of the same beginning, once each."""
    for one in guide.fiches.values():
        if prefix := next((p for p in one.cpv if p.startswith(asked) and p != asked), ""):
            yield one.code, prefix


def _of_account(guide: Guide, plan: str, asked: str) -> Iterator[Trouve]:
    """The segments that an account names, then those that it suggests: in the chart that is told, else in
    all.
    """
    nomenclature = guide.nomenclature
    known = {chart for chart, _ in (*nomenclature.forts, *nomenclature.faibles)} - {COMMON}
    charts = [plan] if plan else ["", *sorted(known)]
    named: dict[str, str] = {}
    hinted: dict[str, str] = {}
    for chart in charts:
        where = f"compte {asked}" + (f" en {chart}" if chart else "")
        if found := nomenclature.of_compte(chart, asked):
            named.setdefault(found[0], f"{where}{_prefix(found[1], asked)} : il le désigne")
        for code in nomenclature.candidates(chart, asked):
            hinted.setdefault(code, f"{where} : simple indice")
    yield from (Trouve(code, said) for code, said in named.items())
    yield from (Trouve(code, said) for code, said in hinted.items() if code not in named)


def _prefix(prefix: str, asked: str) -> str:
    return "" if prefix == asked else f", sous {prefix}"


@dataclass(frozen=True)
class Passage:
    """A text of the guide that speaks of a segment, and what to call it."""

    nature: str
    dit: str
    suite: tuple[str, ...]

    @property
    def mots(self) -> frozenset[str]:
        """Its words, in no order."""
        return frozenset(self.suite)

    def says(self, typed: tuple[str, ...]) -> bool:
        """Whether these words stand in it, one after the other: « grille-pain » is no « pain grillé »."""
        return f" {' '.join(typed)} " in f" {' '.join(self.suite)} "


def folded(text: str) -> tuple[str, ...]:
    """The words of a text that say something: no accent, one form for both numbers (locaux, local)."""
    told = (_number(word) for word in words(text) if len(word) > 1)
    return tuple(word for word in told if word not in _mute())


def _number(word: str) -> str:
    return f"{word[:-1]}U" if len(word) > 4 and word.endswith("AL") else word


@lru_cache(maxsize=1)
def _mute() -> frozenset[str]:
    return frozenset(_number(folded_) for word in traits.EMPTY for folded_ in words(word))


@lru_cache(maxsize=4)
def _passages(guide: Guide) -> Mapping[str, tuple[Passage, ...]]:
    """All that the guide and the official vocabulary say of each segment."""
    found: dict[str, list[Passage]] = {code: [] for code in guide.standing}
    gone = guide.retires
    for one in guide.fiches.values():
        found[gone.get(one.code, one.code)] += _of_fiche(one)
    for one in guide.fiches.values():
        for renvoi in one.renvois:
            if (vers := gone.get(renvoi.vers, renvoi.vers)) in found:
                said = f"« {renvoi.cas} », écarté de {one.code}"
                found[vers].append(Passage("renvoi", said, folded(renvoi.cas)))
    for code, label in guide.libelles_cpv.items():
        if (where := guide.nomenclature.of_cpv(code)) and (vers := gone.get(where[0], where[0])) in found:
            found[vers].append(Passage("CPV", f"CPV {code}, {label}", folded(label)))
    return {code: tuple(passages) for code, passages in found.items()}


def _of_fiche(one: Fiche) -> Iterator[Passage]:
    yield Passage("intitulé", "dans l’intitulé", folded(f"{one.libelle} {one.court}"))
    yield from (Passage(KEYWORD, f"mot-clé « {text} »", folded(text)) for text in one.mots)
    yield from (Passage("exemple", f"exemple « {text} »", folded(text)) for text in one.exemples)
    yield from (Passage("comprend", f"comprend « {text} »", folded(text)) for text in one.comprend)
    yield Passage("définition", "dans la définition", folded(one.definition))


@lru_cache(maxsize=4)
def _rarity(guide: Guide) -> Mapping[str, float]:
    """How much a word of the guide tells segments apart."""
    counts: dict[str, int] = {}
    for passages in _passages(guide).values():
        for word in frozenset[str]().union(*(one.mots for one in passages)):
            counts[word] = counts.get(word, 0) + 1
    whole = len(guide.fiches) + 1
    return {word: log(whole / count) for word, count in counts.items()}


@dataclass(frozen=True)
class Held:
    """What a segment holds of the words that were typed (the sum of their rarity), what that is worth,
    whether one passage says them one after the other, and the passage that says it best.
    """

    code: str
    part: float
    valeur: float
    entier: bool
    dit: str


def _held(guide: Guide, asked: str) -> list[Held]:
    """The segments that hold all the words that were typed, else those that tell most; the best first."""
    rarity, typed = _rarity(guide), folded(asked)
    wanted = set(typed) & rarity.keys()
    if not wanted:
        return []
    found = [_measured(code, some, typed, rarity) for code, some in _passages(guide).items()]
    most = max(one.part for one in found)
    whole = wanted == set(typed) and most > 0.999 * sum(rarity[word] for word in wanted)
    least = most * (0.999 if whole else SOME)
    kept = [one for one in found if one.part >= least]
    return sorted(kept, key=lambda one: (not one.entier, -one.valeur, one.code))


def _measured(
    code: str, passages: Iterable[Passage], typed: tuple[str, ...], rarity: Mapping[str, float]
) -> Held:
    best: dict[str, int] = {}
    first, said, entier = 0.0, "", False
    for one in passages:
        hits = one.mots.intersection(typed)
        if not hits:
            continue
        weight, said_whole = WEIGHTS[one.nature], one.says(typed)
        value = (weight + WHOLE * said_whole) * sum(rarity[word] for word in hits)
        entier = entier or said_whole
        if value > first:
            first, said = value, one.dit
        best |= {word: max(best.get(word, 0), weight) for word in hits}
    worth = sum(rarity[word] * weight for word, weight in best.items())
    return Held(code, sum(rarity[word] for word in best), worth, entier, said)
