"""The pages of the nomenclatures that buyers keep: how far each covers, the assistant that maps its codes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from achatlas.classify.guide import Guide, guide
from achatlas.domain.errors import (
    AchatlasError,
    ActeConcurrent,
    EffectMoved,
    NomenclatureRefusee,
    OutOfScope,
    UnreadableFile,
)
from achatlas.langues import translated
from achatlas.pipeline import Workshop, annonces, nomenclatures
from achatlas.pipeline import codes as seen_codes
from achatlas.pipeline.annonces import Annonce
from achatlas.pipeline.codes import Vu
from achatlas.pipeline.nomenclatures import Signature
from achatlas.pipeline.spoken import spoken
from achatlas.pipeline.written import Portee
from achatlas.screens import attente
from achatlas.web import adresses
from achatlas.web.acces import portee, territoire
from achatlas.web.depots.reception import DepotRefuse, taken
from achatlas.web.depots.rights import workshop
from achatlas.web.nomenclature import announced, codes
from achatlas.web.nomenclature.codes import SHOWN, TOUS, Here
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route

MOTIF_MAX, HISTORY, SPOKEN = 300, 12, 3
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Refus = AchatlasError | None


def lister(request: Requete) -> HttpResponse:
    """Show the buyers of a person, with how far the correspondances of each go."""
    found = seen_codes.couvertures(workshop(), portee(request.droits))
    rangs = [codes.rang(one, territoire().acheteur(one.acheteur).dit) for one in found]
    own = sum(1 for one in found if one.version)
    contexte = {
        "rangs": rangs,
        "tenues": own,
        "etats": [(etat, translated(said)) for etat, said in codes.ETATS.items()],
        "dit": codes.together(found),
    }
    contexte["parles"] = _spoken(portee(request.droits))
    return render(request, "nomenclature/acheteurs.html", contexte)


def _spoken(scope: Portee) -> list[dict[str, Any]]:
    """The segments that most buyers have a code for, with the code and the label of each."""
    atelier = workshop()
    lu = guide(atelier.catalogue)
    return [
        {
            "segment": one.segment,
            "nom": lu.fiches[one.segment].court if one.segment in lu.fiches else "",
            "codes": [(territoire().acheteur(siren).dit, code) for siren, code in one.codes],
        }
        for one in spoken(atelier, scope, SPOKEN)
    ]


def montrer(request: Requete, siren: str) -> HttpResponse:
    """Show the codes of a buyer. Raises Http404 for a buyer that is not open, BadAddress."""
    here = Here(siren, TOUS if request.GET.get("liste") == TOUS else "")
    return _page(request, here, adresses.page_of(request.GET))


def _page(request: Requete, here: Here, number: int, refus: Refus = None) -> HttpResponse:
    """The page of a buyer; after a refusal, with what was typed."""
    atelier, scope = workshop(), _scope(request, here.siren)
    every = seen_codes.listing(atelier, scope, here.siren)
    waiting = [one for one in every if one.a_faire]
    listed = every if here.liste == TOUS else waiting
    last = max(1, -(-len(listed) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, here.address(page=last))
    shown = listed[(number - 1) * SHOWN : number * SHOWN]
    sure = seen_codes.sures(atelier, waiting)
    contexte = _common(atelier, scope, here, sure, len(waiting)) | _rows(request, atelier, shown, sure, refus)
    contexte |= {
        "nombre": len(listed),
        "autres": len(every) if here.liste != TOUS else len(waiting),
        "pages": _turn(here, number, last),
        "numero": number,
        "annonce": translated(codes.FAIT.get(request.GET.get("fait", ""), "")),
        "refus": refus,
        "fautes": list(getattr(refus, "fautes", ())),
    }
    statut = HTTPStatus.OK if refus is None else _statut(refus)
    return render(request, "nomenclature/acheteur.html", contexte, status=statut)


def _statut(refus: AchatlasError) -> HTTPStatus:
    return HTTPStatus.CONFLICT if isinstance(refus, ActeConcurrent) else HTTPStatus.UNPROCESSABLE_ENTITY


def _scope(request: Requete, siren: str) -> Portee:
    """The scope of one buyer. Raises Http404 when it is not open to this person."""
    if not siren:
        raise Http404
    return portee(request.droits, siren)


def _common(
    atelier: Workshop, scope: Portee, here: Here, sure: Mapping[str, str], waiting: int
) -> dict[str, Any]:
    """What the page says around the codes: coverage, versions, what may be validated at once."""
    found = seen_codes.couverture(atelier, scope, here.siren)
    steps = nomenclatures.steps(nomenclatures.history(atelier, here.siren), HISTORY)
    acts = codes.actes(steps, found.version)
    lu = guide(atelier.catalogue)
    return {
        "siren": here.siren,
        "nom": territoire().acheteur(here.siren).dit,
        "phrase": codes.phrase(found),
        "parts": codes.parts(found),
        "couverture": found,
        "vue": found.version.empreinte if found.version else "",
        "version": codes.signed(found.version) if found.version else "",
        "actes": acts,
        "derniere": found.version,
        "sures": len(sure),
        "sures_dites": codes.validation(len(sure)),
        "sures_sceau": codes.seal_of(sure),
        "attendent": waiting,
        "liste": here.liste,
        "ici": here.address(),
        "ailleurs": here.other.address(),
        "segments": [codes.champ(lu, code) for code in lu.standing],
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
    }


def _rows(
    request: Requete, atelier: Workshop, shown: list[Vu], sure: Mapping[str, str], refus: Refus
) -> dict[str, Any]:
    lu, typed = guide(atelier.catalogue), None
    wrong: list[str] = []
    if refus is not None and request.POST.getlist("code"):
        typed = {code: request.POST.get(f"s:{code}", "") for code in request.POST.getlist("code")}
        read = {code: codes.segment_of(said, lu) for code, said in typed.items()}
        wrong = [code for code, said in read.items() if said and said not in lu.fiches]
    return {"codes": codes.lignes(shown, lu, sure, typed, wrong)}


def _turn(here: Here, number: int, last: int) -> dict[str, Any]:
    """The addresses of the pages before and after."""

    def at(page: int) -> str:
        return here.address(page=page) if 1 <= page <= last else ""

    return {"numero": number, "derniere": last, "avant": at(number - 1), "apres": at(number + 1)}


def valider(request: Requete, siren: str) -> HttpResponse:
    """Show what the segments of the codes that are ticked would move, or all those of which the machine is
    sure; say so when somebody changed them meanwhile. Raises Http404 for a buyer that is not open.
    """
    atelier, scope, told = workshop(), _scope(request, siren), request.POST
    here = Here(siren, TOUS if told.get("liste") == TOUS else "")
    lu = guide(atelier.catalogue)
    try:
        choix = (
            _sures(atelier, scope, siren, told.get("sceau", "")) if _all(request) else _ticked(request, lu)
        )
        own, origine = nomenclatures.chosen(atelier, scope, siren, choix)
        seen = annonces.announced(atelier, scope, siren, own, origine)
        _verify_seen(seen, told.get("vue", ""))
    except (NomenclatureRefusee, ActeConcurrent) as error:
        return _page(request, here, _number(told.get("page", "")), error)
    return announced.montrer(request, seen)


def _verify_seen(seen: Annonce, vue: str | None) -> None:
    """Raises ActeConcurrent when the version in force is not the one that a page showed."""
    if vue is not None and seen.vue != vue:
        raise nomenclatures.changed(workshop(), seen.siren)


def _all(request: Requete) -> bool:
    return request.POST.get("geste") == "sures"


def _sures(atelier: Workshop, scope: Portee, siren: str, sceau: str) -> dict[str, str]:
    """What the button told: raises ActeConcurrent when it is no longer that."""
    found = seen_codes.sures(atelier, seen_codes.listing(atelier, scope, siren))
    if codes.seal_of(found) != sceau:
        raise ActeConcurrent(
            quoi="Les suggestions ont changé depuis l’ouverture de cette page",
            ou=territoire().acheteur(siren).dit,
            pourquoi="un traitement ou une autre personne est passé entre-temps",
            que_faire="relisez-les, puis recommencez",
        )
    return found


def _ticked(request: Requete, lu: Guide) -> dict[str, str]:
    told = request.POST
    return {code: codes.segment_of(told.get(f"s:{code}", ""), lu) for code in told.getlist("code")}


def _number(page: str) -> int:
    return int(page) if page.isascii() and page.isdecimal() and int(page[:6]) > 0 else 1


def _signature(request: Requete) -> Signature:
    return Signature(request.user.get_username(), request.POST.get("motif", "").strip()[:MOTIF_MAX])


def importer(request: Requete, siren: str) -> HttpResponse:
    """Show what the file of a nomenclature would do; its faults are told on the page. Raises Http404 for a
    buyer that is not open.
    """
    scope, here = _scope(request, siren), Here(siren)
    try:
        files = taken(request)
    except DepotRefuse as error:
        return _page(request, here, 1, error)
    try:
        seen = nomenclatures.announced(workshop(), scope, siren, files[0].path, str(files[0].name))
        _verify_seen(seen, request.POST.get("vue"))
    except (NomenclatureRefusee, UnreadableFile, ActeConcurrent) as error:
        return _page(request, here, 1, error)
    finally:
        for one in files:
            one.path.unlink(missing_ok=True)
    if not seen.fresh:
        return redirect(here.address(fait="identique") + "#codes")
    return announced.montrer(request, seen)


def garder(request: Requete, siren: str) -> HttpResponse:
    """Keep what was shown; say so when somebody changed the nomenclature meanwhile, show again what would
    now move when that is something else. Raises Http404 for a buyer that is not open, or for what no page of
    ours wrote.
    """
    scope, here = _scope(request, siren), Here(siren)
    try:
        projet = announced.read(request.POST.get("projet", ""), siren)
    except ActeConcurrent as error:
        return _page(request, here, 1, error)
    try:
        told = projet.own, projet.origine, _signature(request), projet.vue, projet.effet
        nomenclatures.garder(workshop(), scope, siren, *told)
    except EffectMoved as error:
        seen = annonces.announced(workshop(), scope, siren, projet.own, projet.origine)
        return announced.montrer(request, seen, refus=error)
    except (NomenclatureRefusee, ActeConcurrent) as error:
        return _page(request, here, 1, error)
    return redirect(here.address(fait="garde") + "#codes")


def reprendre(request: Requete, siren: str) -> HttpResponse:
    """Show what taking a version back would do (again when that has changed), then take it back; tell why
    the one before cannot come back.
    Raises Http404 for a buyer that is not open.
    """
    scope, here, seal = _scope(request, siren), Here(siren), request.POST.get("empreinte", "")
    try:
        if request.POST.get("geste") != "annuler":
            return announced.montrer(request, nomenclatures.retaken(workshop(), scope, siren, seal), seal)
        effet = request.POST.get("effet", "")
        nomenclatures.reprendre(workshop(), scope, siren, seal, _signature(request), effet)
    except EffectMoved as error:
        again = nomenclatures.retaken(workshop(), scope, siren, seal)
        return announced.montrer(request, again, seal, error)
    except ActeConcurrent:
        return redirect(here.address(fait="deja"))
    except NomenclatureRefusee as error:
        return _page(request, here, 1, error)
    return redirect(here.address(fait="repris"))


def exporter(request: Requete, siren: str, genre: str) -> HttpResponseBase:
    """Send the nomenclature of a buyer as CSV or XLSX; a rank (``version``) asks for a former one. Raises
    Http404 for a buyer, a kind or a version that is not open.
    """
    scope, asked = _scope(request, siren), request.GET.get("version", "")
    if genre not in KINDS or not (asked.isascii() and (asked.isdecimal() or not asked)):
        raise Http404
    rang = int(asked[:9]) if asked else None
    try:
        content = nomenclatures.exported(workshop(), scope, siren, genre, rang)
    except OutOfScope as error:
        raise Http404 from error
    simule = "-simule" if territoire().simule else ""
    named = f"nomenclature-{siren}{f'-v{rang}' if rang else ''}{simule}.{genre}"
    headers = {"Content-Disposition": f'attachment; filename="{named}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=KINDS[genre], headers=headers)


LIGNES, POST, RACINE = Politique.LIGNES, ("POST",), "nomenclature/acheteurs/"
ROUTES = [
    route(RACINE, lister, "nomenclature_acheteurs", LIGNES),
    route(f"{RACINE}<str:siren>/valider/", valider, "nomenclature_valider", LIGNES, POST),
    route(f"{RACINE}<str:siren>/importer/", importer, "nomenclature_importer", LIGNES, POST),
    route(f"{RACINE}<str:siren>/garder/", garder, "nomenclature_garder", LIGNES, POST),
    route(f"{RACINE}<str:siren>/reprendre/", reprendre, "nomenclature_reprendre", LIGNES, POST),
    route(f"{RACINE}<str:siren>/nomenclature.<slug:genre>", exporter, "nomenclature_exporter", LIGNES),
    route(f"{RACINE}<str:siren>/", montrer, "nomenclature_acheteur", LIGNES),
]
