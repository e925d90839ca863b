"""What every dashboard says of itself: whether it is kept, its permanent link, the version that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest

from achatlas.analyse import query
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import accord, en_lettres, evolution, montant_lisible
from achatlas.langues import dire, nu, translated
from achatlas.screens import mots
from achatlas.screens.chiffres import COMPTES
from achatlas.screens.demande import Demande
from achatlas.store.publications import MANIFESTE, Publication
from achatlas.store.retention import FORMER
from achatlas.web.acces import publication
from achatlas.web.cartographie import etats
from achatlas.web.cartographie.etats import Etat
from achatlas.web.policies import Requete
from achatlas.web.vues import rights
from achatlas.web.vues.models import NOM, NOTE, Releve, Vue

NAMED = {"achats": ("ligne", "lignes"), "marches": ("marché", "marchés")}


@dataclass(frozen=True)
class Bandeau:
    """What is said of the version that an address binds: ``genre`` is actuelle, ancienne or perdue."""

    genre: str
    version: str
    jour: str
    aujourdhui: str
    lien: str = ""
    difference: str = ""
    gardees: str = en_lettres(FORMER)


@dataclass(frozen=True)
class Gardee:
    """A kept view that is this very address."""

    nom: str
    note: str
    qui: str


@dataclass(frozen=True)
class Tools:
    """What the forms of a dashboard need: its address, a name to begin with, who it may be shared with."""

    adresse: str
    nom: str
    portees: list[tuple[str, str]]
    taille_nom: int
    taille_note: int
    ici: list[Gardee]


def commun(request: HttpRequest) -> dict[str, Any]:
    """Give the pages that show a state of a dashboard the version that it binds, what may be kept of it."""
    demande = getattr(request, "demande", None)
    if demande is None:
        return {}
    etat, asked = etats.of(request.path, request.GET, demande), cast(Requete, request)
    return {"bandeau": bandeau(asked, etat), "garder": tools(asked, etat) if keeps(request) else None}


def keeps(request: HttpRequest) -> bool:
    """Whether a page is one whose address may be kept."""
    return getattr(request.resolver_match, "url_name", "") in etats.GARDABLES


def tools(request: Requete, etat: Etat) -> Tools:
    """What may be kept of a state."""
    demande = etat.demande
    titre = nu(mots.titre(demande, mots.noms_choisis(demande)))
    nom = f"{titre}, {mots.periode(demande)}"
    same = rights.partagees(request.user, request.droits).filter(adresse=etat.adresse)[:2]
    return Tools(
        adresse=etat.adresse,
        nom=nom if len(nom) <= NOM else titre[:NOM],
        portees=portees(demande),
        taille_nom=NOM,
        taille_note=NOTE,
        ici=[Gardee(vue.nom, vue.note, qui(vue, request.user)) for vue in same],
    )


def portees(demande: Demande) -> list[tuple[str, str]]:
    """Who a view may be shared with, in the words of this person."""
    role = {"agent": "les agents de mon acheteur", "groupe_projet": "le groupe projet", "elu": "les élus"}
    told = {Vue.Portee.ROLE: role.get(demande.acces.droits.role, "mon rôle")}
    return [
        (value, translated(told.get(Vue.Portee(value), str(label)))) for value, label in Vue.Portee.choices
    ]


def qui(vue: Vue, user: Any) -> str:
    """Who kept a view."""
    if vue.user_id == user.pk:
        return translated("vous")
    profil = getattr(vue.user, "profil", None)
    return translated(profil.libelle) if profil else str(vue.user)


def bandeau(request: Requete, etat: Etat) -> Bandeau | None:
    """What is said of the version that an address binds; nothing when it binds none."""
    acces, now = etat.demande.acces, publication()
    if acces.perdue:
        return Bandeau("perdue", acces.perdue, "", libre(request), difference=difference(etat))
    if not acces.version:
        return None
    genre = "actuelle" if acces.version == now.version else "ancienne"
    link = request.build_absolute_uri(etat.avec(version=acces.version)) if keeps(request) else ""
    return Bandeau(genre, acces.version, jour(acces.publication), libre(request), link)


def libre(request: Requete) -> str:
    """The address of this very page without the version that it binds."""
    params = request.GET.copy()
    params.pop("version", None)
    return f"{request.path}?{params.urlencode()}"


def jour(shown: Publication) -> str:
    """The day on which a version was last the one of the day."""
    return f"{datetime.fromtimestamp((shown.path / MANIFESTE).stat().st_mtime):%d/%m/%Y}"


def figures(demande: Demande) -> tuple[int, int] | None:
    """What a view tells, in the version that it reads: its total (cents) and its count of lines or marchés;
    None when the common view does not cross what it asks.
    """
    names = [demande.tableau.mesure, COMPTES[demande.tableau.fait]]
    try:
        told = query.figures(names, demande.retenue, demande.acces.scope)
    except ClosedCrossing:
        return None
    return (told.valeurs[names[0]], told.valeurs[names[1]]) if not told.fermes else None


def relever(etat: Etat) -> None:
    """Write down what a view tells in the version that it reads."""
    if (told := figures(etat.demande)) is not None:
        Releve.objects.update_or_create(
            version=etat.demande.acces.scope.version,
            adresse=etat.adresse,
            defaults={"centimes": told[0], "compte": told[1]},
        )


def difference(etat: Etat) -> str:
    """What changed since a version that is gone: what the view told then and what it tells now, when it was
    written down.
    """
    then = Releve.objects.filter(version=etat.demande.acces.perdue, adresse=etat.adresse).first()
    now = figures(etat.demande)
    if then is None or now is None:
        return translated("Ce que la vue montrait alors n’a pas été relevé : l’écart ne peut pas être dit.")
    words = NAMED[etat.demande.tableau.fait]
    before, after = _told((then.centimes, then.compte), words), _told(now, words)
    if (then.centimes, then.compte) == now:
        return dire("Elle montrait {avant} : le total et le nombre n’ont pas changé depuis.", avant=before)
    change = evolution(now[0], then.centimes)
    said = "Elle montrait {avant} ; aujourd’hui {maintenant} ({change})."
    return dire(said, avant=before, maintenant=after, change=change)


def _told(figures: tuple[int, int], words: tuple[str, str]) -> str:
    cents, count = figures
    return dire("{montant} pour {nombre}", montant=montant_lisible(cents), nombre=accord(count, *words))
