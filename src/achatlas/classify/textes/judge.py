"""The judge of a purchase: what its words say, seconded by its account, its CPV, the activity of who is paid
and the keywords of the nomenclature. What each is worth is data (``regles/textes.yml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from achatlas.catalogue.comptes import Libelles
from achatlas.catalogue.load import Catalogue
from achatlas.classify.activites import Activites
from achatlas.classify.nomenclature import Nomenclature, words
from achatlas.classify.textes.couche import NOTHING_LEARNT, Couche, Portee, portee
from achatlas.classify.textes.modele import Block, Judged, Modele, modele
from achatlas.domain.evolution import A_QUALIFIER

LONGEST = 4
ACTIVITE = "activité"


@dataclass(frozen=True)
class Achat:
    """What is read of a purchase, empty when unknown: its object, who is paid, the object of the marché that
    it cites; its account in its chart, the catch-all prefix that the account falls under, its CPV, the main
    activity of who is paid (NAF).
    """

    objet: str
    tiers: str = ""
    marche: str = ""
    plan: str = ""
    compte: str = ""
    ambigu: str = ""
    cpv: str = ""
    naf: str = ""


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
    """The model, the nomenclature and the labels of the accounts, read once, and what decisions taught
    (``couche``), which is asked only where the shipped model does not decide alone. ``bare``: the judge to
    whom decisions taught nothing, itself without a layer.
    """

    def __init__(
        self, catalogue: Catalogue, nomenclature: Nomenclature, couche: Couche = NOTHING_LEARNT
    ) -> None:
        self._made_of = (catalogue, nomenclature)
        regle = catalogue.regle("textes")
        self.seuil, self.floor = int(regle["seuil_automatique"]), int(regle["seuil_propose"])
        self._poids: Mapping[str, float] = regle["poids"]
        self._indices: Mapping[str, float] = regle["indices"]
        self._modele: Modele = modele(catalogue)
        self._nomenclature = nomenclature
        self._runs = runs(nomenclature.mots)
        self._comptes = Libelles.of(catalogue)
        self.activites = Activites.of(catalogue)
        self._couche = couche
        self.bare: Judge = Judge(catalogue, nomenclature) if couche else self
        self._of_account = lru_cache(maxsize=1 << 12)(self._account)
        self._judged = lru_cache(maxsize=1 << 16)(self._judge)
        self._taught = lru_cache(maxsize=1 << 14)(self._judge_taught)

    def judge(self, achat: Achat) -> Avis | None:
        """What a purchase is; None when nothing is known of it. The name of who is paid speaks only where
        neither the object nor a marché does.
        """
        if self.bare is self:
            return self._judged(self._silenced(achat))
        avis = self.bare.judge(achat)
        if avis is not None and avis.sureness >= self.seuil:
            return avis
        return self._taught(achat) or avis

    def with_layer(self, couche: Couche) -> Judge:
        """The same judge, to whom decisions taught something."""
        return Judge(*self._made_of, couche)

    def forget(self) -> None:
        """Forgets what was judged, and the texts that were read for it."""
        self._judged.cache_clear()
        self._taught.cache_clear()
        self._modele.forget()
        if self.bare is not self:
            self.bare.forget()

    def scores(self, achat: Achat) -> list[float]:
        """The score of each segment of the model (``segments``), before what decisions taught."""
        achat = self._silenced(achat)
        return self._modele.scores(self._blocks(achat), _worth(self._clues(achat)))

    def of_scores(self, scores: Sequence[float]) -> tuple[str, int]:
        """The first segment by these scores, and how sure it is (0 to 100)."""
        first, sure = self._modele.sureness(scores)
        return first, int(100 * sure)

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments that the model knows, in the order of ``scores``."""
        return self._modele.segments

    def portee(self, achat: Achat) -> Portee:
        """The words of a purchase that decisions may teach: those of its object and of its marché."""
        return portee(self._modele, (achat.objet, achat.marche))

    def _silenced(self, achat: Achat) -> Achat:
        """A purchase whose payee says nothing, when its words do; nor its activity, when it names nothing."""
        if achat.naf and not self.activites.segments(achat.naf):
            achat = replace(achat, naf="")
        if achat.tiers and (achat.marche or self._modele.knows(achat.objet)):
            return replace(achat, tiers="")
        return achat

    def _judge(self, achat: Achat) -> Avis | None:
        """What a purchase is. Where no word of it is known, its activity proposes and decides nothing: it
        neither makes the rest sure nor unmakes it.
        """
        if not achat.naf or self._speaks(achat):
            return self._judge_whole(achat)
        without = self._judge_whole(replace(achat, naf=""))
        if without is not None and without.sureness >= self.seuil:
            return without
        found = self._judge_whole(achat)
        return found and replace(found, sureness=min(found.sureness, self.seuil - 1))

    def _speaks(self, achat: Achat) -> bool:
        """Whether a whole word of the object or of the marché is known."""
        return any(self._modele.named(text) for text in (achat.objet, achat.marche) if text)

    def _judge_whole(self, achat: Achat) -> Avis | None:
        clues = self._clues(achat)
        found = self._modele.judge(self._blocks(achat), _worth(clues))
        if found is None or found.segments[0] == A_QUALIFIER:
            return None
        sure = self._at_most(achat, int(100 * found.sureness))
        return Avis(found.segments, sure, _motif(found, clues), _hundredths(found))

    def _at_most(self, achat: Achat, sure: int) -> int:
        """The sureness of a purchase: letters alone decide nothing."""
        if sure < self.seuil:
            return sure
        told = [text for text in (achat.objet, achat.marche) if text]
        letters = not self._speaks(achat) and any(map(self._modele.guesses, told))
        return self.seuil - 1 if letters else sure

    def _judge_taught(self, achat: Achat) -> Avis | None:
        """What a purchase is by the model and by what decisions taught; None when they taught no word that
        speaks for it.
        """
        lu = self.portee(achat)
        if not self._couche.heard(lu):
            return None
        achat, clues = replace(achat, tiers=""), self._clues(achat)
        worth = _worth(clues)
        for code, value in self._couche.clues(lu).items():
            worth[code] = worth.get(code, 0.0) + value
        found = self._modele.judge(self._blocks(achat), worth, heard=True)
        if found is None or found.segments[0] == A_QUALIFIER:
            return None
        told = self._couche.told(lu, found.segments[0])
        if not told:
            return None
        sure = self._couche.sureness(int(100 * found.sureness), self.seuil)
        return Avis(found.segments, sure, _motif(found, clues, told), _hundredths(found))

    def _blocks(self, achat: Achat) -> list[Block]:
        """The texts of a purchase, each with what it weighs."""
        families = self._nomenclature.plans.get(achat.plan, (achat.plan,))
        _, account = self._comptes.nearest(families, achat.compte)
        told = ((achat.objet, "objet"), (achat.marche, "marche"), (account, "compte"), (achat.tiers, "tiers"))
        return [(text, self._poids[kind]) for text, kind in told if text]

    def _clues(self, achat: Achat) -> dict[str, tuple[float, str]]:
        """What seconds each segment beside the words of the model, and what to call it."""
        found: dict[str, tuple[float, str]] = {}
        account = self._of_account(achat.plan, achat.compte, achat.ambigu)
        others = (self._of_cpv, self._of_activity, self._of_keywords)
        for code, worth, said in chain(account, *(one(achat) for one in others)):
            before, words_before = found.get(code, (0.0, ""))
            found[code] = (before + worth, ", ".join(filter(None, (words_before, said))))
        return found

    def _account(self, plan: str, compte: str, ambigu: str) -> Sequence[tuple[str, float, str]]:
        """What an account names or suggests: the same for all its lines."""
        nomenclature, said, told = self._nomenclature, f"compte {compte}", []
        if found := nomenclature.of_compte(plan, compte):
            vague = len(found[1]) <= len(ambigu) and not found[2]
            told.append((found[0], self._indices["compte_vague" if vague else "compte_propre"], said))
        worth = self._indices["compte_indicatif"]
        return (*told, *((code, worth, said) for code in nomenclature.candidates(plan, compte)))

    def _of_cpv(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        if achat.cpv and (found := self._nomenclature.of_cpv(achat.cpv)):
            yield found[0], self._indices["cpv"], f"CPV {achat.cpv}"

    def _of_activity(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        mute = bool(achat.naf) and not self._speaks(achat)
        for code, worth in self.activites.clues(achat.naf, self._indices, mute=mute).items():
            yield code, worth, f"{ACTIVITE} {achat.naf}"

    def _of_keywords(self, achat: Achat) -> Iterator[tuple[str, float, str]]:
        """The keywords of the nomenclature that the object holds: one that several share says less."""
        worth: dict[str, float] = {}
        said, mots = (*words(achat.objet), *words(achat.marche)), self._nomenclature.mots
        for start, word in enumerate(said):
            for length in self._runs.get(word, ()):
                hits = mots.get(said[start : start + length], ())
                for code in hits if start + length <= len(said) else ():
                    worth[code] = worth.get(code, 0.0) + length / len(hits)
        most = self._indices["mots_cles_au_plus"]
        for code, value in worth.items():
            yield code, self._indices["mot_cle"] * min(value, most), ""


def runs(mots: Iterable[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """How many words the keywords that begin by each word have, the shortest first."""
    found: dict[str, set[int]] = {}
    for group in mots:
        if len(group) <= LONGEST:
            found.setdefault(group[0], set()).add(len(group))
    return {word: tuple(sorted(lengths)) for word, lengths in found.items()}


def groups(said: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every run of one to four words."""
    for start in range(len(said)):
        for end in range(start + 1, min(start + LONGEST, len(said)) + 1):
            yield tuple(said[start:end])


def _worth(clues: Mapping[str, tuple[float, str]]) -> dict[str, float]:
    return {code: worth for code, (worth, _) in clues.items()}


def _hundredths(found: Judged) -> tuple[int, ...]:
    return tuple(int(100 * one) for one in found.reste)


def _motif(found: Judged, clues: Mapping[str, tuple[float, str]], more: str = "") -> str:
    """« mots « nettoyage », « locaux » ; compte 6283 concordant », and what decisions taught (``more``)."""
    many = "mots" if len(found.mots) > 1 else "mot"
    quoted = ", ".join(f"« {word} »" for word in found.mots)
    second = clues.get(found.segments[0], (0.0, ""))[1]
    told = [f"{many} {quoted}" if quoted else "", _agreeing(second), more]
    return " ; ".join(filter(None, told)) or "ce que disent ensemble les mots"


def _agreeing(said: str) -> str:
    """« activité 81.21Z concordante », « compte 6283, CPV 90910000 concordants »."""
    ending = "s" if ", " in said else "e" if said.startswith(ACTIVITE) else ""
    return f"{said} concordant{ending}" if said else ""
