"""The page of one code of a buyer: its lines and their conditions, what is paid under it, and what a change
would move before it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.classify.guide import Guide, guide
from achatlas.domain.correspondance import LONGEST_CODE, LONGEST_LIBELLE, folded
from achatlas.domain.errors import AchatlasError, ActeConcurrent, EffectMoved, NomenclatureRefusee
from achatlas.domain.nombres import accord, lisser, montant_lisible
from achatlas.langues import dire, translated
from achatlas.pipeline import annonces, conditions, nomenclatures, recoding
from achatlas.pipeline import codes as seen_codes
from achatlas.pipeline.conditions import Ecrit, Portees, Portion
from achatlas.pipeline.nomenclatures import Signature
from achatlas.store.correspondances import EMPTY
from achatlas.web.acces import portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.nomenclature import codes
from achatlas.web.policies import Politique, Requete, route

BLANK, MOST, SHOWN, MOTIF_MAX, HEIRS = 2, 40, 40, 300, 6
ESSAI = "essai"


def montrer(request: Requete, siren: str) -> HttpResponse:
    """Show a code of a buyer as it stands. Raises Http404 for a buyer or a code that is not open."""
    code = request.GET.get("code", "")
    scope = _opened(request, siren, code)
    own = conditions.in_force(workshop(), scope)
    return _page(request, siren, conditions.standing(own, code))


def _opened(request: Requete, siren: str, code: str) -> str:
    """The buyer, when the person opens it and it writes or lists the code. Raises Http404."""
    seen = portee(request.droits, siren) if siren else None
    if seen is None or not code or len(code) > LONGEST_CODE:
        raise Http404
    known = {folded(one.code) for one in seen_codes.listing(workshop(), seen, siren)}
    if folded(code) not in known:
        raise Http404
    return siren


def ecrire(request: Requete, siren: str) -> HttpResponse:
    """Show what a change of a code would move, or keep it once it was shown; say so when somebody changed it
    meanwhile. Raises Http404 for a buyer or a code that is not open.
    """
    told, atelier = request.POST, workshop()
    ecrit = _written(told, guide(atelier.catalogue))
    _opened(request, siren, ecrit.code)
    if told.get("geste") == ESSAI or not told.get("effet"):
        return _page(request, siren, ecrit)
    scope = portee(request.droits, siren)
    signature = Signature(request.user.get_username(), told.get("motif", "").strip()[:MOTIF_MAX])
    try:
        seals = told.get("vue", ""), signature, told.get("effet", "")
        conditions.keep(atelier, scope, siren, ecrit, *seals)
    except (NomenclatureRefusee, ActeConcurrent, EffectMoved) as error:
        return _page(request, siren, ecrit, error)
    return redirect(address(siren, ecrit.code, fait="valide"))


def address(siren: str, code: str, **more: str) -> str:
    """The address of the page of a code."""
    return f"{reverse('nomenclature_code', args=[siren])}?{urlencode({'code': code, **more})}"


def _written(told: QueryDict, lu: Guide) -> Ecrit:
    """What a form says of a code; the lines that say nothing are left out."""
    columns = [told.getlist(name)[:MOST] for name in ("segment", "compte", "cpv")]
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in zip(*columns, strict=False)]
    lines = tuple((codes.segment_of(s, lu), compte, cpv) for s, compte, cpv in rows if s or compte or cpv)
    code, libelle, parent, famille = (
        " ".join(told.get(name, "").split()) for name in ("code", "libelle", "parent", "famille")
    )
    return Ecrit(code, libelle, parent, famille, lines)


@dataclass(frozen=True)
class Part:
    """What is paid on one account and one CPV, as it stands and after."""

    compte: str
    cpv: str
    euros: str
    lignes: str
    avant: str
    apres: str
    bouge: bool
    garde: str
    dit: bool


def _page(request: Requete, siren: str, ecrit: Ecrit, refus: AchatlasError | None = None) -> HttpResponse:
    atelier, scope = workshop(), portee(request.droits, siren)
    lu, now = guide(atelier.catalogue), nomenclatures.in_force(atelier, siren)
    lue, own = conditions.proposed(atelier, siren, ecrit), now.nomenclature if now else None
    if lue.fautes and refus is None:
        refus = nomenclatures.refused(f"code {ecrit.code}", lue.fautes)
    tried = request.method == "POST" and not lue.fautes
    after = lue.nomenclature if tried else own
    found = conditions.portees(atelier, scope, siren, ecrit.code, after)
    contexte = {
        "siren": siren,
        "nom": territoire().acheteur(siren).dit,
        "code": ecrit,
        "lignes": _lines(ecrit, lu),
        "essai": request.method == "POST",
        "montre": tried and (refus is None or isinstance(refus, EffectMoved)),
        "sceau": recoding.weight(found.remapped) if tried else "",
        "effet": _moved(found, after != own, ecrit.code, partial(codes.named, lu)),
        "remarques": conditions.remarks(atelier, siren, after or EMPTY, ecrit.code),
        "parts": _parts(found.portions[:SHOWN], lu, atelier.catalogue.cascade.achats),
        "reste": max(len(found.portions) - SHOWN, 0),
        "paye": _paid(found.portions),
        "segments": [codes.champ(lu, one) for one in lu.standing],
        "vue": now.empreinte if now else "",
        "annonce": codes.FAIT.get(request.GET.get("fait", ""), ""),
        "refus": refus,
        "fautes": list(getattr(refus, "fautes", ())),
        "longueurs": {"code": LONGEST_CODE, "libelle": LONGEST_LIBELLE},
    }
    return render(request, "nomenclature/code.html", contexte, status=_statut(refus))


def _statut(refus: AchatlasError | None) -> HTTPStatus:
    if refus is None:
        return HTTPStatus.OK
    return (
        HTTPStatus.CONFLICT
        if isinstance(refus, ActeConcurrent | EffectMoved)
        else HTTPStatus.UNPROCESSABLE_ENTITY
    )


def _lines(ecrit: Ecrit, lu: Guide) -> list[dict[str, Any]]:
    """The lines of a code as fields, then blank ones."""
    told = [*ecrit.lignes, *[("", "", "")] * BLANK]
    return [
        {"rang": rang, "segment": codes.champ(lu, segment), "compte": compte, "cpv": cpv}
        for rang, (segment, compte, cpv) in enumerate(told, start=1)
    ]


def _parts(found: Sequence[Portion], lu: Guide, moteurs: Iterable[Any]) -> list[Part]:
    names = {one.nom: one.libelle for one in moteurs}
    return [
        Part(
            one.compte or "sans compte", one.cpv, montant_lisible(one.montant.centimes),
            accord(one.montant.lignes, "ligne"), _named(one.avant, lu), _named(one.apres, lu), one.moves,
            names.get(one.garde, one.garde), one.dit,
        )
        for one in found
    ]  # fmt: skip


def _named(segment: str, lu: Guide) -> str:
    return lisser(f"{segment} {lu.fiches[segment].court}") if segment in lu.fiches else segment


def _paid(found: Sequence[Portion]) -> str:
    cents, lines = (sum(getattr(one.montant, name) for one in found) for name in ("centimes", "lignes"))
    if not lines:
        return translated(
            "Aucune ligne ne porte ce code : ce que vous en dites vaudra pour les lignes à venir."
        )
    return dire(
        "{cents} HT payés sous ce code, {lines}.", cents=montant_lisible(cents), lines=accord(lines, "ligne")
    )


def _moved(found: Portees, changed: bool, code: str, nom: Callable[[str], str]) -> list[str]:
    """What the change moves, in sentences: in all, of the codes that inherit, from where to where."""
    if not changed:
        return [translated("Rien n’est changé.")]
    first, *others = annonces.moves(found.remapped, nom)
    own = found.remapped.under(code)
    left = found.remapped.somme.lignes - own.lignes
    heirs = [one for one in found.remapped.codes() if folded(one) != folded(code)]
    more = "…" if len(heirs) > HEIRS else ""
    named = accord(len(heirs), "code qui en hérite", "codes qui en héritent")
    inherited = dire(
        "Dont {left} de {named} ({heirs}{more}).",
        left=accord(left, "ligne"),
        named=named,
        heirs=", ".join(heirs[:HEIRS]),
        more=more,
    )
    return [lisser(one) for one in (first, *([inherited] if heirs else []), *others)]


LIGNES, RACINE = Politique.LIGNES, "nomenclature/acheteurs/"
ROUTES = [
    route(f"{RACINE}<str:siren>/code/", montrer, "nomenclature_code", LIGNES),
    route(f"{RACINE}<str:siren>/code/ecrire/", ecrire, "nomenclature_ecrire", LIGNES, ("POST",)),
]
