"""The judge of a purchase: what its words say, seconded by its account, its CPV and the keywords of the
nomenclature. What each is worth is data (``regles/textes.yml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from achatlas.catalogue.comptes import Libelles
from achatlas.catalogue.load import Catalogue
from achatlas.classify.nomenclature import Nomenclature, words
from achatlas.classify.textes.modele import Block, Judged, Modele, modele
from achatlas.domain.evolution import A_QUALIFIER

LONGEST = 4


@dataclass(frozen=True)
class Achat:
    """What is read of a purchase, empty when unknown: its object, who is paid, the object of the marché that
    it cites; its account in its chart, the catch-all prefix that the account falls under, its CPV.
    """

    objet: str
    tiers: str = ""
    marche: str = ""
    plan: str = ""
    compte: str = ""
    ambigu: str = ""
    cpv: str = ""


@dataclass(frozen=True)
class Avis:
    """The segments that a purchase may be, the likeliest first (five at most), how sure the first is (0 to
    100), and why, in words; what the others share of the rest (0 to 100 each), by their scores only.
    """

    segments: tuple[str, ...]
    sureness: int
    motif: str
    reste: tuple[int, ...] = ()


class Judge:
    """The model, the nomenclature and the labels of the accounts, read once."""

    def __init__(self, catalogue: Catalogue, nomenclature: Nomenclature) -> None:
        regle = catalogue.regle("textes")
        self.seuil, self.floor = int(regle["seuil_automatique"]), int(regle["seuil_propose"])
        self._poids: Mapping[str, float] = regle["poids"]
        self._indices: Mapping[str, float] = regle["indices"]
        self._modele: Modele = modele(catalogue)
        self._nomenclature = nomenclature
        self._comptes = Libelles.of(catalogue)
        self._judged = lru_cache(maxsize=1 << 16)(self._judge)

    def judge(self, achat: Achat) -> Avis | None:
        """What a purchase is; None when nothing is known of it. The name of who is paid speaks only where
        neither the object nor a marché does.
        """
        if achat.tiers and (achat.marche or self._modele.knows(achat.objet)):
            achat = replace(achat, tiers="")
        return self._judged(achat)

    def forget(self) -> None:
        """Forgets what was judged, and the texts that were read for it."""
        self._judged.cache_clear()
        self._modele.forget()

    def _judge(self, achat: Achat) -> Avis | None:
        clues = self._clues(achat)
        found = self._modele.judge(self._blocks(achat), {code: worth for code, (worth, _) in clues.items()})
        if found is None or found.segments[0] == A_QUALIFIER:
            return None
        left = tuple(int(100 * one) for one in found.reste)
        sure = int(100 * found.sureness)
        told = [text for text in (achat.objet, achat.marche) if text]
        if any(map(self._modele.guesses, told)) and not any(map(self._modele.named, told)):
            sure = min(sure, self.seuil - 1)
        return Avis(found.segments, sure, _motif(found, clues), left)

    def _blocks(self, achat: Achat) -> list[Block]:
        """The texts of a purchase, each with what it weighs."""
        families = self._nomenclature.plans.get(achat.plan, (achat.plan,))
        _, account = self._comptes.nearest(families, achat.compte)
        told = ((achat.objet, "objet"), (achat.marche, "marche"), (account, "compte"), (achat.tiers, "tiers"))
        return [(text, self._poids[kind]) for text, kind in told if text]

    def _clues(self, achat: Achat) -> dict[str, tuple[float, str]]:
        """What seconds each segment beside the words of the model, and what to call it."""
        found: dict[str, tuple[float, str]] = {}
        for code, worth, said in (*self._of_account(achat), *self._of_cpv(achat), *self._of_keywords(achat)):
            before, words_before = found.get(code, (0.0, ""))
            found[code] = (before + worth, ", ".join(filter(None, (words_before, said))))
        return found

    def _of_account(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        nomenclature, said = self._nomenclature, f"compte {achat.compte}"
        if found := nomenclature.of_compte(achat.plan, achat.compte):
            vague = len(found[1]) <= len(achat.ambigu) and not found[2]
            yield found[0], self._indices["compte_vague" if vague else "compte_propre"], said
        for code in nomenclature.candidates(achat.plan, achat.compte):
            yield code, self._indices["compte_indicatif"], said

    def _of_cpv(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        if achat.cpv and (found := self._nomenclature.of_cpv(achat.cpv)):
            yield found[0], self._indices["cpv"], f"CPV {achat.cpv}"

    def _of_keywords(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        """The keywords of the nomenclature that the object holds: one that several share says less."""
        worth: dict[str, float] = {}
        for group in groups(words(f"{achat.objet} {achat.marche}")):
            hits = self._nomenclature.mots.get(group, ())
            for code in hits:
                worth[code] = worth.get(code, 0.0) + len(group) / len(hits)
        most = self._indices["mots_cles_au_plus"]
        for code, value in worth.items():
            yield code, self._indices["mot_cle"] * min(value, most), ""


def groups(said: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every run of one to four words."""
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            yield tuple(said[start:end])


def _motif(found: Judged, clues: Mapping[str, tuple[float, str]]) -> str:
    """« mots « nettoyage », « locaux » ; compte 6283 concordant »."""
    many = "mots" if len(found.mots) > 1 else "mot"
    quoted = ", ".join(f"« {word} »" for word in found.mots)
    second = clues.get(found.segments[0], (0.0, ""))[1]
    told = [f"{many} {quoted}" if quoted else "", f"{second} concordant" if second else ""]
    return " ; ".join(filter(None, told)) or "ce que disent ensemble les mots"
