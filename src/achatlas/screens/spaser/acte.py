"""From red to act: the gap, the segments that hold it, what may be written, the next marché where it may be,
who may answer, and what it would change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from achatlas.analyse.readings import Reading
from achatlas.catalogue.leviers import fits, serving
from achatlas.catalogue.models_leviers import GENRES, Levier
from achatlas.domain.nombres import lisser
from achatlas.domain.objectif import Sens
from achatlas.langues import dire, in_french, translated
from achatlas.screens.spaser import acte_effet, acte_offre, chiffres, cibles
from achatlas.screens.spaser import acte_marches as marches
from achatlas.screens.spaser import acte_segments as segments
from achatlas.screens.spaser.vue import Chiffre, Spaser
from achatlas.screens.suivi import fins
from achatlas.screens.suivi.regard import Regard

NOUVELLE = "actions/nouvelle/"
SILENT = "Ce chiffre ne se dit pas par segment dans cette vue."
SHARED = "Ce qui est compté l’est dans plusieurs segments : ces parts ne s’additionnent pas à l’écart."


@dataclass(frozen=True)
class Asked:
    """What an address asks of the chain: a segment, a lever ("" for the first that fits), and what its links
    keep (the target that is tried, the axis of the cascade).
    """

    segment: str = ""
    levier: str = ""
    gardes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Texte:
    """A lever in words: its name and kind, what it is, where the law says so, the model to copy."""

    nom: str
    genre: str
    definition: str
    reference: str
    verifier: bool
    redaction: str
    emploi: str


@dataclass(frozen=True)
class Acte:
    """The chain: each step in words, and where an action is made of it ("" for who writes none)."""

    ecart: str
    detail: str
    segments: tuple[segments.Part, ...]
    muet: str
    segment: str
    levier: Texte | None
    leviers: tuple[tuple[str, str, bool], ...]
    suite: marches.Suite | None
    aucun: str
    offre: acte_offre.Reponse | None
    effet: acte_effet.Effet
    creer: str


def ecart(one: Chiffre, read: Reading, cible: Fraction) -> str:
    """What is missing, in words; "" when nothing is."""
    value = read.valeur
    if value is None or (value >= cible if one.sens is Sens.HAUSSE else value <= cible):
        return ""
    unit = chiffres.sign(one.calcul)
    points = f"{chiffres.en_points(value - cible, one.calcul)} {unit}".strip()
    return cibles.manquant(one, read, cible) or dire("{n} par rapport à la cible", n=points)


def acte(
    vue: Spaser, regard: Regard, one: Chiffre, cible: Fraction | None, read: Reading, asked: Asked
) -> Acte | None:  # fmt: skip
    """The chain of a figure; None where nothing is missing, or where no lever serves it."""
    every = serving(vue.demande.catalogue, one.indicateur.id)
    gap = ecart(one, read, cible) if cible is not None else ""
    if cible is None or not gap or not every:
        return None
    return _Chain(vue, regard, one, cible, read, asked, every).told(gap)


@dataclass(frozen=True)
class _Chain:
    """What a chain is made of."""

    vue: Spaser
    regard: Regard
    one: Chiffre
    cible: Fraction
    read: Reading
    asked: Asked
    leviers: tuple[Levier, ...]

    def told(self, gap: str) -> Acte:
        """Each step in words."""
        fitting = frozenset().union(*(self._where[one.id] for one in self._wanted()))
        held = segments.tenus(self.vue, self.one, self.cible, self.read)
        order = segments.ordre(held, fitting) if held.parts else self._by_ends(fitting)
        chosen = self._chosen(order, fitting)
        levier, here = self._fitting(chosen)
        silent = SILENT if not held.parts else "" if held.juste else SHARED
        return Acte(
            ecart=f"{gap[:1].upper()}{gap[1:]}",
            detail=chiffres.detail(self.read, self.one.calcul),
            segments=tuple(segments.parts(self.vue, held, order, chosen, self._segment)),
            muet=translated(silent) if silent else "",
            segment=segments.nom(self.vue, chosen),
            levier=self._texte(levier, chosen),
            leviers=tuple(self._levier(one, chosen, levier) for one in here),
            **self._acting(levier, chosen, [chosen] if self.asked.segment in fitting else order),
        )

    @cached_property
    def _where(self) -> Mapping[str, frozenset[str]]:
        """The segments that each lever fits."""
        families = self.one.calcul.parmi.get("famille", ())
        found = {one.id: fits(self.vue.demande.catalogue, one) for one in self.leviers}
        if not families:
            return found
        return {
            name: frozenset(code for code in some if code.startswith(families))
            for name, some in found.items()
        }

    def _fitting(self, segment: str) -> tuple[Levier, list[Levier]]:
        """Of the levers that fit a segment, the one that is wanted, else the first; the first of all when
        none fits.
        """
        some = [one for one in self.leviers if segment in self._where[one.id]] or list(self.leviers[:1])
        return next((one for one in self._wanted() if one in some), some[0]), some

    def _acting(self, levier: Levier, chosen: str, looked: list[str]) -> dict[str, Any]:
        """The steps of a lever in a segment: the next marché, who may answer, the effect, the action;
        ``looked``: the segments where a marché was looked for.
        """
        found = self._ending(levier, chosen)
        suite = marches.suite(self.regard, found, chosen)
        call = acte_offre.asked(levier, self.one)
        return {
            "suite": suite,
            "aucun": "" if suite else self._aucun(levier, chosen, looked),
            "offre": acte_offre.reponse(self.vue, call, chosen) if call and chosen else None,
            "effet": acte_effet.effets(self.vue, self.one, levier, self.read, found, chosen),
            "creer": self._creer(levier, chosen, suite),
        }

    def _wanted(self) -> list[Levier]:
        """The lever asked; else those that fit some segments, for what fits all of them tells none apart."""
        asked = [one for one in self.leviers if one.id == self.asked.levier]
        return asked or [one for one in self.leviers if one.colonne] or list(self.leviers)

    def _ending(self, levier: Levier, chosen: str) -> list[fins.Fin]:
        if levier.sans_marche:
            return []
        return marches.finissants(self.vue, self.regard, self.one, levier, chosen)

    def _aucun(self, levier: Levier, chosen: str, looked: list[str]) -> str:
        if levier.sans_marche:
            return translated("Ce levier n’attend la fin d’aucun marché.")
        aside = marches.aside(self.vue, self.regard, self.one, levier, looked)
        return marches.aucun(self.regard, chosen, aside, seul=len(looked) < 2)

    def _by_ends(self, fitting: frozenset[str]) -> list[str]:
        """The segments where most marchés end, for a figure that is not told by segment."""
        counts: dict[str, int] = {}
        for fin in marches.propres(self.vue, self.regard, self.one):
            code = fin.suivi.segment_code
            if code in fitting:
                counts[code] = counts.get(code, 0) + 1
        return sorted(counts, key=lambda code: (-counts[code], code))

    def _chosen(self, order: list[str], fitting: frozenset[str]) -> str:
        """The segment asked where a lever fits, else the latest where a marché may be proposed, else the
        latest where one ends, else the latest.
        """
        if self.asked.segment in fitting:
            return self.asked.segment
        waits = any(not one.sans_marche for one in self._wanted())
        held = marches.propres(self.vue, self.regard, self.one) if waits else []
        ends = {fin.suivi.segment_code for fin in held}
        some = [code for code in order if code in ends]
        proposed = (code for code in some if self._ending(self._fitting(code)[0], code))
        return next(proposed, next(iter(some or order), ""))

    def _segment(self, code: str) -> str:
        return self._adresse(segment=code, levier=self.asked.levier)

    def _adresse(self, **plus: str) -> str:
        return self.vue.adresse(self.one.suite, **{**(self.asked.gardes or {}), **plus}) + "#acte"

    def _levier(self, one: Levier, chosen: str, ici: Levier) -> tuple[str, str, bool]:
        return in_french(lisser(one.libelle)), self._adresse(segment=chosen, levier=one.id), one is ici

    def _texte(self, one: Levier, chosen: str) -> Texte:
        return Texte(
            nom=in_french(lisser(one.libelle)),
            genre=translated(GENRES[one.genre]),
            definition=in_french(lisser(one.definition)),
            reference=in_french(lisser(one.reference)),
            verifier=one.a_verifier,
            redaction="\n\n".join(one.redaction),
            emploi=marches.emploi(self.vue, one, chosen),
        )

    def _creer(self, levier: Levier, chosen: str, suite: marches.Suite | None) -> str:
        if not self.vue.demande.acces.droits.lignes:
            return ""
        told = {
            "indicateur": self.one.indicateur.id,
            "calcul": self.one.cle,
            "segment": chosen,
            "levier": levier.id,
            "marche": suite.cle if suite else "",
        }
        return self.vue.adresse(NOUVELLE, **told)
