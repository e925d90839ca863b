"""The pages of the lines: the whole list with its export, and where one euro comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from pyarrow.parquet import read_table

from achatlas.analyse import lines
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import LIGNE
from achatlas.domain.nombres import accord, avec_unite, entier, euros, lisser
from achatlas.ingest.discover import discover
from achatlas.langues import dire, translated
from achatlas.pipeline import histoire
from achatlas.screens import lignes, mots, offer, parts, sous_marche
from achatlas.screens.cases import told_of
from achatlas.screens.demande import Demande
from achatlas.screens.liens import lien, marche
from achatlas.screens.lignes import Liste
from achatlas.screens.titulaires import HIDDEN, Named
from achatlas.store.register import Register
from achatlas.store.snapshots import Snapshots
from achatlas.web import adresses
from achatlas.web.acces import catalogue, maison, ouvrir, portee, territoire, titulaires
from achatlas.web.cartographie.axe import Pages, hors_liste, pages
from achatlas.web.cartographie.views import AUTRE, Choix, demande_de, premier
from achatlas.web.policies import Requete

RULE = re.compile(r"règle (\d+), ")
"""What the reason of a line says when a rule of a person classed it."""


def lister(request: Requete, tableau: str) -> HttpResponse:
    """Show a page of the lines of a request; raises Http404 when this view opens none, BadAddress."""
    demande, page = demande_de(request, tableau), adresses.page_of(request.GET)
    if not demande.acces.lignes(demande.tableau.fait):
        raise Http404
    tri = adresses.one_of(request.GET.get("tri", "-date"), tuple(lignes.TRIS), "Tri")
    texte = request.GET.get("cherche", "").strip()[:80]
    trouvees = lignes.page(demande, page, tri, texte=texte)
    position = pages(demande, f"{demande.chemin}lignes/", page, trouvees.nombre, tri=tri, cherche=texte)
    if page > position.derniere:
        return hors_liste(request, position)
    return render(request, "cartographie/lignes.html", _contexte(demande, trouvees, position))


def _contexte(demande: Demande, trouvees: Liste, position: Pages) -> dict[str, Any]:
    tri, texte = position.plus["tri"], position.plus["cherche"]
    noms, chemin = mots.noms_choisis(demande), f"{demande.chemin}lignes/"
    return {
        "demande": demande,
        "titre": mots.titre(demande, noms),
        "mention": parts.mention(demande),
        "lignes": trouvees,
        "pages": position,
        "tris": [
            Choix(translated(dit), demande.adresse(chemin=chemin, tri=nom, cherche=texte), nom == tri)
            for nom, dit in lignes.TRIS.items()
        ],
        "cherche": texte,
        "tout": demande.adresse(chemin=chemin, tri=tri),
        "chemin": chemin,
        "tri": tri,
        "parametres": [*demande.parametres(), *demande.selection.to_query()],
        "retour": demande.adresse(),
        "pilules": mots.pilules(demande, noms, chemin),
        "exporter": offer.of_lines(demande, texte),
        "version": demande.acces.scope.version,
    }


def ligne(request: Requete, depot: str, numero_ligne: int) -> HttpResponse:
    """Show the provenance of one line; raises Http404 when the scope does not hold it, whoever owns it."""
    demande = demande_de(request, _tableau(request))
    fait, back = demande.tableau.fait, _back(request, demande)
    trouvee = _trouver(demande, depot, numero_ligne)
    named = titulaires(str(trouvee["marche_cle"]), demande.acces) if fait == "marches" else None
    return render(
        request,
        "cartographie/ligne.html",
        {
            "ligne": trouvee,
            "achats": fait == "achats",
            "montant": euros(int(trouvee["montant_ht_centimes"])),
            "acheteur": lisser(territoire().acheteur(trouvee["acheteur_siren"]).nom),
            "rang": entier(numero_ligne),
            "place": place(depot, numero_ligne),
            "chaine": chaine(trouvee, fait),
            "sous": sous_marche.told(demande, trouvee) if fait == "achats" else (),
            "marche_href": marche(demande, lignes.known(trouvee)),
            "brut": enregistrement(depot, numero_ligne, fait, named),
            "histoire": _history(trouvee, demande, named),
            "regle": _regle(request, str(trouvee.get("motif") or "")),
            "retour": back,
            "fiche": demande.fiche(str(trouvee["fournisseur_id"] or ""), str(trouvee["acheteur_siren"])),
            "fiches": _pages(demande, trouvee),
            "acheteur_href": lien(demande, "acheteur", str(trouvee["acheteur_siren"])),
            "version": demande.acces.scope.version,
        },
    )


def _regle(request: Requete, motif: str) -> str:
    """Where the rule that classed a line is read, by who may read rules; nothing for another reason."""
    found = RULE.match(motif)
    return f"{reverse('regles')}#regle-{found[1]}" if found and portee(request.droits).acheteurs else ""


def _pages(demande: Demande, trouvee: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pages of what a line names: its segment, its direction, its service, its marché."""
    names = ("segment_code", "direction_code", "service_code")
    segment, direction, service = (str(trouvee.get(name) or "") for name in names)
    named = [
        (translated("Fiche du segment"), lien(demande, "segment", segment)),
        (translated("Fiche de la direction"), lien(demande, "direction", direction)),
        (translated("Fiche du service"), lien(demande, "service", service)),
        (translated("Fiche du marché"), marche(demande, lignes.known(trouvee))),
    ]
    return [(dit, href) for dit, href in named if href]


