"""Two names side by side: the words that they share, nearly share, or do not, and what that measures."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from achatlas.reconcile.noms.frequencies import Frequencies
from achatlas.reconcile.noms.names import Lexique, Name, words

STATUTS = frozenset({"SA", "SAS", "SARL", "SASU", "EURL", "SNC", "SCOP", "ASSOCIATION"})
PREFIX, LONG_PREFIX, ALIKE = 3, 4, 0.75
JOINED_MIN, JOINED_MAX = 4, 4
SEVERAL = 50
MOST_OF = 0.6
BORNE, ENDINGS = 3, ("S", "X", "E", "ES")


def likeness(one: str, other: str) -> float:
    """How much two words are one: 0.9 when one begins the other, else the share of common letters, 0 below
    three quarters.
    """
    if one[0] != other[0] and len(one) < 6:
        return 0.0
    short = min(len(one), len(other))
    if short >= PREFIX and (one.startswith(other) or other.startswith(one)):
        return 0.9 if short >= LONG_PREFIX else 0.7
    if short < LONG_PREFIX or abs(len(one) - len(other)) > 2:
        return 0.0
    alike = fuzz.ratio(one, other) / 100
    return alike if alike >= ALIKE else 0.0


@dataclass
class Comparison:
    """What two names share. ``proches``: (written, directory, likeness); ``welded``: words written as one."""

    communs: frozenset[str]
    proches: list[tuple[str, str, float]] = field(default_factory=list)
    welded: list[str] = field(default_factory=list)
    seuls_ecrit: list[str] = field(default_factory=list)
    seuls_repertoire: list[str] = field(default_factory=list)
    sigle: str = ""


def _runs(words: tuple[str, ...], length: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Words that follow each other, joined, up to a length."""
    for start in range(len(words) - 1):
        joined = words[start]
        for stop in range(start + 1, min(start + JOINED_MAX, len(words))):
            joined += words[stop]
            if len(joined) > length:
                break
            yield joined, words[start : stop + 1]


def _weld(left: list[str], right: list[str], words: tuple[str, ...]) -> Iterator[str]:
    """Takes out of ``left`` the words that are words of the other joined, and these out of ``right``."""
    for word in [one for one in left if len(one) >= JOINED_MIN]:
        for joined, run in _runs(words, len(word)):
            if joined == word and any(one in right for one in run):
                left.remove(word)
                right[:] = [one for one in right if one not in run]
                yield word
                break


def _pair(found: Comparison) -> None:
    """Pairs the words left that nearly are the same, each once."""
    for word in list(found.seuls_ecrit):
        best = max(((likeness(word, other), other) for other in found.seuls_repertoire), default=(0.0, ""))
        if best[0]:
            found.proches.append((word, best[1], best[0]))
            found.seuls_ecrit.remove(word)
            found.seuls_repertoire.remove(best[1])


def _acronym(one: Name, other: Name) -> str:
    """The longest word of a name that is made of the initials of the other."""
    return max((*(one.ensemble & other.sigles), *(other.ensemble & one.sigles)), key=len, default="")


def compare(written: Name, known: Name) -> Comparison:
    """What a written name shares with one of the directory."""
    common = written.ensemble & known.ensemble
    found = Comparison(
        common,
        seuls_ecrit=[word for word in written.core if word not in common],
        seuls_repertoire=[word for word in known.core if word not in common],
    )
    if found.seuls_ecrit or found.seuls_repertoire:
        found.welded += _weld(found.seuls_ecrit, found.seuls_repertoire, known.core)
        found.welded += _weld(found.seuls_repertoire, found.seuls_ecrit, written.core)
        _pair(found)
        found.sigle = _acronym(written, known)
    return found


def whole(found: Comparison, count: Callable[[str], int], trades: Collection[str]) -> list[tuple[str, str]]:
    """The nearly same words of which the shorter abbreviates nothing, though it begins the other: several
    names bear it as it is, no trade is meant and the other is not its plural: « MARTIN » of « MARTINEZ ». Nor
    is it a plural when several names bear it too: « MARTINS ».
    """
    near = [sorted((one, other), key=len) for one, other, _ in found.proches]
    return [
        (short, long)
        for short, long in near
        if long.startswith(short)
        and (long[len(short) :] not in ENDINGS or count(long) >= BORNE)
        and not {short, long} & set(trades)
        and count(short) >= BORNE
    ]


