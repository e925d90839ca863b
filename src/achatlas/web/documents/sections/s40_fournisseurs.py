"""Who is paid: the curve of concentration, the first suppliers."""

from __future__ import annotations

from achatlas.containers.documents.modele import Bloc, Section
from achatlas.domain.nombres import FINE, accord, entier, montant_lisible
from achatlas.web.documents.sujet import Sujet, amount
from achatlas.web.documents.tracer import barres, courbe, share

SMALL = 100_000


def section(sujet: Sujet) -> Section:
    """The Pareto, the first suppliers, the tail."""
    rows = sujet.rows("fournisseur")
    small = [amount(row) for row in rows.lignes if row.code and 0 <= amount(row) < SMALL]
    found = sujet.pareto()
    half = accord(found.moitie, "fournisseur")
    verb = "font" if found.moitie > 1 else "fait"
    lead = f"{half} {verb} la moitié du payé, sur {entier(found.nombre)}." if found.moitie else ""
    if small:
        some = accord(len(small), "fournisseur")
        lead += (
            f" {some} payés moins de 1{FINE}000{FINE}€ dans l’année en font {share(sum(small), sujet.total)}"
        )
        lead += f", {montant_lisible(sum(small))}."
    curve = courbe(sujet, "Combien de fournisseurs font la dépense")
    blocs: list[Bloc] = [curve] if curve else []
    blocs.append(barres(sujet, "fournisseur", "Les premiers fournisseurs", 20, rows))
    return Section(
        "Les fournisseurs", lead, tuple(blocs), sujet.definitions(("fournisseur",), ("fournisseurs",))
    )
