"""Deposits and balance: each file and each edge as a double entry, in the four totals; nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml
from django.http import HttpResponse
from django.shortcuts import render

from achatlas.catalogue.load import Catalogue, motif_of
from achatlas.catalogue.signalements import Signalement, amount_of, told
from achatlas.domain.balance import Account, Ledger, total
from achatlas.domain.nombres import accord, entier, euros, lisser
from achatlas.domain.text import searchable
from achatlas.ingest.discover import discover
from achatlas.langues import dire, in_french, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens.droits import Droits
from achatlas.store.register import Bilan, Depot, Register
from achatlas.web import stages
from achatlas.web.acces import catalogue, maison, territoire
from achatlas.web.comptes.models import Profil
from achatlas.web.policies import Requete

LECTURE = "lecture"
SEAUX = (
    ("acc", "Acceptées"),
    ("exc", "Exclues par une règle"),
    ("rej", "Rejetées, à corriger"),
    ("dbl", "Doublons"),
)
UNREAD = "{lignes} qui n’a pu être lu : ces euros sont inconnus, et manquent aux sommes ci-dessus."
NON_LU = "non lu"
UNRULED = " : aucune règle de périmètre"
LUES = "À la lecture, toutes les lignes entrent."
TOUTES = "Toutes les lignes entrent."
SUITES = {"mandats": ("mandats", "achats"), "marchés": ("marches",)}
ALL_KEPT = "Les étapes suivantes gardent toutes les lignes acceptées."
A_PART = (
    "Les étapes suivantes mettent à part ce qui n’est pas un achat, ce qui est déjà connu et ce qui ne peut "
    "être compté ; leurs totaux ne sont pas détaillés ici."
)


@dataclass(frozen=True)
class Colonne:
    """One row of the double entry, the four totals written out."""

    signe: str
    sorte: str
    nom: str
    lignes: str
    euros: str
    absolus: str
    empreinte: str
    nul: bool = False


@dataclass(frozen=True)
class Compte:
    """A balance ready for the page: its object, its rows, its strip, its detail by reason."""

    titre: str
    sous_titre: str
    equilibre: bool
    lignes: tuple[Colonne, ...]
    bande: tuple[tuple[str, str, str], ...]
    motifs: tuple[tuple[str, tuple[Motif, ...]], ...]
    resume: str
    signalements: tuple[Signalement, ...] = ()
    suites: tuple[Compte, ...] = ()
    constat: str = ""
    inconnus: str = ""

    @property
    def complet(self) -> bool:
        """Whether every record read was kept at this stage."""
        return not any(motifs for _, motifs in self.motifs)


def _ecrire(signe: str, sorte: str, nom: str, compte: Account) -> Colonne:
    empreinte = f"{compte.empreinte:016x}"
    ecrite = " ".join(empreinte[i : i + 4] for i in range(0, 12, 4))
    return Colonne(
        signe,
        sorte,
        translated(nom),
        entier(compte.lignes),
        euros(compte.centimes),
        euros(compte.centimes_absolus),
        ecrite,
    )


def _ecart(ecart: Account) -> Colonne:
    """Write the difference: ✓ only when the four totals are nil."""
    nul = ecart == Account()
    signe = "✓ " if nul else ""
    empreinte = translated("✓ nul" if ecart.empreinte == 0 else "différente")
    return Colonne(
        "=",
        "ecart",
        translated("Écart"),
        f"{signe}{entier(ecart.lignes)}",
        f"{signe}{euros(ecart.centimes)}",
        f"{signe}{euros(ecart.centimes_absolus)}",
        empreinte,
        nul,
    )


def _bande(seaux: Sequence[Account], lues: int) -> tuple[tuple[str, str, str], ...]:
    """Return the strip of lines: (class, x, width) in per cent of what was read."""
    bande, avant = [], 0
    for (sorte, _), compte in zip(SEAUX, seaux, strict=True):
        if compte.lignes:
            bande.append((sorte, pour_cent(avant, lues), pour_cent(compte.lignes, lues)))
        avant += compte.lignes
    return tuple(bande)


@dataclass(frozen=True)
class Motif:
    """Why records are not kept: the reason in words, how many, how much, and what to do about it."""

    libelle: str
    lignes: str
    euros: str
    que_faire: str


@lru_cache(maxsize=4)
def reasons(path: Path) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the closed list of reasons: bucket, reason, then its words and what to do."""
    lu: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return lu


def _bare(nom: str) -> str:
    """A reason that no list words: an account that no rule knows, else as the stage said it, in French."""
    compte, unruled, _ = nom.partition(UNRULED)
    if unruled:
        return dire("Compte {compte} : aucune règle de périmètre", compte=compte.removeprefix("compte "))
    return in_french(nom[:1].upper() + nom[1:].replace("_", " "))