def one_name(lexique: Lexique, one: str, other: str) -> bool:
    """Whether one of two names says nothing that the other does not: cut, abbreviated, with its legal form or
    without, its initials; or the same letters, when no word of it distinguishes anything. One word of a
    longer name (« GARAGE ») is not enough.
    """
    first, second = lexique.name(one), lexique.name(other)
    if first is None or second is None:
        return words(one) == words(other)
    found = compare(first, second)
    if found.sigle:
        return True
    shared = len(found.communs) + len(found.proches) + len(found.welded)
    contained = not (found.seuls_ecrit and found.seuls_repertoire)
    return contained and (shared > 1 or _begins(*sorted((first.joined, second.joined), key=len)))


def _begins(short: str, long: str) -> bool:
    """Whether a name, cut, is most of another."""
    return long.startswith(short) and len(short) >= MOST_OF * len(long)


def _contained(found: Comparison) -> float:
    """How much of the words left, joined, the shorter holds of the longer; 0 when it is not in it."""
    one, other = "".join(found.seuls_ecrit), "".join(found.seuls_repertoire)
    short, long = sorted((one, other), key=len)
    return len(short) / len(long) if len(short) >= JOINED_MIN and short in long else 0.0


def _sums(found: Comparison, weight: Callable[[str], float]) -> Mapping[str, float]:
    """Weights in common, nearly in common and left over on each side."""
    near = [(min(weight(a), weight(b)), alike) for a, b, alike in found.proches]
    left = [weight(word) for word in found.seuls_ecrit]
    right = [weight(word) for word in found.seuls_repertoire]
    shared = [*map(weight, found.communs), *map(weight, found.welded)]
    common = sum(shared) + sum(w * alike for w, alike in near)
    lost = sum(w * (1 - alike) for w, alike in near)
    return {
        "commun": common,
        "part_ecrit": common / (common + lost + sum(left) + 1e-9),
        "part_repertoire": common / (common + lost + sum(right) + 1e-9),
        "reste_ecrit": sum(left),
        "reste_repertoire": sum(right),
        "plus_fort_reste_ecrit": max(left, default=0.0),
        "plus_fort_reste_repertoire": max(right, default=0.0),
        "perdu": lost,
        "plus_fort_commun": max(shared, default=0.0),
    }


def _counts(written: Name, known: Name, found: Comparison, lieux: frozenset[str]) -> Mapping[str, float]:
    """Numbers of words and letters."""
    digits = [w for w in (*found.seuls_ecrit, *found.seuls_repertoire) if w.isdigit()]
    return {
        "mots_communs": len(found.communs) + len(found.proches) + len(found.welded),
        "mots_proches": len(found.proches),
        "mots_seuls_ecrit": len(found.seuls_ecrit),
        "mots_seuls_repertoire": len(found.seuls_repertoire),
        "lieux_ecrit": sum(word in lieux for word in found.seuls_ecrit),
        "lieux_repertoire": sum(word in lieux for word in found.seuls_repertoire),
        "nombres": float(bool(digits)),
        "lettres_ecrit": len(written.joined),
        "lettres_repertoire": len(known.joined),
        "mots_ecrit": len(written.core),
        "mots_repertoire": len(known.core),
        "sigle": len(found.sigle),
        "soude": max(map(len, found.welded), default=0),
        "contenu": _contained(found),
    }


def _texts(written: Name, known: Name) -> Mapping[str, float]:
    """Likeness of the whole texts."""
    short = min(len(written.joined), len(known.joined))
    one, other = ({w for w in name.mots if w in STATUTS} for name in (written, known))
    return {
        "ressemblance": fuzz.ratio(written.joined, known.joined),
        "ressemblance_mots": fuzz.token_set_ratio(" ".join(written.core), " ".join(known.core)),
        "ressemblance_partie": fuzz.partial_ratio(written.joined, known.joined)
        if short >= JOINED_MIN
        else 0.0,
        "lettres_egales": float(written.joined == known.joined),
        "mots_egaux": float(written.mots == known.mots),
        "coeur_egal": float(written.ensemble == known.ensemble),
        "premier_mot": float(written.core[0] == known.core[0]),
        "formes_differentes": float(bool(one and other and not one & other)),
        "partie_ecrite": float(written.partial),
        "partie_repertoire": float(known.partial),
    }


def measures(
    written: Name, known: Name, found: Comparison, frequencies: Frequencies, lexique: Lexique, homonymes: int
) -> dict[str, float]:
    """What the model looks at: weights go from 0 (a word that everybody bears) to about 1 (a word of one).

    ``homonymes``: enterprises of the directory whose distinguishing words are those written.
    """
    rarest = min((frequencies.count(word) for word in found.communs), default=SEVERAL)
    return {
        **_sums(found, frequencies.weight),
        **_counts(written, known, found, lexique.lieux),
        **_texts(written, known),
        "homonymes": min(homonymes, SEVERAL),
        "porteurs": min(rarest, SEVERAL),
    }
