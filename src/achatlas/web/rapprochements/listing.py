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
from achatlas.domain.nombres import (
    FINE,
    accord,
    arrondi,
    avec_unite,
    de_a,
    en_pourcent,
    euros,
    lisser,
    montant_lisible,
    pourcent,
)
from achatlas.langues import dire, in_french, translated
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.written import Avancement, Candidat, Ecrit, File, Liste, Nom, Part, Portee
from achatlas.screens import depots as words
from achatlas.screens.droits import Droits
from achatlas.store.rapprochements import Rapprochement
from achatlas.web.acces import catalogue, ouvrir
from achatlas.web.depots.listing import names

ETATS = {"absent": "aucun dans le fichier", "invalide": "écrit, mais faux"}
DIT = {
    Judgement.OUI: ("✓", "C’est la même entreprise"),
    Judgement.NON: ("≠", "Ce n’est pas elle"),
    Judgement.INCERTAIN: ("?", "Plus tard"),
    Judgement.SANS_AVIS: ("·", "Sans avis"),
    Judgement.ETRANGER: ("◇", "Fournisseur étranger"),
    Judgement.PERSONNE: ("○", "Personne physique"),
}
SAID = {
    Judgement.OUI: "{nom} est {entreprise}.",
    Judgement.NON: "{entreprise} n’est plus proposée pour {nom}.",
    Judgement.INCERTAIN: "{nom}\u00a0: remis à plus tard, en fin de file.",
    Judgement.ETRANGER: "{nom} est un fournisseur étranger, sans SIREN.",
    Judgement.PERSONNE: "{nom} est une personne physique, sans SIREN.",
}
REVIEWED = {**SAID, Judgement.NON: "{nom} n’est pas {entreprise}.", Judgement.INCERTAIN: (
    "{nom}\u00a0: remis à plus tard, en fin de liste."
)}  # fmt: skip
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
    """A candidate as a person compares it: name, fields (word, value), evidence, likelihood in words, how
    the machine recognised it.
    """

    nom: str
    identifiant: str
    champs: tuple[tuple[str, str], ...]
    preuves: tuple[str, ...]
    vraisemblance: str
    sous: str
    href: str
    ici: bool
    doute: bool
    reconnu: str = ""
    page: str = ""


@dataclass(frozen=True)
class Here:
    """Which list is open, and for which buyer (SIREN; empty for all that a person may see)."""

    pour: str
    liste: Liste

    def address(self, ecrit: str = "", entreprise: str = "", **more: Any) -> str:
        """The address of this list, at a name and an enterprise."""
        return address(self.pour, ecrit, entreprise, liste=self.liste, **more)

    @property
    def other(self) -> Here:
        """The other list."""
        return Here(self.pour, Liste.FILE if self.liste == Liste.RECONNUS else Liste.RECONNUS)


def address(pour: str, ecrit: str = "", entreprise: str = "", **more: Any) -> str:
    """The address of the page, at a name and an enterprise, for one buyer when one is chosen."""
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
    shown: Sequence[Nom], known: Mapping[str, Ecrit], chosen: Nom | None, here: Here, page: str
) -> list[Rang]:
    """The names of a page of a list."""
    return [
        Rang(
            in_french(lisser(known[one.cle].nom)), _under(known[one.cle], one), montant_lisible(one.centimes),
            here.address(one.ref, page=page), one is chosen, one.incertain,
        )
        for one in shown
    ]  # fmt: skip


def _under(one: Ecrit, nom: Nom) -> str:
    """« 42000, 3 acheteurs, nom reconnu au répertoire »."""
    count = len({part.acheteur for part in one.parts})
    place = one.code_postal or translated("sans code postal")
    ways = dict.fromkeys(way(own.way) for own in nom.reconnus)
    told = [place, accord(count, "acheteur") if count > 1 else "", *(f"{w[:1].lower()}{w[1:]}" for w in ways)]
    return ", ".join(filter(None, told))


def way(code: str) -> str:
    """How a way of recognising is called (axis « Identification »)."""
    return lisser(catalogue().axes["identification"].membres.get(code, code))


def card(one: Ecrit) -> dict[str, Any]:
    """What is written: the left card."""
    noms = [in_french(lisser(nom)) for nom in one.texts("noms")]
    first, last = one.exercices
    codes = one.texts("codes")
    fields = (
        (translated("Écrit aussi"), translated(f"{FINE}; ").join(noms[1:])),
        (translated("Code postal"), one.code_postal or translated("aucun")),
        (translated("Identifiant"), ", ".join(dict.fromkeys(_etat(part.etat) for part in one.parts))),
        (translated("Numéro écrit, faux"), ", ".join(one.texts("numeros"))),
        (translated("Code du tiers"), ", ".join(codes)),
        (translated("Payé"), _paid(one)),
        (translated("Exercices"), first if first == last else de_a(str(first), str(last))),
    )
    return {
        "nom": in_french(lisser(one.nom)),
        "champs": [(word, said) for word, said in fields if said],
        "objets": [in_french(lisser(text)) for text in one.texts("objets")[:4]],
        "payeurs": [_share(part) for part in one.parts],
    }


def _paid(one: Ecrit) -> str:
    cents = avec_unite(euros(one.centimes), "€")
    return dire("{montant} HT, {lignes}", montant=cents, lignes=accord(one.lignes, "ligne"))


def _etat(code: str) -> str:
    return translated(ETATS[code]) if code in ETATS else way(code)