def _motifs(sorte: str, seau: Mapping[str, Account]) -> tuple[Motif, ...]:
    """Put the reasons of a bucket into words, from the most frequent down."""
    connues = reasons(catalogue().file("regles/motifs_ingestion.yml")).get(sorte, {})
    trouves = []
    for nom, somme in sorted(seau.items(), key=lambda m: -m[1].lignes):
        dit = connues.get(nom) or motif_of(catalogue(), nom)
        libelle = lisser(translated(dit["libelle"]) if "libelle" in dit else _bare(nom))
        faire = lisser(translated(dit.get("que_faire", "")))
        lu = amount_of(catalogue(), nom, somme.centimes_absolus) is not None
        trouves.append(
            Motif(libelle, entier(somme.lignes), euros(somme.centimes) if lu else translated(NON_LU), faire)
        )
    return tuple(trouves)


def _inconnus(rejets: Mapping[str, Account]) -> str:
    """Say how many lines are rejected because their amount was not read: they weigh nothing in any sum."""
    lignes = sum(
        somme.lignes
        for nom, somme in rejets.items()
        if amount_of(catalogue(), nom, somme.centimes_absolus) is None
    )
    if not lignes:
        return ""
    phrase = accord(lignes, "ligne rejetée a un montant", "lignes rejetées ont un montant")
    return dire(UNREAD, lignes=phrase)


def compte(titre: str, sous_titre: str, ledger: Ledger) -> Compte:
    """Lay a ledger out as a double entry."""
    seaux = (
        ledger.acceptes,
        total(ledger.exclus.values()),
        total(ledger.rejets.values()),
        total(ledger.doublons.values()),
    )
    lignes = [_ecrire("", "lue", "Lues", ledger.lu)]
    lignes += [_ecrire("−", sorte, nom, c) for (sorte, nom), c in zip(SEAUX, seaux, strict=True)]
    lues = accord(ledger.lu.lignes, "ligne lue", "lignes lues")
    resume = lost(lues, 0 if ledger.equilibre else abs(ledger.ecart().lignes), juste=ledger.equilibre)
    entre = ledger.lu == ledger.acceptes
    return Compte(
        titre,
        sous_titre,
        ledger.equilibre,
        (*lignes, _ecart(ledger.ecart())),
        _bande(seaux, ledger.lu.lignes),
        (
            (translated("Rejetées, à corriger"), _motifs("rejet", ledger.rejets)),
            (translated("Exclues par une règle"), _motifs("exclu", ledger.exclus)),
            (translated("Doublons"), _motifs("doublon", ledger.doublons)),
        ),
        resume,
        constat=translated(LUES) if entre else "",
        inconnus=_inconnus(ledger.rejets),
    )


def ouverts(droits: Droits, depots: Sequence[Depot]) -> list[Depot]:
    """Return the files whose balance this person may read: their buyer's own; all for the project team and
    the élu."""
    if droits.role == Profil.Role.AGENT:
        return [d for d in depots if d.acheteur_siren == droits.acheteur]
    return list(depots)


def _somme(bilans: Sequence[Bilan]) -> Ledger:
    comptes = [b.compte for b in bilans]

    def seau(nom: str) -> dict[str, Account]:
        reunis: dict[str, Account] = {}
        for ledger in comptes:
            for motif, valeur in getattr(ledger, nom).items():
                reunis[motif] = reunis.get(motif, Account()) + valeur
        return reunis

    return Ledger(
        total(c.lu for c in comptes),
        total(c.acceptes for c in comptes),
        seau("rejets"),
        seau("exclus"),
        seau("doublons"),
    )


def _etapes(bilans: Sequence[Bilan], droits: Droits) -> list[Compte]:
    """Return the edges after reading: common tables, whose totals an agent may not see."""
    if droits.role == Profil.Role.AGENT:
        return []
    suite = [b for b in bilans if b.etape != LECTURE]
    suite.sort(key=stages.rank)
    return [compte(b.objet, b.etape + stages.changed(b), b.compte) for b in suite]


NATURES = {"brut__mandats": "mandats", "brut__marches": "marchés"}


@dataclass(frozen=True)
class Groupe:
    """The files of one buyer, and their sum."""

    somme: Compte
    fichiers: tuple[Compte, ...]


Lus = Sequence[tuple[Depot, Bilan]]


@lru_cache(maxsize=4)
def _natures(definitions: Catalogue) -> Mapping[str, str]:
    """What each source tells of: mandats or marchés."""
    return {nom: NATURES[trouvee.definition.ecrit] for nom, trouvee in discover(definitions).items()}


def par_nature(lus: Lus) -> dict[str, list[tuple[Depot, Bilan]]]:
    """Return the files by what they tell of: payments and marchés are never summed together."""
    natures = _natures(catalogue())
    ranges: dict[str, list[tuple[Depot, Bilan]]] = {}
    for depot, bilan in lus:
        ranges.setdefault(natures.get(depot.source, depot.source), []).append((depot, bilan))
    return dict(sorted(ranges.items()))


