"""The forward programme of purchases: read, written line by line, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from achatlas.catalogue.segments import named
from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.nombres import accord
from achatlas.langues import dire, translated
from achatlas.screens.suivi.programme import form, prefill, rights, rows, words
from achatlas.screens.suivi.regard import Regard
from achatlas.store.programme import NEW, Programme, Projet, Version
from achatlas.web import adresses, exports
from achatlas.web.acces import maison, territoire
from achatlas.web.memoire import retenue
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, turned

SHOWN = 50
SUITE = "programme/"
DONE = {
    "ecrite": "La ligne est enregistrée.",
    "retiree": "La ligne est retirée du programme ; ce qu’elle a été reste écrit.",
}


def lister(request: Requete) -> HttpResponse:
    """Show the lines that this person may read. Raises Http404, BadAddress."""
    vue = regard(request, SUITE)
    found = lines(request, vue)
    number, last = adresses.page_of(request.GET), max(1, -(-len(found) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse(SUITE, page=str(last)))
    context = around(vue) | {
        "rangs": rows.rangs(vue, found[(number - 1) * SHOWN : number * SHOWN]),
        "nombre": len(found),
        "phrase": rows.sentence(found, vue.today),
        "ecrit": bool(writable(request, vue)),
        "publiables": sum(one.projet.publiable for one in found),
        "pages": turned(number, last, lambda page: vue.adresse(SUITE, page=str(page))),
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }
    return render(request, "suivi/programme.html", context)


def ajouter(request: Requete) -> HttpResponse:
    """Write a new line, from a marché that ends when one is told. Raises Http404 where this person writes no
    programme.
    """
    vue = regard(request, f"{SUITE}nouvelle/")
    open_to = writable(request, vue)
    if not open_to:
        raise Http404
    if request.method == "POST":
        return _written(request, vue, open_to, None)
    key = request.GET.get("marche", "")
    typed = prefill.typed(vue, key, open_to, _segments(vue))
    return _form(request, vue, open_to, typed)


def ligne(request: Requete, numero: int) -> HttpResponse:
    """Show a line and what it has been; write it, for who may. Raises Http404."""
    vue = regard(request, f"{SUITE}{numero}/")
    found = _found(request, vue, numero)
    open_to = tuple(one for one in writable(request, vue) if one == found.projet.acheteur_siren)
    if request.method == "POST":
        if not open_to:
            raise Http404
        return _written(request, vue, open_to, found)
    return _form(request, vue, open_to, form.Typed.written(found.projet, _segments(vue)), found)


def retirer(request: Requete, numero: int) -> HttpResponse:
    """Take a line out of the programme: what it has been stays. Raises Http404, ActeConcurrent."""
    vue = regard(request, f"{SUITE}{numero}/retirer/")
    found = _found(request, vue, numero)
    if found.projet.acheteur_siren not in writable(request, vue):
        raise Http404
    gone = _signed(request, replace(found.projet, retire=True))
    Programme(maison()).write(gone, _number(request.POST.get("rang", "")))
    return redirect(vue.adresse(SUITE, fait="retiree"))


def exporter(request: Requete) -> HttpResponseBase:
    """The lines of the view that may be published, as a file. Raises Http404."""
    vue = regard(request, f"{SUITE}programme.csv")
    found = lines(request, vue)
    return exports.repondre("programme-des-achats", _file(vue, found), territoire())


def _file(vue: Regard, found: list[Version]) -> Iterator[list[Any]]:
    whose = vue.nom(vue.acheteur) if vue.acheteur else translated("tous les acheteurs")
    yield from exports.entete(
        territoire(), vue.demande.acces.scope.version, dire("programme des achats, {qui}", qui=whose)
    )
    yield [f"# {translated('source : programme tenu dans Achatlas par les acheteurs, lignes publiables')}"]
    yield [f"# {dire('date : {jour}', jour=f'{vue.today:%d/%m/%Y}')}"]
    yield [f"# {dire('licence : {nom}', nom=rows.LICENSE)}"]
    yield list(rows.COLUMNS)
    yield from rows.table(vue, found, exports.cents)


def lines(request: Requete, vue: Regard) -> list[Version]:
    """The lines of the view that this person may read, the first to be launched first."""
    return rows.ordered(rights.readable(request.droits, vue.acheteur, Programme(maison()).standing()))


def writable(request: Requete, vue: Regard) -> tuple[str, ...]:
    """The buyers whose programme this person may write in this view."""
    return tuple(one for one in rights.writable(request.droits, territoire()) if vue.acheteur in ("", one))


def _found(request: Requete, vue: Regard, numero: int) -> Version:
    """A line that this person may read in this view, or that was taken out and that they may write."""
    some = [one for one in Programme(maison()).every() if one.projet.numero == numero]
    found = next(iter(rights.readable(request.droits, vue.acheteur, some)), None)
    if found is None or (found.projet.retire and found.projet.acheteur_siren not in writable(request, vue)):
        raise Http404
    return found


def _signed(request: Requete, projet: Projet) -> Projet:
    return replace(
        projet, qui=request.user.get_username(), date=datetime.now(UTC).isoformat(timespec="seconds")
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NEW


def _segments(vue: Regard) -> dict[str, str]:
    definitions = vue.demande.catalogue
    return {code: nom for code, nom in named(definitions).items() if code not in definitions.retires}


def _cadre(vue: Regard, open_to: tuple[str, ...], kept: Projet | None) -> form.Cadre:
    """What a form may say; what a line already says stays sayable."""
    procedures = [one.libelle for one in vue.veille.delais]
    more = [kept.procedure] if kept and kept.procedure else []
    followed = kept.marche_cle if kept else ""
    return form.Cadre(
        acheteurs=open_to,
        membres=vue.demande.territoire.sirens,
        segments=_segments(vue),
        procedures=tuple(dict.fromkeys([*procedures, *more])),
        opens=lambda key: key == followed or rows.marche(vue, key) is not None,
    )


def _written(
    request: Requete, vue: Regard, open_to: tuple[str, ...], found: Version | None
) -> HttpResponse:  # fmt: skip
    """Write what is typed; show it again, with what is wrong, when it cannot be."""
    told = {name: str(value) for name, value in request.POST.items()}
    typed = form.Typed.of(told, [str(one) for one in request.POST.getlist("membres")])
    if len(open_to) == 1:
        typed = replace(typed, acheteur=open_to[0])
    fields, wrong = form.read(typed, _cadre(vue, open_to, found.projet if found else None))
    if wrong:
        return _form(request, vue, open_to, typed, found, wrong)
    numero, seen = (found.projet.numero, _number(told.get("rang", ""))) if found else (NEW, NEW)
    try:
        done = Programme(maison()).write(_signed(request, Projet(numero=numero, **fields)), seen)
    except ActeConcurrent as late:
        return _form(request, vue, open_to, typed, found, late=late)
    return redirect(vue.adresse(f"{SUITE}{done.projet.numero}/", fait="ecrite"))


def _form(
    request: Requete, vue: Regard, open_to: tuple[str, ...], typed: form.Typed, found: Version | None = None,
    wrong: list[form.Faute] | None = None, late: ActeConcurrent | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a line: what is typed where it may be, and what it has been."""
    past, kept = _past(request, found), found.projet if found else None
    cadre = _cadre(vue, open_to, kept)
    context = around(vue) | {
        "saisi": typed,
        "version_lue": past[-1].rang if past else NEW,
        "cadre": cadre if open_to else None,
        "procedures": [(one, translated(one)) for one in cadre.procedures],
        "rang": rows.rangs(vue, [found])[0] if found else None,
        "retiree": kept is not None and kept.retire,
        "acheteurs_ouverts": [(one, vue.nom(one)) for one in open_to],
        "autres": [(one, vue.nom(one)) for one in sorted(vue.demande.territoire.sirens)],
        "suivables": prefill.followable(vue),
        "statuts": [(code, translated(said)) for code, said in words.STATUTS.items()],
        **_refused(wrong or []),
        "tard": late,
        "faits": rows.history(vue, past),
        **_addresses(vue, kept),
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.CONFLICT if late else HTTPStatus.OK
    return render(request, "suivi/ligne_programme.html", context, status=status)


def _refused(wrong: list[form.Faute]) -> dict[str, Any]:
    """What is wrong in what was typed, in all and field by field."""
    fields = {one.champ: one for one in wrong}
    return {"fautes": wrong, "fautifs": fields, "dites": accord(len(wrong), "champ")}


def _addresses(vue: Regard, kept: Projet | None) -> dict[str, str]:
    """Where a line is sent and taken away: a new one is not yet anywhere."""
    here = f"{SUITE}{kept.numero}/" if kept else f"{SUITE}nouvelle/"
    gone = vue.adresse(f"{here}retirer/") if kept else ""
    return {"envoi": vue.adresse(here), "retrait": gone, "liste": vue.adresse(SUITE)}


def _past(request: Requete, found: Version | None) -> list[Version]:
    """What a line has been, as far as this person could read it."""
    if found is None:
        return []
    every = Programme(maison()).history(found.projet.numero)
    return [one for one in every if rights.reads(request.droits, one.projet)]


CONNECTE, FORM = Politique.CONNECTE, ("GET", "HEAD", "POST")
ROUTES = [
    route(f"suivi/{SUITE}", retenue(lister), "programme", CONNECTE),
    route(f"suivi/{SUITE}programme.csv", exporter, "programme_csv", CONNECTE),
    route(f"suivi/{SUITE}nouvelle/", ajouter, "programme_nouvelle", CONNECTE, FORM),
    route(f"suivi/{SUITE}<int:numero>/", ligne, "programme_ligne", CONNECTE, FORM),
    route(f"suivi/{SUITE}<int:numero>/retirer/", retirer, "programme_retirer", CONNECTE, ("POST",)),
]
