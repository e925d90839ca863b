"""The marchés that a line without a number may be made on, with what speaks for each."""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.bridge.engine import CITE, GROUPE, LIGNE, OBJET, Savoir
from achatlas.bridge.material import within
from achatlas.store.once import built

PER_CENT = 100
ALWAYS, SOMETIMES, NOTHING, NEVER, INSTEAD = "presque_toujours", "parfois", "rien", "jamais", "tient_lieu"
SAME, FAMILY, UNKNOWN, OTHER = "meme", "famille", "inconnu", "autre"
INSIDE, AFTER = "dans", "apres"
HIM, MEMBER = "lui", "membre"
OF_MARCHE = (
    "marche_cle", "proprietaire", "segment_marche", "accord_cadre_cle", "objet_marche", "service_marche",
    "notifie", "fin", "ouvre", "ferme", "plafond",
)  # fmt: skip


def groups(savoir: Savoir, lines: ir.Table, liens: ir.Table) -> ir.Table:
    """For each group of lines (``GROUPE``), the marchés that its payer may be paid on and that pay its
    fournisseur: how (``role``), of which buyer (``acheteur``), for the same need or not (``segment``), what
    the other lines of the group cite (``cites``), what is left under the ceiling (``reste``: cents, null when
    it is unknown) and the points of all that (``base``). A pair that a person refused is none.
    """
    held = _held(savoir.parties, savoir.paying)
    both = savoir.moteur.cache(_paired(lines, held, savoir.marches, savoir.refused()))
    told = _cited(savoir, both, liens)
    room = _room(savoir.lignes, savoir.marches, liens, int(savoir.regle["plafond_pour_cent"]))
    found = savoir.moteur.completed(told, room, "marche_cle")
    return savoir.moteur.cache(found.mutate(base=_points(savoir.regle["points"], found)))


@built
def _held(parties: ir.Table, paying: ir.Table) -> ir.Table:
    """Whom each marché pays, and who may be paid on it."""
    held = parties.inner_join(paying, "marche_cle")
    return held.select("marche_cle", "fournisseur_id", "role", acheteur_siren="payeur")


@built
def _paired(lines: ir.Table, held: ir.Table, marches: ir.Table, refused: ir.Table) -> ir.Table:
    """Each group of lines beside the marchés of its payer and of its fournisseur, but those refused."""
    asked, marches = lines.select(*GROUPE).distinct(), marches.select(*OF_MARCHE)
    both = asked.inner_join(held, ["acheteur_siren", "fournisseur_id"]).inner_join(marches, "marche_cle")
    both = both.select(*GROUPE, "role", *OF_MARCHE).anti_join(refused, [*GROUPE, "marche_cle"])
    own = both.proprietaire == both.acheteur_siren
    return both.mutate(segment=_need(both), acheteur=ibis.ifelse(own, HIM, MEMBER))


def rows(savoir: Savoir, lines: ir.Table, liens: ir.Table) -> ir.Table:
    """The lines beside each marché that may be paid on their day and can bear them, with the points before
    any choice (``avant``). A marché subséquent is none where its accord-cadre is one.
    """
    both = lines.inner_join(groups(savoir, lines, liens), list(GROUPE))
    both = both.drop([f"{name}_right" for name in GROUPE if f"{name}_right" in both.columns])
    bears = (both.montant_ht_centimes <= both.reste).fill_null(True)
    both = savoir.moteur.cache(both.filter(within(both) & bears))
    above = both.select(*LIGNE, accord_cadre_cle="marche_cle")
    both = both.anti_join(above, [*LIGNE, "accord_cadre_cle"])
    unknown = both.jour.isnull() | both.fin.isnull() | both.notifie.isnull()
    when = ibis.cases((unknown, UNKNOWN), (both.jour <= both.fin, INSIDE), else_=AFTER)
    both, points = both.mutate(quand=when), savoir.regle["points"]["jour"]
    return savoir.moteur.cache(both.mutate(avant=both.base + _told(points, both.quand)))


def _need(both: ir.Table) -> ir.StringValue:
    one, other = both.segment_code, both.segment_marche
    return ibis.cases(
        ((one == "") | (other == ""), UNKNOWN),
        (one == other, SAME),
        (one.substr(0, 2) == other.substr(0, 2), FAMILY),
        else_=OTHER,
    )


def _cited(savoir: Savoir, both: ir.Table, liens: ir.Table) -> ir.Table:
    """The candidates with what the other lines of their group cite while each may be paid: it (nearly always,
    or sometimes), nothing, or others only. A number that is nobody's is another.
    """
    found = savoir.moteur.completed(both, _citations(savoir.lignes, both, liens), *GROUPE, "marche_cle")
    return _citing(found, int(savoir.regle["part_presque_toujours"]))


@built
def _citations(lignes: ir.Table, both: ir.Table, liens: ir.Table) -> ir.Table:
    """How often each candidate is cited (``lui``), and how often any marché is (``tous``)."""
    said = liens.filter(liens.rattachement.isin([CITE, OBJET])).select(*LIGNE, dit="marche_cle")
    lines = lignes.semi_join(both, list(GROUPE)).left_join(said, LIGNE)
    citing = lines.filter((lines.marche_norme != "") | lines.dit.notnull())
    days = citing.group_by(*GROUPE, "jour", "dit").aggregate(fois=citing.count())
    windows = both.select(*GROUPE, "marche_cle", "ouvre", "ferme")
    near = windows.inner_join(days, list(GROUPE)).filter(within)
    return near.group_by(*GROUPE, "marche_cle").aggregate(
        lui=ibis.ifelse(near.dit == near.marche_cle, near.fois, 0).sum(), tous=near.fois.sum()
    )


@built
def _citing(found: ir.Table, nearly: int) -> ir.Table:
    him, every = found.lui.fill_null(0), found.tous.fill_null(0)
    often = PER_CENT * him >= nearly * every
    return found.mutate(
        cites=ibis.cases(
            (every == 0, NOTHING),
            (him == 0, NEVER),
            (often & found.segment.isin([FAMILY, OTHER]), INSTEAD),
            (often, ALWAYS),
            else_=SOMETIMES,
        )
    ).drop("tous")


@built
def _room(lignes: ir.Table, marches: ir.Table, liens: ir.Table, per_cent: int) -> ir.Table:
    """What each marché may still bear, in cents; null when its ceiling is unknown."""
    paid = liens.filter(liens.marche_cle != "").inner_join(lignes, LIGNE)
    sums = paid.group_by("marche_cle").aggregate(paye=paid.montant_ht_centimes.sum().cast("int64"))
    both = marches.select("marche_cle", "plafond").left_join(sums, "marche_cle")
    most = both.plafond * per_cent // PER_CENT
    paye = both.paye.fill_null(0)
    return both.select("marche_cle", paye=paye, reste=(most - paye).cast("int64"))


def _points(points: Mapping[str, Mapping[str, Any]], found: ir.Table) -> ir.IntegerValue:
    told = [_told(points[name], found[name]) for name in ("role", "segment", "acheteur", "cites")]
    return sum(told[1:], told[0])


def _told(points: Mapping[str, Any], said: ir.StringValue) -> ir.IntegerValue:
    """The points of what is said."""
    return said.cases(*((code, int(worth)) for code, worth in points.items()), else_=0).cast("int64")
