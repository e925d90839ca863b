"""What has changed since the report that was signed before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from achatlas.analyse.readings import WITHOUT, Reading, absent
from achatlas.containers.documents.modele import Bloc, Phrase, Section, Tableau
from achatlas.domain.objectif import Objectif
from achatlas.domain.rapport import ENGAGES, ENSEMBLE, Cle, Rapport, revised
from achatlas.langues import dire, nu, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import dits, releves, tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import ACHETEUR, Chiffre
from achatlas.store.objectifs import Version

Bound = Mapping[tuple[str, str], tuple[str, ...]]
"""Whom the objective of each figure binds, when it is not everybody."""


def chapitre(sujet: Sujet) -> Section:
    """What the former report said and what is said now: the same years revised, then the years since."""
    title = translated("Ce qui a changé depuis le rapport précédent")
    if sujet.avant is None:
        said = "C’est le premier rapport arrêté dans cette vue : il n’y en a pas d’autre à comparer."
        return Section(title, translated(said), ())
    rows, since = list(_revised(sujet, sujet.avant)), list(_since(sujet, sujet.avant))
    aims = list(_targets(sujet, sujet.avant))
    blocs: list[Bloc] = [_changed(aims)] if aims else [Phrase(translated("Aucun objectif n’a changé."))]
    if since:
        blocs.append(_table(translated("D’un rapport à l’autre"), sujet.avant.annees[-1], sujet.annee, since))
    if rows:
        blocs.append(_table(translated("Chiffres revus, pour la même année"), "", "", rows))
    else:
        blocs.append(Phrase(translated("Aucun chiffre des années communes n’a été revu.")))
    head = dire("Rapport précédent : {signature}.", signature=dits.signature(sujet.avant))
    return Section(title, head, tuple(blocs))


def _table(titre: str, avant: str, annee: str, rows: list[list[Cellule]]) -> Tableau:
    heads = (avant or translated("était"), annee or translated("est"))
    columns = (
        (translated("Indicateur"), 8, False), *((head, 3, True) for head in heads),
        (translated("évolution"), 3, True), (translated("année"), 2, True),
    )  # fmt: skip
    return tables.tableau(titre, "", columns, rows)


def _changed(rows: list[list[Cellule]]) -> Tableau:
    columns = (
        (translated("Objectif"), 8, False), (translated("était"), 6, False), (translated("est"), 6, False),
    )  # fmt: skip
    return tables.tableau(translated("Objectifs changés, ajoutés ou retirés"), "", columns, rows)


def _targets(sujet: Sujet, avant: Rapport) -> Iterator[list[Cellule]]:
    """What the objectives were under the former report and what they are, where that is not the same."""
    then = {one.objectif.numero: one for one in sujet.anciens}
    now = {one.objectif.numero: one for one in sujet.vue.versions}
    known = {(one.indicateur.id, one.cle): one for one in sujet.vue.chiffres}
    for number, told in sorted((then | now).items()):
        was, is_now = then.get(number), now.get(number)
        one = _figure(known, told.objectif)
        if one is None or _as_said(was, is_now):
            continue
        if any(said and sujet.vue.binds(said, one.calcul) for said in (was, is_now)):
            yield [tables.nom(sujet, one), *(Cellule(_told(sujet, one, said)) for said in (was, is_now))]


def _told(sujet: Sujet, one: Chiffre, version: Version | None) -> str:
    """What an objective aims at, what it weighs, and whom it binds when it is not everybody."""
    if version is None:
        return translated("aucun")
    told, bound = _aims(one, version), version.objectif.acheteurs
    if not bound:
        return told
    known = sujet.vue.demande.territoire
    names = ", ".join(nu(known.acheteur(s).dit) if s in known.sirens else s for s in bound)
    return dire("{dit} ; pour {noms}", dit=told, noms=names)


def _as_said(was: Version | None, is_now: Version | None) -> bool:
    """Whether an objective says the same under both reports."""
    return bool(was and is_now and was.objectif.said == is_now.objectif.said)


def _figure(known: Mapping[tuple[str, str], Chiffre], told: Objectif) -> Chiffre | None:
    """The figure of an objective, the leading one of its indicator when it names none."""
    leading = next((one for (ident, _), one in known.items() if ident == told.indicateur), None)
    return known.get((told.indicateur, told.calcul)) or (leading if not told.calcul else None)


def _aims(one: Chiffre, version: Version) -> str:
    """« 2025 : 20 %, 2027 : 30 % ; poids 3 »."""
    told = version.objectif
    aims = ", ".join(
        f"{year} : {chiffres.aimed(value, one.calcul)}" for year, value in sorted(told.cibles.items())
    )
    return dire("{cibles} ; poids {poids}", cibles=aims, poids=told.poids)


def _revised(sujet: Sujet, avant: Rapport) -> Iterator[list[Cellule]]:
    """The figures of the years of both reports that are no longer said the same, or that one of them alone
    tells; those by buyer are of the last year of each.
    """
    known = {(one.indicateur.id, one.cle): one for one in sujet.vue.chiffres}
    last = {rapport.annees[-1] for rapport in (avant, sujet.gardes)}
    bound = _bound_then(sujet)
    for cle in revised(avant.releves, releves.kept(sujet.lus)):
        one = known.get((cle.indicateur, cle.calcul))
        if one is None or not _compared(sujet, one, cle, bound, alone=len(last) > 1):
            continue
        then, now = _then(avant, cle), sujet.lus.get(cle, absent(WITHOUT))
        if chiffres.valeur(then, one.calcul) != chiffres.valeur(now, one.calcul):
            yield _row(sujet, one, then, now, cle)


def _compared(sujet: Sujet, one: Chiffre, cle: Cle, bound: Bound, *, alone: bool) -> bool:
    """Whether a figure of the former report is told again, of the same: all, those whom its objective bound
    and binds, a buyer; that of all ``alone`` when the last years differ.
    """
    if cle.axe == ENGAGES and bound[cle.indicateur, cle.calcul] != sujet.vue.engages(one):
        return False
    return cle.axe == ENSEMBLE or (not alone and cle.axe in (ENGAGES, ACHETEUR))


def _bound_then(sujet: Sujet) -> Bound:
    """Whom the objective of each figure bound under the former report: what is of others is not revised."""
    then = replace(sujet.vue, versions=tuple(sujet.anciens))
    return {(one.indicateur.id, one.cle): then.engages(one) for one in then.chiffres}


def _then(avant: Rapport, cle: Cle) -> Reading:
    """A figure as a report was signed; without data when it did not tell it."""
    kept = {cle: avant.releves[cle]} if cle in avant.releves else {}
    return releves.as_signed({}, kept).get(cle, absent(WITHOUT))


def _since(sujet: Sujet, avant: Rapport) -> Iterator[list[Cellule]]:
    """Every figure of the last year of each report, when these years differ."""
    if avant.annees[-1] == sujet.annee:
        return
    for one in sujet.vue.chiffres:
        then, now = _then(avant, releves.cle(one, avant.annees[-1])), sujet.lu(one)
        if then.valeur is not None or now.valeur is not None:
            yield _row(sujet, one, then, now, releves.cle(one, sujet.annee))


def _row(sujet: Sujet, one: Chiffre, then: Reading, now: Reading, cle: Cle) -> list[Cellule]:
    shown = cle.annee in sujet.annees
    name = tables.objectif(sujet, one) if cle.axe == ENGAGES else tables.nom(sujet, one)
    return [
        Cellule(f"{name.texte}{_whose(sujet, cle.membre)}", name.lien),
        Cellule(chiffres.valeur(then, one.calcul)),
        Cellule(
            chiffres.valeur(now, one.calcul), sujet.ouvert(one, now, cle.annee, cle.membre) if shown else ""
        ),
        Cellule(tables.moved(one, then.valeur, now.valeur)),
        Cellule(cle.annee),
    ]


def _whose(sujet: Sujet, siren: str) -> str:
    """« , Montauzère »; nothing of a figure of all."""
    known = sujet.vue.demande.territoire
    name = known.acheteur(siren).dit if siren in known.sirens else siren
    return f", {nu(name)}" if siren else ""
