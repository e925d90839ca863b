"""F: marchés of one family, or of one operation for works, launched within twelve months, each below a
threshold and together above it, by procedures that it rules out: « fractionnement potentiel » (standards,
6.3, F; CCP, R. 2121-4 to R. 2121-7). Lots of one consultation are one procedure, marchés subséquents are
none, conventions between members neither (CCP, L. 2511-1 to L. 2511-6).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.domain.jours import later
from achatlas.langues import dire, in_french
from achatlas.watch.alerte import Alerte, Dossier, Muet
from achatlas.watch.droit import Palier
from achatlas.watch.montants import SANS_PROCEDURE, silent, unknown
from achatlas.watch.passations import Passation, total
from achatlas.watch.sommes import ht, rond
from achatlas.watch.suivi import TRAVAUX, Suivi

TITRE = "Fractionnement potentiel"
SAID = (
    "Fractionnement potentiel, besoin {besoin} : {nombre} procédures lancées en moins de {mois} mois, "
    "chacune au-dessous de {seuil}, ensemble {somme} : {garde}."
)
ENTRE_MEMBRES = "convention entre membres du territoire"


@dataclass(frozen=True)
class Part:
    """What a procedure weighs in a need: its lots of that need (cents HT), its day, and the step that day."""

    lots: tuple[Suivi, ...]
    day: date
    palier: Palier
    approx: bool
    exemptions: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The ``marche_cle`` of its lots."""
        return tuple(lot.marche_cle for lot in self.lots)


def alertes(dossier: Dossier) -> Iterator[Alerte | Muet]:
    """An alert for each need and step, from the earliest launch; the next one looks at what comes after."""
    yield from _silences(dossier)
    for code, kinds in dossier.regle["fractionnement"]["paliers"].items():
        kept = {name for kind in kinds for name in dossier.regle[kind]}
        for (acheteur, besoin), parts in sorted(_parts(dossier, code, kept).items()):
            yield from _found(dossier, acheteur, besoin, parts)


def need_of(dossier: Dossier, suivi: Suivi) -> str:
    """The operation of works, else the segment; "" when unknown."""
    operation = dossier.operations.get(suivi.marche_cle, "")
    if suivi.nature == TRAVAUX:
        return operation
    return suivi.segment_code if suivi.nature else ""


def _silences(dossier: Dossier) -> Iterator[Muet]:
    for passation in dossier.passations:
        why = unknown(passation)
        for lot in passation.lots:
            said = ENTRE_MEMBRES if lot.entre_membres else why
            said = said or ("" if lot.procedure else SANS_PROCEDURE)
            if not said and not need_of(dossier, lot):
                said = "opération inconnue" if lot.nature == TRAVAUX else "segment ou nature inconnus"
            if said:
                yield silent(lot, said)


def _parts(dossier: Dossier, code: str, kept: set[str]) -> dict[tuple[str, str], list[Part]]:
    """By acheteur and need, what each procedure that is below the step weighs, in order of launch."""
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for passation in dossier.passations:
        palier = _below(dossier, code, passation)
        if palier is None:
            continue
        for besoin, lots in _needs(dossier, passation, kept).items():
            if besoin:
                found[lots[0].acheteur_siren, besoin].append(_part(dossier, passation, lots, palier))
    return {key: sorted(parts, key=lambda part: (part.day, part.keys)) for key, parts in found.items()}


def _below(dossier: Dossier, code: str, passation: Passation) -> Palier | None:
    """The step on the day of a procedure that stays below it, None for any other."""
    if passation.day is None or unknown(passation):
        return None
    palier = dossier.droit.palier(code, passation.achat, passation.day)
    return None if palier.centimes is None or palier.passed(passation.centimes) else palier


def _needs(dossier: Dossier, passation: Passation, kept: set[str]) -> dict[str, list[Suivi]]:
    """By need, the lots of a procedure awarded in one of these ways."""
    told: dict[str, list[Suivi]] = defaultdict(list)
    for lot in passation.lots:
        if lot.procedure in kept and not lot.entre_membres:
            told[need_of(dossier, lot)].append(lot)
    return told


def _part(dossier: Dossier, passation: Passation, lots: list[Suivi], palier: Palier) -> Part:
    told = dossier.droit.exemptions(passation.achat, palier.jour)
    beside = tuple(one.texte for one in told if one.par_cpv and palier.code in one.lifts)
    return Part(tuple(lots), palier.jour, palier, passation.approx, beside)


def _found(dossier: Dossier, acheteur: str, besoin: str, parts: Sequence[Part]) -> Iterator[Alerte]:
    months, start = int(dossier.regle["fractionnement"]["mois"]), 0
    while start < len(parts):
        end = later(parts[start].day, months)
        group = [part for part in parts[start:] if part.day < end]
        palier = _passing(group)
        if palier is not None:
            yield _alerte(dossier, acheteur, besoin, group, palier)
        start += len(group) if palier is not None else 1


def _passing(group: Sequence[Part]) -> Palier | None:
    """The step that the running sum reaches first, by the law of the day of the one that makes it pass."""
    running = 0
    for part in group:
        running += total(part.lots)
        if part.palier.passed(running):
            return part.palier
    return None


def _alerte(dossier: Dossier, acheteur: str, besoin: str, group: Sequence[Part], palier: Palier) -> Alerte:
    keys, centimes = tuple(key for part in group for key in part.keys), sum(total(p.lots) for p in group)
    return Alerte(
        phrase=_phrase(dossier, besoin, len(group), palier, centimes),
        valeur_centimes=centimes,
        seuil_centimes=palier.centimes or 0,
        texte=palier.texte,
        acheteurs=(acheteur,),
        besoin=besoin,
        preuves=keys,
        approx=any(part.approx for part in group),
        exemptions=tuple(dict.fromkeys(told for part in group for told in part.exemptions)),
    )


def _phrase(dossier: Dossier, besoin: str, number: int, palier: Palier, centimes: int) -> str:
    return dire(
        SAID,
        besoin=in_french(besoin),
        nombre=number,
        mois=dossier.regle["fractionnement"]["mois"],
        seuil=rond(palier.centimes or 0),
        somme=ht(centimes),
        garde=dossier.garde,
    )
