"""The page of evolutions of the nomenclature: what to do, what it would move, all that was done."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.catalogue.load import PACKAGE
from achatlas.catalogue.pivot import SEGMENTS
from achatlas.catalogue.segments import delivered
from achatlas.classify.guide import NATURES, Guide, guide
from achatlas.containers import workbook
from achatlas.domain.errors import AchatlasError, ActeConcurrent, EffectMoved, EvolutionRefusee, OutOfScope
from achatlas.domain.evolution import A_QUALIFIER, Genre, broken
from achatlas.domain.nombres import lisser
from achatlas.langues import dire, translated
from achatlas.pipeline import Workshop, evolving, exporting, projets, ruling
from achatlas.pipeline.projets import CONDITIONS, Projet
from achatlas.screens import attente
from achatlas.store.evolutions import Evolutions
from achatlas.web import exports
from achatlas.web.acces import catalogue, portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.nomenclature.acheteurs import KINDS
from achatlas.web.nomenclature.evolution_words import ACTS, effect, histoire
from achatlas.web.policies import Politique, Requete, route

FAIT = {
    "gardee": "Évolution gardée\u00a0: toutes les années et toutes les pages suivent.",
    "repris": "Évolution reprise\u00a0: ce qui valait avant vaut de nouveau.",
}
FIRST, UNDO = "reunir", "reprendre"
FIELDS = (
    "code", "vers", "famille", "libelle", "court", "nature", "definition", "exemples", "comprend", "mots",
    "cpv", *CONDITIONS,
)  # fmt: skip
NEEDED = {
    Genre.MERGE: ("code", "vers"), Genre.ADD: ("libelle",), Genre.SPLIT: ("code", "libelle"),
    Genre.MOVE: ("code", "famille"), Genre.WORDS: ("code", "libelle"),
}  # fmt: skip
"""The fields without which a change is not yet asked: the form alone is shown."""
Told = Mapping[str, str]
WIDTHS = (14, 8, 16, 12, 12, 12, 30, 40, 28, 8, 60, 60, 60, 60, 24, 24, 40)


def montrer(request: Requete) -> HttpResponse:
    """Show the form of a change, what it would move once it is written, and all that was done."""
    return _page(request, request.GET)


def _page(request: Requete, told: Told, fault: AchatlasError | None = None) -> HttpResponse:
    """The page, with what was typed; ``fault``: why what was asked could not be done."""
    atelier, lu = workshop(), guide(catalogue())
    asked = told.get("faire", "") if told.get("faire", "") in ACTS else FIRST
    genre = ACTS[asked][0]
    can = ruling.everyone(atelier, portee(request.droits))
    context = _around(atelier, lu) | {
        "faire": asked,
        "gestes": [(name, said, name == asked) for name, (_, said) in ACTS.items()],
        "peut": can,
        "annonce": translated(FAIT.get(request.GET.get("fait", ""), "")),
        "champs": _typed(told, genre, lu),
    }
    if can and UNDO in told:
        every = (one for one in context["histoire"] if one["reprenable"])
        context["retour"] = next((one for one in every if str(one["numero"]) == told[UNDO]), None)
    if can and all(name in told for name in NEEDED[genre]):
        try:
            context |= _shown(request, atelier, genre, told, lu)
        except EvolutionRefusee as refused:
            fault = fault or refused
    statut = _status(fault)
    return render(request, "nomenclature/evolutions.html", context | {"faute": fault}, status=statut)


def _status(fault: AchatlasError | None) -> int:
    if fault is None:
        return HTTPStatus.OK
    moved = isinstance(fault, ActeConcurrent | EffectMoved)
    return HTTPStatus.CONFLICT if moved else HTTPStatus.BAD_REQUEST


def _around(atelier: Workshop, lu: Guide) -> dict[str, Any]:
    """What the page says around the form: the version, the lists to choose in, the history."""
    kept = Evolutions(atelier.home)
    every, standing = kept.every(), kept.standing()
    lost = broken(standing, projets.of_files(atelier))
    stands = [one for one in lu.standing.values() if one.code != A_QUALIFIER]
    return {
        "segments": [(one.code, lisser(one.libelle)) for one in stands],
        "familles": [(code, lisser(label)) for code, label in lu.familles.items()],
        "natures": [(code, translated(said)) for code, said in NATURES.items()],
        "acheteurs": sorted((one.nom_court, one.siren) for one in territoire().acheteurs),
        "histoire": histoire(every, (one.numero for one in standing), lost, lu.fiches),
        "en_vigueur": len(standing),
        "version": exporting.version(atelier).split("-"),
        "vu": evolving.mark(atelier),
        "nombre": len(lu.standing),
        "attente": attente.told(atelier),
        "vu_acte": atelier.register.last_act(),
        "notes": _notes(atelier, frozenset(one.made for one, _ in every)),
    }


def _notes(atelier: Workshop, made: frozenset[str]) -> list[str]:
    """What must be known of the file that the territory writes by hand; ``made``: the codes that evolutions
    gave.
    """
    files = delivered(atelier.catalogue)
    if files.file(SEGMENTS).is_relative_to(PACKAGE):
        return []
    told = [
        translated(
            "Ce territoire a son propre fichier de segments "
            "(instance/metier/nomenclature/pivot.csv)\u00a0: il est la base, les évolutions s’y "
            "appliquent."
        )
    ]
    again = sorted(made & {*files.segments})
    if again:
        told.append(
            dire(
                "Ce fichier écrit aussi {again}, que des évolutions ont donné\u00a0: un code n’a qu’un "
                "sens. Donnez-lui un code qui n’a jamais servi.",
                again=", ".join(again[:5]),
            )
        )
    return told


def _typed(told: Told, genre: Genre, lu: Guide) -> dict[str, str]:
    """The fields as they were typed; those of the segment itself when it is about to be told otherwise."""
    fields = {name: told.get(name, "") for name in FIELDS}
    own = lu.standing.get(projets.code_of(fields["code"]))
    if genre == Genre.WORDS and own and "libelle" not in told:
        fields |= {
            "libelle": own.libelle, "court": own.court, "definition": own.definition,
            "exemples": " ; ".join(own.exemples), "comprend": " ; ".join(own.comprend),
        }  # fmt: skip
    return fields


def _shown(request: Requete, atelier: Workshop, genre: Genre, told: Told, lu: Guide) -> dict[str, Any]:
    """What the change that is written would move, and what the form that accepts it says."""
    projet = projets.read(atelier, genre, told)
    moved = evolving.effect(atelier, portee(request.droits), projet)
    said = {name: told.get(name, "") for name in FIELDS if told.get(name)} | {"vers": projet.vers}
    return {
        "effet": effect(atelier, request.droits, projet, moved, lu),
        "dit": {name: value for name, value in said.items() if value},
        "poids": evolving.weight(moved),
    }


def accepter(request: Requete) -> HttpResponse:
    """Keep a change. Raises Http404 for who may not."""
    atelier, told = workshop(), request.POST
    if told.get("faire", "") not in ACTS:
        raise Http404
    try:
        projet, qui = _allowed(request, atelier, told), request.user.get_username()
        seen = told.get("vu"), told.get("poids", "")
        evolving.accept(atelier, portee(request.droits), projet, qui, *seen)
    except OutOfScope as error:
        raise Http404 from error
    except (EvolutionRefusee, ActeConcurrent, EffectMoved) as refused:
        return _page(request, told, refused)
    return _back("gardee")


def _allowed(request: Requete, atelier: Workshop, told: Told) -> Projet:
    """The change of a form. Raises OutOfScope before anything of it is read, EvolutionRefusee."""
    evolving.verify_allowed(atelier, portee(request.droits))
    return projets.read(atelier, ACTS[told["faire"]][0], told)


def reprendre(request: Requete) -> HttpResponse:
    """Undo an evolution, once what would come back was read. Raises Http404 for who may not, or for what is
    no number.
    """
    atelier, typed = workshop(), request.POST.get("numero", "")
    known = typed.isascii() and typed.isdecimal() and len(typed) < 9
    if not known or not ruling.everyone(atelier, portee(request.droits)):
        raise Http404
    if request.POST.get("lu") != typed:
        return redirect(f"{reverse('evolutions')}?{urlencode({UNDO: typed})}#{UNDO}")
    try:
        evolving.take_back(atelier, portee(request.droits), int(typed), request.user.get_username())
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent as refused:
        return _page(request, {}, refused)
    return _back("repris")


def _back(fait: str) -> HttpResponse:
    return redirect(f"{reverse('evolutions')}?{urlencode({'fait': fait})}")


def exporter(request: Requete, genre: str) -> HttpResponseBase:
    """Send the nomenclature in force as CSV or XLSX: public work, no figure nor name of anybody. Raises
    Http404 for another kind.
    """
    if genre not in KINDS:
        raise Http404
    atelier = workshop()
    named = f"nomenclature-version-{exporting.version(atelier)}"
    if genre == "csv":
        return exports.envoyer(named, exporting.table(atelier))
    content = workbook.texts(exporting.table(atelier), "nomenclature", WIDTHS)
    headers = {
        "Content-Disposition": f'attachment; filename="{named}.xlsx"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=KINDS[genre], headers=headers)


LIGNES, POST, RACINE = Politique.LIGNES, ("POST",), "nomenclature/evolutions/"
ROUTES = [
    route(RACINE, montrer, "evolutions", LIGNES),
    route(f"{RACINE}accepter/", accepter, "evolution_accepter", LIGNES, POST),
    route(f"{RACINE}reprendre/", reprendre, "evolution_reprendre", LIGNES, POST),
    route(f"{RACINE}nomenclature.<str:genre>", exporter, "nomenclature_en_vigueur", Politique.CONNECTE),
]
