"""Where the names of a directory stand: what a place in common is worth depends on how many are there."""

from collections import Counter

from achatlas.domain.departement import of_postal


class Spread:
    """The names of a directory, counted by postal code, commune and département; those whose place nobody
    knows are left out.
    """

    def __init__(self) -> None:
        self.total = 0
        self._codes: Counter[str] = Counter()
        self._communes: Counter[str] = Counter()
        self._both: Counter[tuple[str, str]] = Counter()
        self._departements: Counter[str] = Counter()
        self._there: Counter[tuple[str, str]] = Counter()

    def add(self, code_postal: str, commune: str, names: int = 1) -> None:
        """Counts names at a place."""
        if not (code_postal or commune):
            return
        self.total += names
        self._codes[code_postal] += names
        self._communes[commune] += names
        self._both[code_postal, commune] += names
        self._departements[of_postal(code_postal)] += names
        self._there[of_postal(code_postal), commune] += names

    def shares(self, code_postal: str, commune: str) -> tuple[float, float, float]:
        """Which share of the names stands elsewhere, near (another code and commune of the département) and
        here (the same code or commune), in that order; never nothing, so that few names prove little.
        """
        here = self._codes[code_postal] if code_postal else 0
        inside = here
        if commune:
            both = self._both[code_postal, commune] if code_postal else 0
            inside += self._there[of_postal(code_postal), commune] - both
            here += self._communes[commune] - both
        around = self._departements[of_postal(code_postal)] if code_postal else inside
        counts = (self.total - here - around + inside, around - inside, here)
        elsewhere, near, same = ((count + 1) / (self.total + 1) for count in counts)
        return elsewhere, near, same
