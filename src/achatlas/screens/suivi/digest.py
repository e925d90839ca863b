"""What presses in a view and was not told yet, as a plain text to be sent: French, short, what can still be
done first, each thing with its address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed
from achatlas.langues import nu
from achatlas.screens.suivi import a_faire, seuils
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
LEFT = ("autre, au prochain résumé", "autres, aux prochains résumés")
CAUTION = "Une alerte se vérifie : elle ne dit pas une irrégularité."
SIMULE = "Territoire de démonstration, données simulées."


@dataclass(frozen=True)
class Digest:
    """What is told: the subject, the text, the keys of what presses now and is told by this one or was by a
    former one; ``new``: how many things were not told before.
    """

    sujet: str
    texte: str
    keys: tuple[str, ...]
    new: int


@dataclass(frozen=True)
class Choix:
    """What was not told yet: what is listed of each reason, what of it waits for the next digest; what is too
    long past to be listed; alerts, a need by its highest step.
    """

    listed: Mapping[Motif, Sequence[Pressing]]
    waiting: Mapping[Motif, Sequence[Pressing]]
    old: Sequence[Pressing]
    alertes: Sequence[Alerte]

    @property
    def new(self) -> int:
        """How many things."""
        return sum(map(self.count, Motif)) + len(self.old) + len(self.alertes)

    def count(self, motif: Motif) -> int:
        """How many of a reason, listed or not."""
        return len(self.listed[motif]) + len(self.waiting[motif])


def digest(regard: Regard, days: int, known: Collection[str], last: date | None, site: str) -> Digest:
    """What presses in a view and is not ``known`` by former digests: to be done within some days. ``last``:
    the day of the last one, None for the first; ``site``: what addresses begin with. What is neither listed
    nor counted with its address is left to the next.
    """
    found = pressing(regard.suivis, regard.today, days, HORIZON, regard.veille)
    told = _choisi(regard, [one for one in found if one.key not in known], known)
    every = {*(one.key for one in found), *map(alert_key, seuils.bilan(regard).alertes)}
    waits = {one.key for some in told.waiting.values() for one in some}
    counts = [_plural(told.count(motif), TITRES[motif]) for motif in Motif]
    counts += [_old(regard, told), _plural(len(told.alertes), ALERTES)]
    sujet = f"Achatlas, {_whose(regard)} : {', '.join(filter(None, counts)) or 'rien de nouveau'}"
    parts = [
        _head(regard, last, days),
        *(_section(regard, told, motif, site) for motif in Motif),
        _line(_old(regard, told), f"{site}{regard.adresse('a-faire/', motif=a_faire.RETARD)}"),
        _alerts(regard, told.alertes, site),
        f"Tout voir : {site}{regard.adresse()}\nNe plus recevoir : {site}{regard.adresse('abonnement/')}",
    ]
    return Digest(sujet, "\n\n".join(filter(None, parts)) + "\n", tuple(sorted(every - waits)), told.new)


def _choisi(regard: Regard, fresh: Sequence[Pressing], known: Collection[str]) -> Choix:
    near = [one for one in fresh if not one.old(regard.today, regard.veille)]
    parted = {motif: [one for one in near if one.motif is motif] for motif in Motif}
    alertes = seuils.shown(seuils.bilan(regard), "")
    return Choix(
        {motif: some[:SHOWN] for motif, some in parted.items()},
        {motif: some[SHOWN:] for motif, some in parted.items()},
        [one for one in fresh if one.old(regard.today, regard.veille)],
        [one for one in alertes if alert_key(one) not in known],
    )


def _whose(regard: Regard) -> str:
    return regard.nom(regard.acheteur) if regard.acheteur else regard.demande.territoire.libelle


def _plural(number: int, names: tuple[str, str]) -> str:
    return accord(number, *names) if number else ""


def _old(regard: Regard, told: Choix) -> str:
    months = regard.veille.months("etats", "passe_mois")
    names = (f"retard de plus de {months} mois", f"retards de plus de {months} mois")
    return _plural(len(told.old), names)


def _line(said: str, address: str) -> str:
    return f"{said}\n  {address}" if said else ""


def _head(regard: Regard, last: date | None, days: int) -> str:
    since = f"n’a pas été dit le {written(last)} ni avant" if last else "n’a pas encore été dit"
    said = f"{_whose(regard)} : ce qui presse et {since}, à faire d’ici {accord(days, 'jour')}."
    simule = f"\n{SIMULE}" if regard.demande.territoire.simule else ""
    return f"{said}{simule}"


def _section(regard: Regard, told: Choix, motif: Motif, site: str) -> str:
    if not told.listed[motif]:
        return ""
    lines = [line for one in told.listed[motif] for line in _lines(regard, one, site)]
    left = _plural(len(told.waiting[motif]), LEFT)
    more = [f"… et {left}"] if left else []
    return "\n".join([_plural(told.count(motif), TITRES[motif]), *lines, *more])


def _lines(regard: Regard, one: Pressing, site: str) -> list[str]:
    objet = " ".join(lisser(one.suivi.objet or UNTITLED).split())
    whose = regard.autre(one.suivi.acheteur_siren)
    short = objet if len(objet) <= WIDE else f"{objet[:WIDE]}…"
    said = " ; ".join([short, *([whose] if whose else []), _why(one, regard.today)])
    page = regard.page(one.suivi)
    return [f"- {said}", *([f"  {site}{page}"] if page else [])]


def _why(one: Pressing, today: date) -> str:
    if one.motif is Motif.MAXIMUM:
        part = signed(pourcent(one.paye, one.maximum))
        reached = f", atteint vers le {written(one.jour)} (estimation)" if one.jour else ""
        return f"{part} de {montant_lisible(one.maximum)} payés{reached}"
    act = f"avant le {written(one.agir)}" if one.agir else "sans délai connu"
    past = " (ce jour est passé)" if one.past(today) else ""
    end = f", fin le {written(one.jour)}" if one.jour else ""
    return f"{act}{past}{end}"


def _alerts(regard: Regard, told: Sequence[Alerte], site: str) -> str:
    """How many by rule, then the needs bought off marché that they are about, the heaviest first."""
    if not told:
        return ""
    rules = Counter(one.code for one in told)
    by_rule = ", ".join(f"{code} {number}" for code, number in sorted(rules.items()))
    head = f"{_plural(len(told), ALERTES)} : {by_rule}. {CAUTION}"
    needs = sorted((o for o in told if o.besoin and o.mois), key=lambda o: (-o.valeur_centimes, o.besoin))
    lines = [line for one in needs[:SHOWN] for line in _need(regard, one, site)]
    left = _plural(len(needs[SHOWN:]), ("autre besoin", "autres besoins"))
    more = [f"… et {left}"] if left else []
    return "\n".join([head, *lines, *more, f"  {site}{regard.adresse('seuils/')}"])


def _need(regard: Regard, one: Alerte, site: str) -> list[str]:
    """A need as its buyer calls it, what is bought of it off marché, and the lines that add up to it."""
    whose = [regard.noms(one.acheteurs)] if not regard.acheteur else []
    said = " ; ".join([nu(regard.besoin(one.besoin, one.travaux)), *whose])
    proofs = [f"  {site}{href}" for _, href in seuils.proofs(regard, one) if href]
    return [f"- {one.code} : {said} ; {montant_lisible(one.valeur_centimes)} hors marché", *proofs]
