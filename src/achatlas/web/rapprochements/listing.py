"""The queue, its two cards and what was decided, every value written: what the page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.analyse.fiche import known
from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import FINE, accord, arrondi, entier, euros, lisser, montant_lisible, pourcent
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.written import Avancement, Candidat, Ecrit, File, Nom, Part, Portee
from achatlas.store.rapprochements import Rapprochement
from achatlas.web.acces import ouvrir
from achatlas.web.depots import words
from achatlas.web.depots.listing import names
from achatlas.web.droits import Droits

ETATS = {"absent": "aucun dans le fichier", "invalide": "écrit, mais faux"}
DIT = {
    Judgement.OUI: ("✓", "C’est la même entreprise"),
    Judgement.NON: ("≠", "Ce n’est pas elle"),
    Judgement.INCERTAIN: ("?", "Plus tard"),
    Judgement.SANS_AVIS: ("·", "Sans avis"),
}
SAID = {
    Judgement.OUI: "{nom} est {entreprise}.",
    Judgement.NON: "{entreprise} n’est plus proposée pour {nom}.",
    Judgement.INCERTAIN: "{nom}\u00a0: remis à plus tard, en fin de file.",
}
ECHELLE = 1000
SHOWN = 20


@dataclass(frozen=True)
class Rang:
    """A name of the queue."""

    nom: str
    sous: str
    euros: str
    href: str
    ici: bool
    incertain: bool


@dataclass(frozen=True)
class Ligne:
    """What one buyer writes and pays, with the way to its lines."""

    nom: str
    etat: str
    euros: str
    lignes: str
    href: str


@dataclass(frozen=True)
class Fiche:
    """A candidate as a person compares it: name, fields (word, value), evidence, likelihood in words."""

    nom: str
    identifiant: str
    champs: tuple[tuple[str, str], ...]
    preuves: tuple[str, ...]
    vraisemblance: str
    sous: str
    href: str
    ici: bool
    doute: bool
    page: str = ""


def address(pour: str, ecrit: str = "", entreprise: str = "", **more: Any) -> str:
    """The address of the queue, at a name and an enterprise, for one buyer when one is chosen."""
    asked = {"pour": pour, "ecrit": ecrit, "entreprise": entreprise, **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("rapprochements") + (f"?{query}" if query else "")


def operator(droits: Droits, pour: str, candidates: Iterable[str]) -> Callable[[str], str]:
    """What gives the address of the page of an operator, empty for those that nothing published names."""
    vue, acheteur = (
        ("individuelle", pour or droits.acheteur) if pour or droits.acheteur else ("consolidee", "")
    )
    opened: frozenset[str] = frozenset()
    with suppress(PublicationMissing):
        opened = known(candidates, ouvrir(droits, vue, acheteur).scope)
    asked = urlencode({"vue": vue, "pour": acheteur, "exercice": "tous"})
    return lambda code: f"{reverse('operateur', args=[code])}?{asked}" if code in opened else ""


def ranks(
    shown: Sequence[Nom], known: Mapping[str, Ecrit], chosen: Nom | None, pour: str, page: str
) -> list[Rang]:
    """The names of a page of the queue."""
    return [
        Rang(
            lisser(known[one.cle].nom), _under(known[one.cle]), montant_lisible(one.centimes),
            address(pour, one.ref, page=page), one is chosen, one.incertain,
        )
        for one in shown
    ]  # fmt: skip


def _under(one: Ecrit) -> str:
    count = len({part.acheteur for part in one.parts})
    place = one.code_postal or "sans code postal"
    return f"{place}, {accord(count, 'acheteur')}" if count > 1 else place


def card(one: Ecrit) -> dict[str, Any]:
    """What is written: the left card."""
    noms = [lisser(nom) for nom in one.texts("noms")]
    first, last = one.exercices
    codes = one.texts("codes")
    fields = (
        ("Écrit aussi", f"{FINE}; ".join(noms[1:])),
        ("Code postal", one.code_postal or "aucun"),
        ("Identifiant", ", ".join(dict.fromkeys(ETATS.get(part.etat, part.etat) for part in one.parts))),
        ("Numéro écrit, faux", ", ".join(one.texts("numeros"))),
        ("Code du tiers", ", ".join(codes)),
        ("Payé", f"{euros(one.centimes)}{FINE}€ HT, {accord(one.lignes, 'ligne')}"),
        ("Exercices", first if first == last else f"{first} à {last}"),
    )
    return {
        "nom": lisser(one.nom),
        "champs": [(word, said) for word, said in fields if said],
        "objets": [lisser(text) for text in one.texts("objets")[:4]],
        "payeurs": [_share(part) for part in one.parts],
    }


def _share(part: Part) -> Ligne:
    asked = [("vue", "individuelle"), ("pour", part.acheteur), ("exercice", "tous")]
    found = urlencode([*asked, *(("fournisseur", one) for one in part.fournisseurs)])
    href = reverse("lignes", args=["cartographie"]) + f"?{found}"
    known = names().get(part.acheteur, part.acheteur)
    count = accord(part.lignes, "ligne")
    return Ligne(known, ETATS.get(part.etat, part.etat), montant_lisible(part.centimes), count, href)


def sheet(atelier: Workshop, one: Candidat, base: Mapping[str, str], chosen: bool) -> Fiche:
    """What the directory says of an enterprise: the right card."""
    regle, told = atelier.catalogue.regle("rapprochements"), rapprochements.fiche(atelier, one)
    commune = str(told.get("commune_libelle") or _communes(atelier.catalogue).get(one.commune, one.commune))
    fields = [
        ("Établissement", f"{one.siret}{' (siège)' if told.get('siege') else ''}" if one.siret else ""),
        ("Adresse", _spaced(_first(told, "code_postal") or one.code_postal, commune)),
        ("Activité (NAF)", _first(told, "naf", "unite_naf")),
        ("Taille", _size(regle, told)),
        ("État", regle["etats"].get(_first(told, "etat", "unite_etat"), "")),
    ]
    return Fiche(
        lisser(one.nom) or "Nom inconnu", one.siren, tuple(filter(lambda field: field[1], fields)),
        tuple(map(lisser, one.preuves)), likelihood(regle, one.score), _spaced(one.code_postal, commune),
        address(base["pour"], base["ecrit"], one.siren), chosen, one.jugement == Judgement.INCERTAIN,
    )  # fmt: skip


def _spaced(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _first(told: Mapping[str, Any], *columns: str) -> str:
    """The first of these columns that says something."""
    return next((str(told[name]) for name in columns if told.get(name)), "")


def _size(regle: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """« 10 à 19 salariés, PME »."""
    staff = regle["effectifs"].get(_first(told, "unite_tranche_effectif", "tranche_effectif"), "")
    return ", ".join(filter(None, (staff, _first(told, "unite_categorie_entreprise"))))


@lru_cache(maxsize=2)
def _communes(catalogue: Catalogue) -> Mapping[str, str]:
    """The names of the communes by code."""
    return {line["code"]: line["libelle"] for line in catalogue.lines("referentiels/communes.csv")}


def likelihood(regle: Mapping[str, Any], score: int | None) -> str:
    """« très vraisemblable, 97 sur 100 »; nothing for an enterprise that a person named."""
    if score is None:
        return ""
    words = next(one["dit"] for one in regle["vraisemblance"] if score >= one["des"])
    return f"{words}, {score} sur 100"


def progress(one: Avancement, en_jeu: int) -> dict[str, Any]:
    """How far the identification is: the bar, in thousandths, and its words."""
    widths = [
        max(0, arrondi(ECHELLE * cents, one.total)) if one.total > 0 else 0
        for cents in (one.avant, one.apres - one.avant, en_jeu)
    ]
    starts = (0, widths[0], widths[0] + widths[1])
    return {
        "segments": [
            (name, tenth(start), tenth(width))
            for name, start, width in zip(("avant", "decide", "file"), starts, widths, strict=True)
        ],
        "part": pourcent(one.apres, one.total),
        "avant": pourcent(one.avant, one.total),
        "decide": pourcent(one.apres - one.avant, one.total),
        "decide_euros": montant_lisible(one.apres - one.avant),
        "reste": pourcent(one.total - one.apres - en_jeu, one.total)
        if one.total > one.apres + en_jeu
        else "",
        "file": pourcent(en_jeu, one.total),
        "file_euros": montant_lisible(en_jeu),
        "decisions": accord(one.decisions, "décision"),
        "nombre": one.decisions,
    }


def tenth(thousandths: int) -> str:
    """A length of a drawing: « 79.7% »."""
    return f"{thousandths // 10}.{thousandths % 10}%"


def announce(fait: str, derniere: Mapping[str, Any] | None, one: Avancement, left: int) -> str:
    """What has just been done, and what it moved; nothing when nothing was."""
    if fait == "deja":
        return "Cette décision avait déjà été reprise."
    if fait == "devance":
        return "Quelqu’un a décidé de ce nom avant vous, voyez plus bas : rien n’a été ajouté."
    moved = f"Dépense identifiée\u00a0: {pourcent(one.apres, one.total)}{FINE}%, reste {accord(left, 'nom')}."
    if fait == "repris":
        return f"Décision reprise. {moved}"
    if derniere is None or fait not in SAID:
        return ""
    return f"{SAID[Judgement(fait)].format(**derniere)} {moved}"


def phrase(file: File, nombre: int) -> str:
    """« 12 décisions feraient passer la dépense identifiée de 91,0 à 97,2 %. », after what was done."""
    one, (count, then) = file.avancement, file.gain(nombre)
    told = [accord(one.decisions, "décision"), "a fait" if one.decisions == 1 else "ont fait"]
    done = f"{' '.join(told)} passer la dépense identifiée de {shares(one, one.avant, one.apres)}."
    if not count:
        return done if one.decisions else ""
    if one.decisions:
        more = "La suivante la porterait" if count == 1 else f"Les {entier(count)} suivantes la porteraient"
        return f"{done} {more} à {pourcent(then, one.total)}{FINE}%."
    verb = "ferait" if count == 1 else "feraient"
    moved = shares(one, one.apres, then)
    return f"{accord(count, 'décision')} {verb} passer la dépense identifiée de {moved}."


def shares(one: Avancement, first: int, last: int) -> str:
    """« 91,0 à 97,2 % »."""
    return f"{pourcent(first, one.total)} à {pourcent(last, one.total)}{FINE}%"


def decided(atelier: Workshop, portee: Portee) -> list[Rapprochement]:
    """The judgements that stand, the last first."""
    return [*rapprochements.decided(atelier, portee)]


def told(said: Rapprochement) -> dict[str, Any]:
    """A judgement as it is read: nothing of what another buyer pays."""
    sign, words_said = DIT[said.jugement]
    candidat = said.cite.get("candidat", {})
    named = " ".join(filter(None, (str(candidat.get("nom", "")), said.siren)))
    return {
        "signe": sign,
        "dit": words_said,
        "nom": lisser(str(said.cite.get("nom", said.ecrit_cle))),
        "entreprise": lisser(named),
        "qui": said.qui,
        "quand": words.moment(said.date),
        "motif": lisser(said.motif),
        "empreinte": said.empreinte,
    }


def last_of(kept: Sequence[Rapprochement], qui: str) -> Rapprochement | None:
    """The last judgement of a person that stands: what « annuler » takes back."""
    return next((one for one in kept if one.qui == qui), None)
