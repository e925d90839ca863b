"""The account of an edge between two stages, measured on the tables themselves, whatever engine runs them."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from achatlas.domain.balance import MODULO, ZERO, Account, Ledger
from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.engine import Engine

LOW = 0xFFFFFFFF


def totals(rows: ir.Table, amount: str) -> dict[str, ir.IntegerScalar]:
    """The four sums; the 64-bit hash is summed by halves, since no engine sums it modulo 2^64 by itself."""
    cents = rows[amount].fill_null(0)
    return {
        "lignes": rows.count(),
        "centimes": cents.sum(),
        "absolus": cents.abs().sum(),
        "haut": (rows.empreinte >> 32).cast("int64").sum(),
        "bas": (rows.empreinte & LOW).cast("int64").sum(),
    }


def read_account(said: Mapping[str, int]) -> Account:
    """The account that an answer to ``totals`` tells."""
    mark = (int(said["haut"] or 0) * 2**32 + int(said["bas"] or 0)) % MODULO
    return Account(int(said["lignes"]), int(said["centimes"] or 0), int(said["absolus"] or 0), mark)


def account(engine: Engine, rows: ir.Table, amount: str = "montant_ht_centimes") -> Account:
    """The four totals of a table that carries ``empreinte`` and an amount in cents."""
    return read_account(next(engine.dicts(rows.aggregate(**totals(rows, amount)))))


def measure(engine: Engine, read: Account, accepted: Account, refused: ir.Table) -> Ledger:
    """The ledger of an edge; ``refused`` is a table ``rejets``. Raises UnbalancedAccount if one cent is
    missing.
    """
    groups = refused.group_by("categorie", "motif").aggregate(**totals(refused, "montant_ht_centimes"))
    buckets: dict[str, dict[str, Account]] = {"rejet": {}, "exclu": {}, "doublon": {}}
    for line in engine.dicts(groups.order_by("categorie", "motif")):
        buckets[line["categorie"]][line["motif"]] = read_account(line)
    return Ledger(read, accepted, buckets["rejet"], buckets["exclu"], buckets["doublon"])


def balanced(ledger: Ledger, etape: str, objet: str) -> Ledger:
    """The ledger itself, or UnbalancedAccount saying what is missing between the two tables."""
    gap = ledger.ecart()
    if gap == ZERO:
        return ledger
    raise UnbalancedAccount(
        quoi=f"Le compte de l'étape « {etape} » ne tombe pas juste",
        ou=objet,
        pourquoi=f"il manque {gap.lignes} lignes et {gap.centimes} centimes entre l'entrée et la sortie",
        que_faire="Rien n'a été publié ; signalez ce défaut avec le fichier en cause",
    )


def refusal(rows: ir.Table, etape: str, categorie: str, motif: str, colonne: str = "") -> ir.Table:
    """Rows as lines of ``rejets``: why each was not accepted (the column that says it), and the column at
    fault.
    """
    return rows.select(
        etape=ibis.literal(etape),
        depot=rows.depot,
        fichier=rows.fichier,
        numero_ligne=rows.numero_ligne,
        empreinte=rows.empreinte,
        categorie=ibis.literal(categorie),
        motif=rows[motif],
        montant_ht_centimes=rows.montant_ht_centimes,
        extrait=rows.objet.fill_null("").substr(0, 200),
        colonne=ibis.literal(colonne),
    )
