"""What became pressing in a view, as a plain text to be sent: French, short, each thing with its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import nu
from achatlas.screens.suivi import seuils
from achatlas.screens.suivi.fins import UNTITLED
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch.alerte import Alerte
from achatlas.watch.jours import written
from achatlas.watch.pressing import Motif, Pressing, alert_key, pressing

SHOWN, WIDE = 10, 100
TITRES = {
    Motif.RELANCER: ("marché à relancer", "marchés à relancer"),
    Motif.RECONDUIRE: ("reconduction à décider", "reconductions à décider"),
    Motif.MAXIMUM: ("maximum presque atteint", "maxima presque atteints"),
}
ALERTES = ("alerte nouvelle, à vérifier", "alertes nouvelles, à vérifier")
CAUTION = "Une alerte se vérifie : elle ne dit pas une irrégularité."
SIMULE = "Territoire de démonstration, données simulées."


@dataclass(frozen=True)
class Digest:
    """What is told: the subject, the text, the keys of all that presses now; ``new``: how many things of it
    were not told before.
    """

    sujet: str
    texte: str
    keys: tuple[str, ...]
    new: int


def digest(regard: Regard, days: int, known: Collection[str], last: date | None, site: str) -> Digest:
    """What became pressing in a view since a digest that told what is ``known``: to be done within some days.
    ``last``: the day of that digest, None for the first; ``site``: what addresses begin with.
    """
    found = pressing(regard.suivis, regard.today, days, HORIZON, regard.veille)
    alerts = seuils.bilan(regard).alertes
    fresh = [one for one in found if one.key not in known]
    told = [one for one in alerts if alert_key(one) not in known]
    keys = tuple(sorted({*(one.key for one in found), *map(alert_key, alerts)}))
    counts = [_counted(fresh, motif) for motif in Motif] + [_plural(len(told), ALERTES)]
    sujet = f"Achatlas, {_whose(regard)} : {', '.join(filter(None, counts)) or 'rien de nouveau'}"
    parts = [
        _head(regard, last, days),
        *(_section(regard, [one for one in fresh if one.motif is motif], site) for motif in Motif),
        _alerts(regard, told, site),
        f"Tout voir : {site}{regard.adresse()}\nNe plus recevoir : {site}{regard.adresse('abonnement/')}",
    ]
    return Digest(sujet, "\n\n".join(filter(None, parts)) + "\n", keys, len(fresh) + len(told))


def _whose(regard: Regard) -> str:
    return regard.nom(regard.acheteur) if regard.acheteur else regard.demande.territoire.libelle


def _plural(number: int, names: tuple[str, str]) -> str:
    return accord(number, *names) if number else ""


def _counted(some: Sequence[Pressing], motif: Motif) -> str:
    return _plural(sum(one.motif is motif for one in some), TITRES[motif])


def _head(regard: Regard, last: date | None, days: int) -> str:
    since = f"depuis le {written(last)}" if last else "à ce jour"
    said = f"{_whose(regard)} : ce qui est devenu pressant {since}, à faire d’ici {accord(days, 'jour')}."
    simule = f"\n{SIMULE}" if regard.demande.territoire.simule else ""
    return f"{said}{simule}"


def _section(regard: Regard, some: Sequence[Pressing], site: str) -> str:
    if not some:
        return ""
    left = len(some) - SHOWN
    lines = [line for one in some[:SHOWN] for line in _lines(regard, one, site)]
    more = [f"… et {accord(left, 'autre')}"] if left > 0 else []
    return "\n".join([_counted(some, some[0].motif), *lines, *more])


def _lines(regard: Regard, one: Pressing, site: str) -> list[str]:
    objet = " ".join(lisser(one.suivi.objet or UNTITLED).split())
    whose = regard.autre(one.suivi.acheteur_siren)
    short = objet if len(objet) <= WIDE else f"{objet[:WIDE]}…"
    said = " ; ".join([short, *([whose] if whose else []), _why(one)])
    page = regard.page(one.suivi)
    return [f"- {said}", *([f"  {site}{page}"] if page else [])]


def _why(one: Pressing) -> str:
    if one.motif is Motif.MAXIMUM:
        part = signed(pourcent(one.paye, one.maximum))
        reached = f", atteint vers le {written(one.jour)} (estimation)" if one.jour else ""
        return f"{part} de {montant_lisible(one.maximum)} payés{reached}"
    act = f"avant le {written(one.agir)}" if one.agir else "sans délai connu"
    end = f", fin le {written(one.jour)}" if one.jour else ""
    return f"{act}{end}"


def _alerts(regard: Regard, told: Sequence[Alerte], site: str) -> str:
    """How many by rule, then the needs that they are about, each at its highest step: the heaviest first."""
    if not told:
        return ""
    rules = Counter(one.code for one in told)
    by_rule = ", ".join(f"{code} {number}" for code, number in sorted(rules.items()))
    head = f"{_plural(len(told), ALERTES)} : {by_rule}. {CAUTION}"
    needs = seuils.highest(told)
    needs.sort(key=lambda one: (-one.valeur_centimes, one.besoin))
    lines = [line for one in needs[:SHOWN] for line in _need(regard, one, site)]
    left = len(needs) - SHOWN
    more = [f"… et {accord(left, 'autre besoin', 'autres besoins')}"] if left > 0 else []
    return "\n".join([head, *lines, *more, f"  {site}{regard.adresse('seuils/')}"])


def _need(regard: Regard, one: Alerte, site: str) -> list[str]:
    """A need as its buyer calls it, what is bought of it off marché, and the lines that add up to it."""
    whose = [regard.noms(one.acheteurs)] if not regard.acheteur else []
    said = " ; ".join([nu(regard.besoin(one.besoin, one.travaux)), *whose])
    proofs = [f"  {site}{href}" for _, href in seuils.proofs(regard, one) if href]
    return [f"- {one.code} : {said} ; {montant_lisible(one.valeur_centimes)} hors marché", *proofs]
