"""What others publish of the same figure, dated and sourced, with how it differs from ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Indicateur
from achatlas.catalogue.models_obligations import RepereNational
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, in_french
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.vue import Chiffre


@dataclass(frozen=True)
class Repere:
    """A benchmark: whose, which year, its value, what it counts, how it differs, where it was read."""

    qui: str
    annee: int
    valeur: str
    compte: str
    differe: str
    source: str
    editeur: str
    publie: str
    adresse: str
    verifier: bool


def reperes(catalogue: Catalogue, one: Chiffre) -> tuple[Repere, ...]:
    """The benchmarks of a figure, the latest year first; none when nobody published any that we know of."""
    every = catalogue.reperes_nationaux.values()
    return tuple(_told(kept, one) for kept in every if leads(one.indicateur, kept, one.cle))


def leads(indicateur: Indicateur, named: RepereNational, cle: str) -> bool:
    """Whether a file names this figure of the indicator: by its name, or the leading one without any."""
    return named.indicateur == indicateur.id and (named.calcul or next(iter(indicateur.calculs))) == cle


def _told(kept: RepereNational, one: Chiffre) -> Repere:
    value = chiffres.aimed(kept.valeur, one.calcul)
    return Repere(
        qui=in_french(lisser(kept.libelle)),
        annee=kept.annee,
        valeur=dire("environ {valeur}", valeur=value) if kept.arrondi else value,
        compte=in_french(lisser(kept.definition)),
        differe=in_french(lisser(kept.precision)),
        source=in_french(lisser(kept.source)),
        editeur=in_french(lisser(kept.editeur)),
        publie=f"{kept.publie:%d/%m/%Y}" if kept.publie else "",
        adresse=kept.adresse,
        verifier=kept.a_verifier,
    )


def sentence(some: Iterable[Repere]) -> str:
    """The latest of some benchmarks in a sentence, as a report says it; "" without any."""
    latest = next(iter(some), None)
    if latest is None:
        return ""
    return dire(
        "Repère : {qui}, {valeur} en {annee} ({editeur}), à comparer avec prudence.",
        qui=latest.qui, valeur=latest.valeur, annee=latest.annee, editeur=latest.editeur,
    )  # fmt: skip