def _share(part: Part) -> Ligne:
    asked = [("vue", "individuelle"), ("pour", part.acheteur), ("exercice", "tous")]
    found = urlencode([*asked, *(("fournisseur", one) for one in part.fournisseurs)])
    href = reverse("lignes", args=["cartographie"]) + f"?{found}"
    known = names().get(part.acheteur, part.acheteur)
    count = accord(part.lignes, "ligne")
    return Ligne(known, _etat(part.etat), montant_lisible(part.centimes), count, href)


def sheet(atelier: Workshop, one: Candidat, here: Here, ecrit: str, chosen: bool) -> Fiche:
    """What the directory says of an enterprise: the right card."""
    regle, told = atelier.catalogue.regle("rapprochements"), rapprochements.fiche(atelier, one)
    commune = str(told.get("commune_libelle") or _communes(atelier.catalogue).get(one.commune, one.commune))
    fields = [
        (
            translated("Établissement"),
            f"{one.siret}{translated(' (siège)') if told.get('siege') else ''}" if one.siret else "",
        ),
        (translated("Adresse"), _spaced(_first(told, "code_postal") or one.code_postal, commune)),
        (translated("Activité (NAF)"), _first(told, "naf", "unite_naf")),
        (translated("Taille"), _size(regle, told)),
        (translated("État"), translated(regle["etats"].get(_first(told, "etat", "unite_etat"), ""))),
    ]
    return Fiche(
        in_french(lisser(one.nom)) or translated("Nom inconnu"), one.siren,
        tuple(filter(lambda field: field[1], fields)),
        tuple(in_french(lisser(said)) for said in one.preuves),
        likelihood(regle, one.score), _spaced(one.code_postal, commune),
        here.address(ecrit, one.siren), chosen, one.jugement == Judgement.INCERTAIN,
        way(one.reconnu) if one.reconnu else "",
    )  # fmt: skip


def _spaced(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _first(told: Mapping[str, Any], *columns: str) -> str:
    """The first of these columns that says something."""
    return next((str(told[name]) for name in columns if told.get(name)), "")


def _size(regle: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """« 10 à 19 salariés, PME »."""
    staff = translated(regle["effectifs"].get(_first(told, "unite_tranche_effectif", "tranche_effectif"), ""))
    return ", ".join(filter(None, (staff, _first(told, "unite_categorie_entreprise"))))


@lru_cache(maxsize=2)
def _communes(definitions: Catalogue) -> Mapping[str, str]:
    """The names of the communes by code."""
    return {line["code"]: line["libelle"] for line in definitions.lines("referentiels/communes.csv")}


def likelihood(regle: Mapping[str, Any], score: int | None) -> str:
    """« très vraisemblable, 97 sur 100 »; nothing for an enterprise that a person named."""
    if score is None:
        return ""
    words = next(one["dit"] for one in regle["vraisemblance"] if score >= one["des"])
    return dire("{words}, {score} sur 100", words=translated(words), score=score)


def progress(one: Avancement, en_jeu: int) -> dict[str, Any]:
    """How far the identification is: the bar, in thousandths, and its words."""
    widths = [
        max(0, arrondi(ECHELLE * cents, one.total)) if one.total > 0 else 0
        for cents in (one.restes, one.decides, en_jeu)
    ]
    starts = (0, widths[0], widths[0] + widths[1])
    return {
        "segments": [
            (name, tenth(start), tenth(width))
            for name, start, width in zip(("avant", "decide", "file"), starts, widths, strict=True)
        ],
        "part": pourcent(one.apres, one.total),
        "avant": pourcent(one.restes, one.total),
        "decide": pourcent(one.decides, one.total) if one.decides or not one.refuses else "",
        "decide_euros": montant_lisible(one.decides),
        "refuse": montant_lisible(one.refuses) if one.refuses else "",
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


def announce(fait: str, derniere: Mapping[str, Any] | None, file: File, liste: Liste) -> str:
    """What has just been done, and what it moved; nothing when nothing was."""
    if fait == "deja":
        return translated("Cette décision avait déjà été reprise.")
    if fait == "devance":
        return translated("Quelqu’un a décidé de ce nom avant vous, voyez plus bas : rien n’a été ajouté.")
    one, left = file.avancement, accord(len(file.noms), "nom")
    reviewing = liste == Liste.RECONNUS
    rest = (
        "Dépense identifiée\u00a0: {part}, reste {noms} à relire."
        if reviewing
        else ("Dépense identifiée\u00a0: {part}, reste {noms}.")
    )
    moved = dire(rest, part=en_pourcent(pourcent(one.apres, one.total)), noms=left)
    words_said = REVIEWED if reviewing else SAID
    if fait == "repris":
        return dire("Décision reprise. {moved}", moved=moved)
    if derniere is None or fait not in SAID:
        return ""
    return f"{translated(words_said[Judgement(fait)]).format(**derniere)} {moved}"


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
        "dit": translated(words_said),
        "nom": in_french(lisser(str(said.cite.get("nom", said.ecrit_cle)))),
        "entreprise": in_french(lisser(named)),
        "qui": said.qui,
        "quand": words.moment(said.date),
        "motif": in_french(lisser(said.motif)),
        "empreinte": said.empreinte,
    }


def last_of(kept: Sequence[Rapprochement], qui: str) -> Rapprochement | None:
    """The last judgement of a person that stands: what « annuler » takes back."""
    return next((one for one in kept if one.qui == qui), None)
