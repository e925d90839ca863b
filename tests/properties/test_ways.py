"""What is announced of a writing that was judged is what the cascade says at the next run, whatever is
written, known and judged; and what is kept of it depends on no judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Judgement
from achatlas.domain.text import spelled
from achatlas.pipeline.ways import regard
from achatlas.reconcile import fallback
from achatlas.reconcile.ecriture import ecrit_cle
from achatlas.reconcile.engine import Candidat, Proposal, Savoir, Tiers, cascade, named_by
from achatlas.store.rapprochements import Rapprochement, Standing, decides
from tests.tirages import tirages

CATALOGUE = Catalogue()
IDENTIFIED = set(CATALOGUE.regle("identification")["identifie"])
SIRENS = ("000900001", "000900019", "000900027", "000900035")
FALSE = ("000900002", "000900011", "000900029")
VAT, CODE = "DE123456789", "C1"
PERSONS, TRADES = ("Martin Paul", "DUVAL PIERRE"), ("PAPETERIE DU PORT", "GARAGE DU LAC")
ETATS = ("absent", "invalide", "personne_physique", "tva_etrangere", "siren")
PLACES, POSTAL = ("42", "69", ""), ("69001", "69002", "42000", "")
siren, maybe = st.sampled_from(SIRENS), st.booleans()
ALONE = (Judgement.ETRANGER, Judgement.PERSONNE, Judgement.INCERTAIN)
SAID = (Judgement.NON, Judgement.NON, Judgement.OUI, Judgement.INCERTAIN)

# Strategies are made once: to make them for each example costs more than what is proved.
NAMES, STATES, POSTALS = (st.sampled_from(told) for told in (PERSONS + TRADES, ETATS, POSTAL))
MEMBERS, FALSES, CODES = (st.sampled_from(told) for told in (PLACES, FALSE, (CODE, "")))
FOUND = st.lists(
    st.tuples(siren, st.sampled_from((95, 85, 60, 20)), st.sampled_from(POSTAL[:3])),
    unique_by=lambda one: one[0],
)
AREAS = st.frozensets(st.sampled_from(POSTAL), min_size=1)
AGAINST = st.sampled_from(("", "siren", "tva"))
"""Despite what was written: nothing, a number, a VAT number."""
JUDGED = st.dictionaries(siren, st.tuples(st.sampled_from(SAID), AGAINST))
APART = st.dictionaries(st.just(""), st.tuples(st.sampled_from(ALONE), AGAINST))


@dataclass(frozen=True)
class World:
    """A tiers, what is known of it, and what persons said of its name."""

    tiers: Tiers
    savoir: Savoir
    said: Standing

    @property
    def judged(self) -> Savoir:
        """What is known, with what persons said."""
        told = {pair: one.jugement for pair, one in self.said.items()}
        return replace(self.savoir, jugements=told, decides=decides(self.said))


@st.composite
def written(draw: st.DrawFn) -> Tiers:
    """A tiers as its buyer writes it."""
    nom, etat = draw(NAMES), draw(STATES)
    return Tiers(
        "a|1", nom, "", draw(siren) if etat == "siren" else "", etat, draw(POSTALS),
        VAT if etat == "tva_etrangere" else "",
        draw(FALSES) if etat == "invalide" else "", draw(CODES),
    )  # fmt: skip


@st.composite
def searched(draw: st.DrawFn, tiers: Tiers) -> list[Candidat]:
    """What the search of names finds; it looks for no person and for nobody whose number is valid."""
    if tiers.etat not in ("absent", "invalide") or tiers.nom in PERSONS:
        return []
    found = sorted(draw(FOUND), key=lambda one: -one[1])
    return [Candidat(one, f"{one}00010", tiers.nom, postal, "", score, ()) for one, score, postal in found]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A tiers, the candidates of its name, the books of its buyer, the members, and judgements."""
    tiers = draw(written())
    cle = ecrit_cle(tiers.nom, tiers.code_postal)
    member = {spelled(tiers.nom): (draw(siren), draw(MEMBERS))}
    savoir = Savoir(
        CATALOGUE,
        {tiers.cle: draw(searched(tiers))},
        {("a", CODE): (draw(siren), [tiers.nom], draw(AREAS))} if draw(maybe) else {},
        {named_by(tiers): (draw(siren), draw(AREAS))} if draw(maybe) else {},
        membres=member if draw(maybe) else {},
    )
    malgre = {"": "", "siren": tiers.siren, "tva": tiers.tva}
    every = draw(st.permutations([*draw(JUDGED).items(), *draw(APART).items()]))
    when = "2026-11-26T10:00:00+00:00"
    said = {
        (cle, one): Rapprochement(cle, one, "", jugement, "lea", when, malgre=malgre[against])
        for one, (jugement, against) in every
    }
    return World(tiers, savoir, said)


def kept(one: World, savoir: Savoir) -> dict[str, Any]:
    """What a run keeps of a writing for the announcements."""
    first = fallback.untold([one.tiers], savoir, cascade([one.tiers], savoir))
    then = fallback.fallbacks([one.tiers], savoir, first).get(one.tiers.cle, ())
    return {
        "ecrit_cle": ecrit_cle(one.tiers.nom, one.tiers.code_postal),
        "sans_decision": first[one.tiers.cle].identification,
        "reconnus": fallback.written(then),
    }


def given_siren(said: Proposal) -> str:
    """The SIREN that a proposal identifies, or none."""
    return said.fournisseur_id if said.identification in IDENTIFIED else ""


@settings(max_examples=tirages(500, 1500))
@given(worlds())
def test_what_is_announced_is_what_the_next_run_says(one: World) -> None:
    now = regard(CATALOGUE, one.said).now(kept(one, one.savoir))
    said = cascade([one.tiers], one.judged)[one.tiers.cle]
    assert (now.way in IDENTIFIED) == (said.identification in IDENTIFIED), (now, said)
    for way in ("etranger", "personne_physique"):
        assert (now.way == way) == (said.identification == way), (now, said)
    if now.way in IDENTIFIED and now.siren:
        assert now.siren == given_siren(said), (now, said)


@settings(max_examples=tirages(150, 300))
@given(worlds())
def test_what_is_kept_for_the_announcements_depends_on_no_judgement(one: World) -> None:
    assert kept(one, one.judged) == kept(one, one.savoir)