def _history(
    trouvee: Mapping[str, Any], demande: Demande, named: Named | None
) -> histoire.Histoire | None:  # fmt: skip
    """The versions and the witnesses of a marché; a payment has none."""
    if named is None:
        return None
    return histoire.of(maison(), demande.acces.publication, str(trouvee["marche_cle"]), named.nom)


def _tableau(request: Requete) -> str:
    """The dashboard that a line was opened from; without one, the first of its fact. Raises Http404."""
    fait = request.GET.get("fait", "achats")
    if fait not in AUTRE:
        raise Http404
    return request.GET.get("tableau") or premier(fait)


def _back(request: Requete, demande: Demande) -> str:
    """The address that a line was opened from, rebuilt from the state read: it never leaves the product.

    Raises BadAddress for a page or an order that no list has.
    """
    if request.GET.get("de") != lignes.LISTE:
        return f"{demande.adresse()}#p-lignes"
    tri = adresses.one_of(request.GET.get("tri", "-date"), tuple(lignes.TRIS), "Tri")
    back = lignes.depuis(adresses.page_of(request.GET), tri, request.GET.get("cherche", "").strip()[:80])
    return demande.adresse(None, f"{demande.chemin}lignes/", **(back | {"de": ""}))


def _trouver(demande: Demande, depot: str, numero: int) -> Mapping[str, Any]:
    """The line, a payment as its buyer knows it; raises Http404 when this view does not open it."""
    fait, acces = demande.tableau.fait, demande.acces
    if not acces.lignes(fait):
        raise Http404
    scope = acces.scope if fait == "achats" else ouvrir(acces.droits, "consolidee", "", acces.version).scope
    trouvee = lines.line(depot, numero, scope, fait=fait)
    if trouvee and fait == "achats" and demande.consolidee:
        siren = str(trouvee["acheteur_siren"])
        own = ouvrir(acces.droits, "individuelle", siren, acces.version).scope
        trouvee = lines.line(depot, numero, own, fait=fait)
    if trouvee is None:
        raise Http404
    return trouvee


def place(depot: str, numero: int) -> str:
    """Return which record this is when its number is no line of the file: « 4 749e élément LigneDePiece »."""
    depose = Register(maison()).depot(depot)
    repere = _reperes(catalogue()).get(depose.source if depose else "", LIGNE)
    if repere == LIGNE:
        return ""
    return dire("{n}er {repere}" if numero == 1 else "{n}e {repere}", n=entier(numero), repere=repere)


@lru_cache(maxsize=4)
def _reperes(definitions: Catalogue) -> Mapping[str, str]:
    """What the numbers of each source count."""
    return {nom: trouvee.definition.repere for nom, trouvee in discover(definitions).items()}


Champ = tuple[str, str, str]
CENTIMES, EUROS = "en centimes d'euro", "en euros"
LISTES = frozenset({"titulaires", "modifications", "sous_traitants", "sous_traitants_modifies"})
NOTHING: tuple[Any, ...] = (None, "", "[]", [])
SITUENT = frozenset({"depot", "fichier", "numero_ligne"})


@dataclass(frozen=True)
class Enregistrement:
    """A record, each field as (what, column, value): what its file says, and what the product made of it."""

    ecrit: tuple[Champ, ...] = ()
    calcule: tuple[Champ, ...] = ()


