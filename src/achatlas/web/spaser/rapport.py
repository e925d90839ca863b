"""The report of the SPASER: a page, its files, its summary; signed once, then compared with the next."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from achatlas.containers.documents import docx, pdf
from achatlas.containers.documents.modele import Document, packed, unpacked
from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.nombres import lisser
from achatlas.domain.rapport import Rapport
from achatlas.domain.rapport import packed as rows
from achatlas.domain.text import searchable
from achatlas.langues import FRENCH, parlant, translated
from achatlas.screens.spaser import actions
from achatlas.screens.spaser.rapport import dits, donnees, faire, ouvert
from achatlas.screens.spaser.rapport.sujet import Autour, Sujet, before, sujet
from achatlas.screens.spaser.vue import Spaser
from achatlas.store.actions import Actions
from achatlas.store.objectifs import Objectifs
from achatlas.store.rapports import Rapports
from achatlas.web import exports
from achatlas.web.acces import maison
from achatlas.web.cartographie.emporter import dit, sending
from achatlas.web.cartographie.emporter.sending import Fichier
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, regard_of, vue_of

RACINE, ARRETE, MOST = "rapport/", "arrete", 200
DONE = "Le rapport est arrêté : ses chiffres ne bougeront plus."
MAKERS: dict[str, Callable[[Sujet, str, str], Document]] = {
    "rapport": faire.rapport,
    "synthese": faire.synthese,
}
WRITERS: dict[str, Callable[[Document], bytes]] = {"pdf": pdf.write, "docx": docx.write}


def subject(request: Requete) -> Sujet:
    """The report that an address asks for: of today's data, or one that was signed. Raises Http404."""
    vue = vue_of(request, RACINE)
    signed = Rapports(maison()).of(vue.acheteur)
    asked, objectifs = _asked(request.GET.get(ARRETE, ""), signed), Objectifs(maison())
    former = before(signed, asked.annees[-1] if asked else vue.annee, asked)
    if asked is not None:
        vue = replace(vue, versions=objectifs.at(asked.objectifs))
    actes = tuple(actions.visible(vue, Actions(maison()).standing()).values())
    anciens = objectifs.at(former.objectifs) if former else ()
    return sujet(vue, Autour(regard_of(request, vue), actes, signed, anciens), asked)


def _asked(number: str, signed: Sequence[Rapport]) -> Rapport | None:
    if not number:
        return None
    found = next((one for one in signed if str(one.numero) == number), None)
    if found is None:
        raise Http404
    return found


def said(told: Sujet, name: str, adresse: str = "") -> Document:
    """A document of a report: made of today's data, or as it was signed, with what the reader may open."""
    kept = told.signe.documents.get(name) if told.signe else None
    if kept is None:
        return MAKERS[name](told, _notice(told.vue), adresse)
    return replace(ouvert.opened(unpacked(kept), told.vue.demande.acces), adresse=adresse)


def montrer(request: Requete) -> HttpResponse:
    """Show the report. Raises Http404, BadAddress."""
    return _page(request, subject(request), HTTPStatus.OK)


def _page(request: Requete, told: Sujet, status: HTTPStatus) -> HttpResponse:
    document = said(told, "rapport")
    done = status == HTTPStatus.OK and request.GET.get("fait") == ARRETE
    contexte = around(told.vue, RACINE) | {
        "document": document,
        "sujet": told,
        "statut": dits.statut(told),
        "fichiers": [(name, end, _address(told, f"{name}.{end}")) for name, end in FILES],
        "arretes": [(dits.signature(one), _of(told.vue, one), one == told.signe) for one in told.arretes],
        "aujourdhui": told.vue.adresse(RACINE) if told.signe else "",
        "envoi": told.vue.adresse(f"{RACINE}arreter/") if told.signable else "",
        "lu": _read(told, document) if told.signable else "",
        "tard": status == HTTPStatus.CONFLICT,
        "annonce": translated(DONE) if done else "",
    }
    return render(request, "spaser/rapport.html", contexte, status=status)


