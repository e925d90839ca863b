"""The pivot nomenclature indexed for the engines: by CPV prefix, by account prefix, by keyword."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from achatlas.domain.text import spelled

WEAK = "~"
COMMON = "*"


@lru_cache(maxsize=1 << 15)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, without accents, plurals folded, figures left out."""
    return tuple(w.rstrip("SX") if len(w) > 3 else w for w in spelled(text).split() if not w.isdecimal())


@dataclass(frozen=True)
class Nomenclature:
    """Segments by CPV prefix, by (plan, account prefix) strong or weak, by the words of their keywords."""

    cpv: Mapping[str, str]
    forts: Mapping[tuple[str, str], str]
    faibles: Mapping[tuple[str, str], tuple[str, ...]]
    mots: Mapping[tuple[str, ...], tuple[str, ...]]
    libelles: Mapping[str, str]
    plans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_cpv(self, cpv: str) -> tuple[str, str] | None:
        """The segment of a CPV code and the prefix that decided: the longest one."""
        for length in range(len(cpv), 1, -1):
            if segment := self.cpv.get(cpv[:length]):
                return segment, cpv[:length]
        return None

    def _families(self, plan: str) -> tuple[str, ...]:
        return (*self.plans.get(plan, (plan,)), COMMON)

    def of_compte(self, plan: str, compte: str) -> tuple[str, str, bool] | None:
        """The segment that an account names by itself, the prefix that decided, and whether the plan's own
        rule did.
        """
        for length in range(len(compte), 2, -1):
            for family in self._families(plan):
                if segment := self.forts.get((family, compte[:length])):
                    return segment, compte[:length], family != COMMON
        return None

    def candidates(self, plan: str, compte: str) -> tuple[str, ...]:
        """The segments that an account suggests without deciding, longest prefix first."""
        found: dict[str, None] = {}
        for length in range(len(compte), 2, -1):
            for family in self._families(plan):
                found |= dict.fromkeys(self.faibles.get((family, compte[:length]), ()))
        return tuple(found)

    def accounted(self, plan: str, compte: str, ambigu: str) -> tuple[tuple[str, ...], bool]:
        """The segments that an account names or suggests, and whether it knows: a catch-all one (``ambigu``)
        does not.
        """
        found = self.of_compte(plan, compte)
        if found and (len(found[1]) > len(ambigu) or found[2]):
            return (found[0],), True
        weak = self.candidates(plan, compte)
        return (*weak, *(found[:1] if found else ())), bool(weak) and not ambigu


def build(
    segments: Iterable[Mapping[str, str]],
    plans: Mapping[str, tuple[str, ...]],
    made: Collection[str] = (),
) -> Nomenclature:
    """Indexes the lines of ``pivot.csv``. ``made``: the segments that persons made, whose keywords second
    nothing: the model of texts has never seen them.
    """
    cpv: dict[str, str] = {}
    strong: dict[tuple[str, str], str] = {}
    weak: dict[tuple[str, str], list[str]] = {}
    keys: dict[tuple[str, ...], list[str]] = {}
    names: dict[str, str] = {}
    for line in segments:
        code = line["code"]
        names[code] = line["segment"]
        cpv |= {prefix: code for prefix in filter(None, line["prefixes_cpv"].split("|"))}
        for written in filter(None, line["prefixes_comptes"].split("|")):
            plan, _, prefix = written.lstrip(WEAK).rpartition(":")
            place = (plan or COMMON, prefix)
            if written.startswith(WEAK):
                weak.setdefault(place, []).append(code)
            else:
                strong[place] = code
        for keyword in filter(None, "" if code in made else line["mots_cles"].split("|")):
            if key := words(keyword):
                keys.setdefault(key, []).append(code)
    return Nomenclature(
        cpv,
        strong,
        {k: tuple(v) for k, v in weak.items()},
        {k: tuple(dict.fromkeys(v)) for k, v in keys.items()},
        names,
        plans,
    )
