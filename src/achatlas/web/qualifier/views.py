"""The pages of the queue and of the rules: what awaits a person, and what keeping a rule would move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.classify.groupes import Groupe
from achatlas.classify.guide import Guide, guide
from achatlas.domain.errors import (
    AchatlasError,
    ActeConcurrent,
    EffectMoved,
    OutOfScope,
    RegleDeja,
    RegleVague,
)
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.regle import Conditions, Regle
from achatlas.pipeline import Workshop, candidates, ruling
from achatlas.pipeline.ruling import Essai
from achatlas.pipeline.situation import Candidat, Queue, Situation
from achatlas.pipeline.written import Portee
from achatlas.screens import attente
from achatlas.screens import moved as moved_words
from achatlas.web.acces import catalogue, portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.qualifier import addresses, gestes, listing, membres, queue, regles, versions
from achatlas.web.qualifier.listing import Here

DIT, LONGEST = "#regle", 120


def lister(request: Requete) -> HttpResponse:
    """Show the queue, one of its groups or a rule, and what keeping the rule would move. Raises Http404 for a
    buyer that is not open.
    """
    atelier, pour = workshop(), request.GET.get("pour", "")
    seen = portee(request.droits, pour)
    now = ruling.situation(atelier, seen)
    if now is None or not now.rows.num_rows:
        return render(request, "qualifier/file.html", {"traite": False})
    lu = guide(catalogue())
    tri = addresses.ranking(request.GET.get("tri", ""), lu)
    waits = now.queue(lu.enjeux.get(tri))
    regle = _regle(atelier, seen, request.GET.get("regle", ""))
    groupe = None if regle else _groupe(waits.groupes, request.GET.get("groupe", ""))
    here = Here(pour, groupe.ref if groupe else "", regle.numero if regle else 0, tri)
    context = _around(request, atelier, seen, now, waits, here)
    if groupe or regle:
        context |= _subject(request.GET, atelier, seen, now, groupe, regle, here)
        suite = waits.after(here.groupe)
        context |= {"suite": suite, "plus_tard": here.at(suite) if suite else ""}
    return render(request, "qualifier/file.html", context, status=400 if context.get("faute") else 200)


def _groupe(groupes: Sequence[Groupe], ref: str) -> Groupe | None:
    """The group asked, else the heaviest."""
    return next((one for one in groupes if one.ref == ref), None) or next(iter(groupes), None)


def _regle(atelier: Workshop, seen: Portee, asked: str) -> Regle | None:
    """The rule that an address asks to read again. Raises Http404 for one that the person may not read."""
    if not asked:
        return None
    found = next((one for one in ruling.rules(atelier, seen) if str(one.numero) == asked), None)
    if found is None:
        raise Http404
    return found


def _around(
    request: Requete, atelier: Workshop, seen: Portee, now: Situation, waits: Queue, here: Here
) -> dict[str, Any]:
    """What the page says around the group: the queue, how far it is, the last decision."""
    lu, last = guide(catalogue()), ruling.last(atelier, seen, request.user.get_username())
    derniere = versions.told(last, lu) if last else None
    refs, gone = [one.ref for one in waits.groupes], ruling.merged(atelier)
    enjeu = lu.catalogue.enjeux[here.tri].libelle if here.tri else ""
    return {
        "traite": True,
        **queue.head(now, waits, enjeu),
        "barres": queue.bars(waits, here),
        "rangements": queue.rankings(now, lu, here),
        "enjeu": enjeu,
        "tri": here.tri,
        "nombre": len(refs),
        "regles": len(ruling.rules(atelier, seen)),
        "rang": refs.index(here.groupe) + 1 if here.groupe in refs else 0,
        "derniere": derniere,
        "rien": request.GET.get("fait", "") in versions.NOTHING,
        "annonce": versions.announce(request.GET.get("fait", ""), derniere, now),
        "pour": here.pour,
        "pour_nom": territoire().acheteur(here.pour).dit if here.pour else "",
        "segments": [(one.code, one.libelle) for one in lu.fiches.values() if one.code not in gone],
        "acheteurs": sorted((names(s), s) for s in seen.acheteurs),
        "tous_possible": ruling.everyone(atelier, seen),
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
    }


def names(siren: str) -> str:
    """What a buyer is called."""
    return territoire().acheteur(siren).dit


@dataclass(frozen=True)
class _Ecrit:
    """The rule that a form writes: what it asks, what is wrong with it, the segment that it gives, what was
    looked for, the segments proposed.
    """

    asked: Conditions
    fault: AchatlasError | None
    segment: str
    cherche: str
    found: Sequence[Candidat]


def _written(
    told: Mapping[str, str], atelier: Workshop, seen: Portee, now: Situation, groupe: Groupe | None,
    regle: Regle | None,
) -> tuple[_Ecrit, Groupe]:  # fmt: skip
    """The rule being written, and the group or the lines of the rule that are read."""
    lu = guide(catalogue())
    asked, fault = _asked(told, atelier, seen, groupe, regle)
    rows = now.matching(asked).to_pylist() if regle or groupe is None else [*groupe.rows]
    read = groupe or Groupe(asked, tuple(rows))
    cherche = _searched(told.get("segment", ""), lu)
    found = candidates.searched(atelier, cherche) if cherche else candidates.of(atelier, now, read.rows)
    first = found[0].code if found else ""
    segment = first if cherche else _segment(told.get("segment", ""), regle, first, lu)
    return _Ecrit(asked, fault, segment, cherche, found), read


def _moved(
    now: Situation, atelier: Workshop, seen: Portee, ecrit: _Ecrit, regle: Regle | None
) -> dict[str, Any]:  # fmt: skip
    """What keeping the rule would move, and the mark of it; nothing for one that says nothing yet."""
    if not ecrit.segment or ecrit.fault:
        return {"effets": [], "avis": [], "effet": ""}
    essai = Essai(ecrit.asked, ecrit.segment, regle.numero if regle else 0)
    moved, lu = ruling.effect(atelier, now, essai), guide(catalogue())
    return {
        "effets": listing.effects(now, moved, ecrit.segment, lu),
        "avis": moved_words.warnings(moved),
        "compris": membres.included(seen, listing.concerned(moved, ecrit.segment)),
        "effet": ruling.shown_effect(moved),
    }


def _subject(
    told: Mapping[str, str],
    atelier: Workshop,
    seen: Portee,
    now: Situation,
    groupe: Groupe | None,
    regle: Regle | None,
    here: Here,
) -> dict[str, Any]:
    """The group or the rule that is read, the rule being written, and what keeping it would move."""
    lu = guide(catalogue())
    ecrit, read = _written(told, atelier, seen, now, groupe, regle)
    asked, segment, cherche = ecrit.asked, ecrit.segment, ecrit.cherche
    fields = listing.typed(told) if ecrit.fault else listing.fields(asked)
    typed = {"modifie": "oui", **fields} if told.get("modifie") else {}
    return {
        "groupe": listing.card(read) if read.rows else None,
        "enjeux": queue.stakes(read, lu),
        "exemples": listing.examples(ruling.examples(atelier, read)),
        "candidats": listing.choices(ecrit.found, lu, here, segment, typed, ruling.merged(atelier)),
        "cherche": cherche,
        "segment": segment,
        "arbre": listing.tree(now, lu, segment),
        "arbre_compris": membres.included(seen),
        "segment_nom": lu.fiches[segment].libelle if segment else "",
        "regle_lue": regle,
        "conditions": listing.asked_of(asked),
        "champs": fields,
        "modifie": bool(told.get("modifie")) or regle is not None,
        "ref": here.groupe,
        "faute": ecrit.fault,
        **_moved(now, atelier, seen, ecrit, regle),
    }


def _asked(
    told: Mapping[str, str], atelier: Workshop, seen: Portee, groupe: Groupe | None, regle: Regle | None
) -> tuple[Conditions, AchatlasError | None]:
    """The conditions of the rule being written: those typed, else those of the rule or of the group."""
    if regle is not None:
        own = regle.conditions
    else:
        own = ruling.proposed(groupe, seen, atelier) if groupe else Conditions()
    if not told.get("modifie"):
        return own, None
    try:
        return ruling.written(told), None
    except RegleVague as fault:
        return own, fault


def _searched(typed: str, lu: Guide) -> str:
    """The words to look for in the guide; empty for a code of the nomenclature, or for nothing."""
    plain = " ".join(typed.split())[:LONGEST]
    return "" if plain.partition(" ")[0] in lu.fiches else plain


def _segment(asked: str, regle: Regle | None, first: str, lu: Guide) -> str:
    """The segment that the rule would give: the one asked (its code, whatever follows), else that of the
    rule, else the likeliest; where it ends when it stands no more: no rule gives it.
    """
    typed = asked.strip().partition(" ")[0]
    wanted = (lu.retires.get(code, code) for code in (typed, regle.segment if regle else "", first))
    return next((code for code in wanted if code in lu.standing and code != A_QUALIFIER), "")


def decide(request: Requete) -> HttpResponse:
    """Keep a rule, then show the next group. Raises Http404 for purchases that are not open."""
    atelier, told = workshop(), request.POST
    seen = portee(request.droits, told.get("pour", ""))
    essai = Essai(
        ruling.written(told), told.get("segment", "").strip().partition(" ")[0],
        addresses.number(told.get("numero", "")), told.get("vu") or None, told.get("motif", ""),
        told.get("effet", ""),
    )  # fmt: skip
    try:
        ruling.keep(atelier, seen, essai, request.user.get_username())
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return redirect(addresses.rules(told.get("pour", ""), fait="devance"))
    except EffectMoved:
        return redirect(_again(told, essai) + DIT)
    except RegleDeja:
        return redirect(_there(told, "groupe").address(fait="meme") + DIT)
    if essai.numero:
        return redirect(addresses.rules(told.get("pour", ""), fait="modifiee"))
    return redirect(_there(told, "suite").address(fait="gardee") + DIT)


def _again(told: Mapping[str, str], essai: Essai) -> str:
    """The page where the rule was being written, to read again what it would move."""
    here = Here(told.get("pour", ""), told.get("groupe", ""), essai.numero, told.get("tri", ""))
    typed = {"modifie": "oui", **listing.fields(essai.conditions)}
    return here.address(segment=essai.segment, fait="change", **typed)


def reprendre(request: Requete) -> HttpResponse:
    """Undo a version of a rule: one's own last one at once from the queue, which gives back what was shown
    when it was kept; from the page of rules, any of them once what it would move was shown. Raises Http404
    for one that is not open.
    """
    atelier, told, qui = workshop(), request.POST, request.user.get_username()
    if told.get("de") == "regles":
        return regles.done(request, gestes.REPRENDRE, _undo(qui), "reprise")
    seen = portee(request.droits, told.get("pour", ""))
    last = ruling.last(atelier, seen, qui)
    try:
        if last is None or last.empreinte != told.get("empreinte", ""):
            ruling.undoing(atelier, seen, told.get("empreinte", ""))
            return redirect(gestes.again(told, gestes.REPRENDRE))
        ruling.take_back(atelier, seen, last.empreinte, qui)
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return _back(told, "deja")
    return _back(told, "reprise")


def _undo(qui: str) -> regles.Act:
    def act(atelier: Workshop, seen: Portee, told: Mapping[str, str], effet: str) -> None:
        ruling.take_back(atelier, seen, told.get("empreinte", ""), qui, effet)

    return act


def _back(told: Mapping[str, str], fait: str) -> HttpResponse:
    """The page of the queue that a form comes from."""
    return redirect(_there(told, "groupe").address(fait=fait) + DIT)


def _there(told: Mapping[str, str], field: str) -> Here:
    """Where a form of the queue leads: the group of one of its fields, the queue ranked as it was."""
    return Here(told.get("pour", ""), told.get(field, ""), tri=told.get("tri", ""))


LIGNES, POST = Politique.LIGNES, ("POST",)
ROUTES = [
    route("nomenclature/file/", lister, "qualifier", LIGNES),
    route("nomenclature/file/decider/", decide, "qualifier_decider", LIGNES, POST),
    route("nomenclature/file/reprendre/", reprendre, "qualifier_reprendre", LIGNES, POST),
    route("nomenclature/regles/", regles.lister, "regles", LIGNES),
    route("nomenclature/regles/retirer/", regles.retirer, "regle_retirer", LIGNES, POST),
    route("nomenclature/regles/deplacer/", regles.move, "regle_deplacer", LIGNES, POST),
]