def enregistrement(
    depot: str, numero_ligne: int, fait: str, named: Named | None = None
) -> Enregistrement:  # fmt: skip
    """Return a record as it was read, empty when its snapshot is gone; what situates it is said elsewhere.
    ``named``: whose names may be told of a marché.

    The caller has checked that the line is in the scope.
    """
    table = "brut__mandats" if fait == "achats" else "brut__marches"
    dits = catalogue().tables[table].colonnes
    said: dict[bool, list[Champ]] = {False: [], True: []}
    for nom, valeur in _lu(depot, numero_ligne, table).items():
        if nom in dits and nom not in SITUENT and valeur not in NOTHING:
            open_ = named is None or nom not in LISTES or named.record(valeur)
            told = _valeur(nom, valeur) if open_ else translated(HIDDEN)
            said[dits[nom].calcule].append((_dit(dits[nom].description), nom, told))
    return Enregistrement(tuple(said[False]), tuple(said[True]))


def _lu(depot: str, numero_ligne: int, table: str) -> Mapping[str, Any]:
    """The row of a record in its snapshot, empty when the snapshot is gone."""
    depose = Register(maison()).depot(depot)
    path = Snapshots(maison()).path("brut", depose.instantane if depose else "") / f"{table}.parquet"
    if not path.is_file():
        return {}
    found: list[dict[str, Any]] = read_table(path, filters=[("numero_ligne", "=", numero_ligne)]).to_pylist()
    return found[0] if found else {}


def _dit(description: str) -> str:
    """What a column holds, as the page shows it and not as the table keeps it."""
    return lisser(description.replace(CENTIMES, EUROS).partition(" : liste JSON")[0])


def _en_mots(element: Any) -> str:
    """An element of a list, its fields in words: « nom : Fouraac, montant_ht : 12,00 € »."""
    if not isinstance(element, Mapping):
        return str(element)
    filled = [(nom, _valeur(nom, dit)) for nom, dit in element.items() if dit not in NOTHING]
    return ", ".join(told_of(nom.removesuffix("_centimes"), dit) for nom, dit in filled)


def _valeur(nom: str, valeur: Any) -> str:
    """A value as a page shows it: amounts in euros, the fingerprint in hexadecimal, lists in words."""
    if nom in LISTES or isinstance(valeur, list):
        elements = json.loads(valeur) if isinstance(valeur, str) else valeur
        return translated(" ; ").join(_en_mots(element) for element in elements)
    if nom.endswith("_centimes"):
        return avec_unite(euros(int(valeur)), "€")
    return f"{valeur:016x}" if nom == "empreinte" else str(valeur)


Etape = tuple[str, str, str]


def chaine(trouvee: Mapping[str, Any], fait: str) -> list[Etape]:
    """Return how the line came to be counted so: (question, answer, why), from the file to the segment."""
    dit = {nom: lisser(str(valeur)) for nom, valeur in trouvee.items() if valeur not in (None, "")}
    classement = translated(dit.get("classement_libelle", "aucun moteur"))
    confiance = dire("{part} %, ", part=dit["confiance"]) if dit.get("confiance") else ""
    why = dit.get("motif") or translated("aucun motif")
    unknown = translated("inconnu")
    etapes = [
        (
            translated("Quoi"),
            _avec_code(dit, "segment", translated("À qualifier")),
            confiance + told_of(lisser(classement), why),
        ),
        (
            translated("À qui"),
            dit.get("fournisseur_libelle") or unknown,
            translated(dit.get("identification_libelle", "")),
        ),
        (
            translated("D’où"),
            dit.get("departement_libelle") or unknown,
            translated(dit.get("lieu_origine_libelle", "")),
        ),
    ]
    if fait == "achats":
        flow = translated(dit.get("flux_libelle", ""))
        champ = dire("compte {compte}, {flux}", compte=dit.get("compte_libelle") or unknown, flux=flow)
        champ = champ.strip(", ")
        etapes.insert(0, (translated("Dans le champ"), translated("Oui, c’est un achat"), champ))
    else:
        etapes.insert(0, _combien(trouvee))
    return etapes


def _combien(trouvee: Mapping[str, Any]) -> Etape:
    """Which amount of a marché is counted: the one notified, or the one that a modification put in its
    place.
    """
    notified, now = trouvee.get("montant_initial_centimes"), trouvee.get("montant_modifie_centimes")
    if not trouvee.get("modifications") or notified is None or now is None:
        return translated("Combien"), translated("Montant notifié"), translated("aucune modification publiée")
    changes = accord(int(trouvee["modifications"]), "modification")
    after = dire("Montant après modification : {now}", now=avec_unite(euros(int(now)), "€"))
    return (
        translated("Combien"),
        after,
        dire(
            "montant notifié : {notified} ; {changes}",
            notified=avec_unite(euros(int(notified)), "€"),
            changes=changes,
        ),
    )


def _avec_code(dit: Mapping[str, str], axe: str, sinon: str) -> str:
    code = dit.get(f"{axe}_code", "")
    return f"{code} {dit.get(f'{axe}_libelle', '')}".strip() if code else sinon