def _read(told: Sujet, document: Document) -> str:
    """What tells a report that was read from any other: all that it says, to the cent, and on what."""
    kept = told.gardes
    exact = [kept.version, kept.objectifs, kept.actes, rows(kept.releves)]
    written = json.dumps([packed(document), exact], ensure_ascii=False)
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


FILES = (
    ("rapport", "pdf"), ("rapport", "docx"), ("synthese", "pdf"), ("synthese", "docx"),
    ("donnees", "xlsx"), ("donnees", "csv"),
)  # fmt: skip


def _of(vue: Spaser, one: Rapport) -> str:
    return vue.adresse(RACINE, exercice="", **{ARRETE: str(one.numero)})


def _address(told: Sujet, name: str) -> str:
    more = {ARRETE: str(told.signe.numero)} if told.signe else {}
    return told.vue.adresse(f"{RACINE}{name}", **more)


def _notice(vue: Spaser) -> str:
    return lisser(exports.AVIS[:1].upper() + exports.AVIS[1:]) if vue.demande.territoire.simule else ""


def emporter(request: Requete, nom: str, forme: str) -> HttpResponseBase:
    """Send the report, its summary or its figures as a file. Raises Http404."""
    if (nom, forme) not in FILES:
        raise Http404
    with parlant(FRENCH.code):
        return _sent(request, nom, forme)


def _sent(request: Requete, nom: str, forme: str) -> HttpResponseBase:
    """The file, in French whoever asks: it is the act that the law has published."""
    told = subject(request)
    name = f"{nom}-spaser-{_whose(told)}-{told.annee}"
    demande = told.vue.demande
    if nom == "donnees":
        table = donnees.table(told)
        about = [
            ("Rapport", dits.statut(told)),
            *dit.columns(table.colonnes),
            *dit.source(demande, told.version),
        ]
        return sending.send(forme, demande, Fichier(name, _titled(told), table, about, version=told.version))
    made = WRITERS[forme](said(told, nom, request.build_absolute_uri("/")[:-1]))
    return sending.made(name, forme, demande, lambda path: sending.kept(path, made))


def _titled(told: Sujet) -> str:
    """What a file of figures is: the report, and its number and signature once it is signed."""
    return f"{dits.genre(told)}, {dits.statut(told)}" if told.signe else dits.genre(told)


def _whose(told: Sujet) -> str:
    if told.commun:
        return "commun"
    whose = searchable(told.vue.demande.territoire.acheteur(told.vue.acheteur).dit)
    return "-".join(whose.replace("'", " ").split())


def arreter(request: Requete) -> HttpResponse:
    """Sign the report as it was read: what it says is kept. Raises Http404 for who may not."""
    told = subject(request)
    if not told.signable:
        raise Http404
    if request.POST.get("lu", "") != _read(told, said(told, "rapport")):
        return _page(request, told, HTTPStatus.CONFLICT)
    note = " ".join(request.POST.get("motif", "").split())[:MOST]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    kept = Rapports(maison())
    made = replace(told.gardes, qui=request.user.get_username(), date=now, motif=note, numero=kept.next())
    with parlant(FRENCH.code):
        asked = replace(subject(request), signe=made)
        documents = {name: packed(make(asked, _notice(told.vue), "")) for name, make in MAKERS.items()}
    try:
        done = kept.sign(replace(made, documents=documents))
    except ActeConcurrent:
        return _page(request, told, HTTPStatus.CONFLICT)
    more: dict[str, Any] = {ARRETE: str(done.numero), "fait": ARRETE}
    return redirect(told.vue.adresse(RACINE, exercice="", **more))


CONNECTE = Politique.CONNECTE
ROUTES = [
    route(f"spaser/{RACINE}", retenue(montrer), "spaser_rapport", CONNECTE),
    route(f"spaser/{RACINE}arreter/", arreter, "spaser_rapport_arreter", CONNECTE, ("POST",)),
    route(f"spaser/{RACINE}<slug:nom>.<slug:forme>", emporter, "spaser_rapport_fichier", CONNECTE),
]