def _fichier(depot: Depot, bilan: Bilan) -> Compte:
    """Return the balance of a file, with what deserves notice in it."""
    dits = told(catalogue(), depot.signalements, depot.lecture)
    suite = dire(", {points} à savoir", points=accord(len(dits), "point")) if dits else ""
    trouve = compte(depot.fichier, depot.source.replace("_", " ") + suite, bilan.compte)
    return replace(trouve, signalements=dits)


def grouper(lus: Lus, noms: Mapping[str, str]) -> list[Groupe]:
    """Return the balances by buyer and by what they tell of, those that do not balance first."""
    groupes = []
    for nature, fichiers in par_nature(lus).items():
        par_acheteur: dict[str, list[tuple[Depot, Bilan]]] = {}
        for depot, bilan in fichiers:
            nom = noms.get(depot.acheteur_siren or "", translated("Plusieurs acheteurs"))
            par_acheteur.setdefault(nom, []).append((depot, bilan))
        groupes += [_groupe(nom, nature, siens) for nom, siens in par_acheteur.items()]
    return sorted(groupes, key=lambda g: (all(f.equilibre for f in g.fichiers), searchable(g.somme.titre)))


def _groupe(nom: str, nature: str, siens: Lus) -> Groupe:
    fichiers = sorted((_fichier(d, b) for d, b in siens), key=lambda f: (f.equilibre, f.titre))
    sous_titre = dire(f"{{fichiers}} de {nature}", fichiers=accord(len(siens), "fichier"))
    return Groupe(compte(nom, sous_titre, _somme([b for _, b in siens])), tuple(fichiers))


def ensembles(lus: Lus, etapes: Sequence[Compte] = ()) -> list[Compte]:
    """Return the sum of all the files of payments, and that of all the files of marchés, each with what the
    stages after reading set apart; ``etapes`` is empty for those who may not see them.
    """
    sommes = []
    for nature, siens in par_nature(lus).items():
        lue = compte(
            translated(f"Fichiers de {nature}"), accord(len(siens), "fichier"), _somme([b for _, b in siens])
        )
        sommes.append(_followed(lue, [e for e in etapes if e.titre in SUITES.get(nature, ())]))
    return sommes


def _followed(lue: Compte, etapes: Sequence[Compte]) -> Compte:
    """Add what the stages after reading set apart: « toutes » is said only when none sets anything apart."""
    if not etapes:
        return replace(lue, constat=f"{lue.constat} {translated(A_PART)}".strip())
    suites = tuple(etape for etape in etapes if not etape.complet)
    sans_reste = translated(TOUTES if lue.constat else ALL_KEPT)
    return replace(lue, suites=suites, constat=lue.constat if suites else sans_reste)


def _phrase(lus: Lus) -> str:
    """Say in one line what was read, of each kind, and whether something is missing."""
    sommes = {nature: _somme([b for _, b in siens]) for nature, siens in par_nature(lus).items()}
    counts = [
        dire(f"{{lignes}} de {nature}", lignes=accord(s.lu.lignes, "ligne")) for nature, s in sommes.items()
    ]
    perdues = sum(abs(s.ecart().lignes) for s in sommes.values())
    juste = all(s.equilibre for s in sommes.values())
    return lost(f" {translated('et')} ".join(counts), perdues, juste=juste)


def lost(lues: str, perdues: int, *, juste: bool) -> str:
    """What was read, and how many lines are missing."""
    if juste:
        return dire("{lues}, aucune perdue", lues=lues)
    return dire("{lues}, {lignes} d’écart", lues=lues, lignes=accord(perdues, "ligne"))


def lectures(droits: Droits, registre: Register) -> Lus:
    """Return the files that are open to this person, each with the balance of its reading."""
    bilans = {b.instantane: b for b in registre.bilans() if b.etape == LECTURE}
    return [(d, bilans[d.instantane]) for d in ouverts(droits, registre.depots()) if d.instantane in bilans]


def montrer(request: Requete) -> HttpResponse:
    """Show the balance of every file that is open to this person, and of every edge."""
    registre = Register(maison())
    lus = lectures(request.droits, registre)
    groupes = grouper(lus, {a.siren: a.dit for a in territoire().acheteurs})
    fichiers = [f for g in groupes for f in g.fichiers]
    etapes = _etapes(registre.bilans(), request.droits)
    contexte = {
        "phrase": _phrase(lus),
        "ensembles": ensembles(lus, etapes),
        "fichiers": fichiers,
        "groupes": groupes,
        "etapes": etapes,
        "faux": [f for f in fichiers if not f.equilibre],
    }
    return render(request, "pages/bilan.html", contexte)
