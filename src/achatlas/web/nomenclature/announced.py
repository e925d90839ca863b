"""What a version of the nomenclature of a buyer would do, on a page of its own, before anybody keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render

from achatlas.classify.guide import guide
from achatlas.domain.correspondance import NomenclatureAcheteur
from achatlas.domain.errors import ActeConcurrent, EffectMoved
from achatlas.domain.nombres import lisser
from achatlas.pipeline import annonces, recoding
from achatlas.pipeline.annonces import Annonce
from achatlas.store import waiting
from achatlas.store.correspondances import EMPTY, parsed, written
from achatlas.web.acces import maison, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.nomenclature import codes
from achatlas.web.policies import Requete

SALT, REMARKS = "nomenclature d'acheteur", 20


@dataclass(frozen=True)
class Projet:
    """What was shown, to be kept: the whole nomenclature, where it comes from, the seal of the version on
    which it was made, the mark of what it was said to move.
    """

    own: NomenclatureAcheteur
    origine: str
    vue: str
    effet: str


def montrer(
    request: Requete, seen: Annonce, empreinte: str = "", refus: EffectMoved | None = None
) -> HttpResponse:
    """Show what a version would do, with what keeps it; ``empreinte``: the seal of the version that is taken
    back instead; ``refus``: why it is shown again.
    """
    lu = guide(workshop().catalogue)
    contexte = {
        "siren": seen.siren,
        "nom": territoire().acheteur(seen.siren).dit,
        "origine": seen.origine,
        "change": codes.told(seen.change),
        "detail": codes.named_changes(seen.change),
        "perdus": annonces.gone(seen),
        "phrases": [lisser(one) for one in annonces.told(seen, partial(codes.named, lu))],
        "suite": [lisser(one) for one in annonces.others(seen.remapped, partial(codes.named, lu))],
        "remarques": seen.remarques[:REMARKS],
        "autres": max(len(seen.remarques) - REMARKS, 0),
        "ignorees": ", ".join(seen.ignored),
        "empreinte": empreinte,
        "refus": refus,
        "effet": recoding.weight(seen.remapped),
        "projet": "" if empreinte else _signed(seen),
        "motif": request.POST.get("motif", ""),
    }
    statut = HTTPStatus.OK if refus is None else HTTPStatus.CONFLICT
    return render(request, "nomenclature/effet.html", contexte, status=statut)


def _signed(seen: Annonce) -> str:
    seal, effet = waiting.wait(maison(), written(seen.apres or EMPTY)), recoding.weight(seen.remapped)
    return signing.dumps([seen.siren, seal, seen.origine, seen.vue, effet], salt=SALT)


def read(told: str, siren: str) -> Projet:
    """What a page of ours showed of a buyer. Raises Http404 for anything else, ActeConcurrent when it waited
    for too long.
    """
    try:
        acheteur, seal, origine, vue, effet = signing.loads(told, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if acheteur != siren:
        raise Http404
    contenu = waiting.waiting(maison(), seal)
    if contenu is None:
        raise ActeConcurrent(
            quoi="Cette nomenclature n'attend plus d'être gardée",
            ou=territoire().acheteur(siren).dit,
            pourquoi="son effet a été montré il y a plus de deux jours",
            que_faire="demandez-le de nouveau",
        )
    return Projet(parsed(contenu), origine, vue, effet)
