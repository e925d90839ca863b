"""What persons grouped, as axes of a request; and how a grouping is written, changed and retired."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from achatlas.analyse.groupements import AUTRES
from achatlas.catalogue.load import Catalogue, with_axes
from achatlas.catalogue.models import Axe
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, translated
from achatlas.screens.addresses import shown
from achatlas.web.comptes.models import Profil, Regroupement
from achatlas.web.policies import Requete

PREFIXE = "gr_"
NOM = re.compile(rf"{PREFIXE}(\d{{1,9}})")
LONG, CODE, GROUPS, MEMBERS = 60, 200, 20, 500
OU = "regroupement demandé"


def name_of(one: Regroupement) -> str:
    """The name that addresses bear, whatever it is called."""
    return f"{PREFIXE}{one.pk}"


def open_to(user: Any) -> list[Regroupement]:
    """The groupings that stand and that a person (or the number of its account) may use: its own, and those
    that are shared.
    """
    found = Regroupement.objects.filter(Q(shared=True) | Q(user=user), retire_le=None)
    return list(found.select_related("user").order_by("pk"))


def mark(user: int) -> Hashable:
    """What the pages of a person (the number of its account) say of groupings: the same for two persons who
    may use the same ones.
    """
    return tuple((one.pk, one.nom, one.base, json.dumps(one.groupes)) for one in open_to(user))


def groups_of(one: Regroupement) -> list[dict[str, Any]]:
    """The groups of a grouping that stand: ``code``, ``nom``, ``membres``."""
    return [group for group in one.groupes if group["nom"]]


def axe_of(one: Regroupement, base: Axe) -> Axe:
    """A grouping as an axis: of the facts, the column, and so the rights of its base."""
    groups = groups_of(one)
    return Axe(
        id=name_of(one),
        libelle=dire("Groupe « {nom} »", nom=one.nom),
        pluriel=dire("Groupes « {nom} »", nom=one.nom),
        definition=dire(
            "Regroupement de l'axe « {axe} » : {noms} ; le reste est « Autres ».",
            axe=base.libelle,
            noms=", ".join(g["nom"] for g in groups),
        ),
        colonne=base.colonne,
        faits=base.faits,
        inconnu=base.inconnu,
        membres={**{group["code"]: group["nom"] for group in groups}, AUTRES: translated("Autres")},
        base=base.id,
        groupes={group["code"]: tuple(group["membres"]) for group in groups},
    )


def defining(request: Requete, definitions: Catalogue) -> Catalogue:
    """The definitions with the axes that this person may use. Raises BadAddress for an address that names a
    grouping that is not among them.
    """
    known = usable(request.user, definitions)
    asked = [name for name in _named(request) if name not in known.axes]
    if asked:
        raise _missing(asked[0], request.user)
    return known


def usable(user: Any, definitions: Catalogue) -> Catalogue:
    """The definitions with the axes that a person may use."""
    known = [(one, definitions.axes.get(one.base)) for one in open_to(user)]
    made = [axe_of(one, base) for one, base in known if base is not None]
    return with_axes(definitions, made) if made else definitions


def _named(request: Requete) -> Iterable[str]:
    """The groupings that an address names: as filters, as axes crossed, as the axis of a table."""
    filters = [name.removeprefix("sauf.") for name in request.GET]
    match = request.resolver_match
    path = str(match.kwargs.get("nom", "")) if match else ""
    crossed = [request.GET.get("par", ""), request.GET.get("selon", "")]
    return [name for name in (*filters, *crossed, path) if NOM.fullmatch(name)]


def _missing(name: str, user: Any) -> BadAddress:
    """Why a grouping is not there; its name is told to those who could use it."""
    rows = Regroupement.objects.filter(pk=int(name.removeprefix(PREFIXE)))
    gone = rows.filter(Q(shared=True) | Q(user=user)).exclude(retire_le=None).first()
    why = "il n’existe pas, ou il n’est pas partagé avec vous"
    if gone is not None and gone.retire_le is not None:
        why = f"« {lisser(gone.nom)} » a été supprimé le {timezone.localtime(gone.retire_le):%d/%m/%Y}"
    return BadAddress(
        quoi=dire("Regroupement introuvable : « {nom} »", nom=name),
        ou="adresse de la page",
        pourquoi=why,
        que_faire="Retirez-le de l’adresse, ou choisissez-en un autre dans « Regroupements »",
    )


@dataclass(frozen=True)
class Addition:
    """Members to be put in a group: of a grouping, or of a new one when ``pk`` is 0."""

    pk: int
    nom: str
    groupe: str
    base: str
    membres: tuple[str, ...]


def bases(definitions: Catalogue) -> dict[str, Axe]:
    """The axes whose members may be grouped."""
    return {name: axe for name, axe in definitions.axes.items() if not axe.groupes and name != EXERCICE}


def add(user: Any, asked: Addition, definitions: Catalogue) -> Regroupement:
    """Puts members in a group, out of any other of the same grouping. Raises BadAddress for a name, an axis
    or a number of members that cannot be, Http404 for a grouping that is not this person's.
    """
    if asked.base not in bases(definitions):
        raise refused(
            dire("axe « {nom} »", nom=shown(asked.base)),
            "ses membres ne se regroupent pas",
            "Choisissez un autre axe",
        )
    if not 0 < len(asked.membres) <= MEMBERS or any(len(m) > CODE for m in asked.membres):
        raise refused(
            translated("membres"),
            dire("un groupe en tient de 1 à {nombre}", nombre=MEMBERS),
            "Choisissez-en d’abord dans la liste de l’axe",
        )
    groupe = _name(asked.groupe, "nom du groupe")
    with transaction.atomic():
        if asked.pk:
            one = own(user, asked.pk)
            if one.base != asked.base:
                raise refused(
                    one.nom, "il regroupe un autre axe", "Choisissez-en un du même axe, ou faites-en un"
                )
        else:
            one = Regroupement(
                user=user, nom=_name(asked.nom, "nom du regroupement"), base=asked.base, groupes=[]
            )
        one.groupes = placed(one.groupes, groupe, asked.membres)
        one.save()
    return one


def placed(groups: Sequence[dict[str, Any]], nom: str, membres: Sequence[str]) -> list[dict[str, Any]]:
    """The groups once these members are in the one of this name, made when none stands; a member is in one
    group at most, and the code of a group serves no other. Raises BadAddress for one group too many.
    """
    left = [{**g, "membres": [m for m in g["membres"] if m not in set(membres)]} for g in groups]
    here = next((g for g in left if g["nom"] == nom), None)
    if here is not None:
        here["membres"] = sorted({*here["membres"], *membres})
        return left
    if len(left) >= GROUPS:
        raise refused(
            nom,
            dire("un regroupement tient {nombre} groupes au plus", nombre=GROUPS),
            "Ajoutez ces membres à un autre groupe",
        )
    return [*left, {"code": str(len(left) + 1), "nom": nom, "membres": sorted(set(membres))}]


def change(user: Any, pk: int, nom: str, shared: bool, noms: dict[str, str]) -> Regroupement:
    """Renames a grouping and its groups, and shares it or not; a group without a name is taken out, its
    members among the others. Raises BadAddress, and Http404 for a grouping that is not this person's.
    """
    with transaction.atomic():
        one = own(user, pk)
        one.nom, one.shared = _name(nom, "nom du regroupement"), shared
        one.groupes = [_renamed(group, noms) for group in one.groupes]
        one.save()
    return one


def _renamed(group: dict[str, Any], noms: dict[str, str]) -> dict[str, Any]:
    nom = noms.get(group["code"], group["nom"]).strip()[:LONG]
    return {**group, "nom": nom, "membres": group["membres"] if nom else []}


def retire(request: Requete, pk: int) -> Regroupement:
    """Takes a grouping out; it is kept, so that an address can say so. Raises Http404 for one that this
    person may not take out: it is another's, and not shared to a member of the project team.
    """
    team = request.droits.role == Profil.Role.GROUPE_PROJET
    found = next((one for one in open_to(request.user) if one.pk == pk), None)
    if found is None or not (found.user == request.user or (team and found.shared)):
        raise Http404
    found.retire_le = timezone.now()
    found.save()
    return found


def own(user: Any, pk: int) -> Regroupement:
    """A grouping of this person that stands. Raises Http404."""
    found = Regroupement.objects.filter(pk=pk, user=user, retire_le=None).first()
    if found is None:
        raise Http404
    return found


def _name(nom: str, what: str) -> str:
    told = " ".join(nom.split())
    if not 0 < len(told) <= LONG:
        raise refused(
            what, dire("il faut de 1 à {nombre} caractères", nombre=LONG), "Donnez-lui un nom court"
        )
    return told


def refused(what: str, why: str, do: str) -> BadAddress:
    """Why a grouping is not written."""
    return BadAddress(dire("Regroupement refusé : {quoi}", quoi=translated(what)), OU, why, do)
