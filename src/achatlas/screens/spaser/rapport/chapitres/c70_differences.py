"""What has changed since the report that was signed before."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.analyse.readings import Reading
from achatlas.containers.documents.modele import Bloc, Phrase, Section, Tableau
from achatlas.domain.rapport import Cle, Rapport, revised
from achatlas.langues import dire, translated
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.rapport import dits, releves, tables
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.rapport.tables import Cellule
from achatlas.screens.spaser.vue import Chiffre

READ = Reading()


def chapitre(sujet: Sujet) -> Section:
    """What the former report said and what is said now: the same years revised, then the years since."""
    title = translated("Ce qui a changé depuis le rapport précédent")
    if sujet.avant is None:
        said = "C’est le premier rapport arrêté dans cette vue : il n’y en a pas d’autre à comparer."
        return Section(title, translated(said), ())
    rows, since = list(_revised(sujet, sujet.avant)), list(_since(sujet, sujet.avant))
    blocs: list[Bloc] = []
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


def _revised(sujet: Sujet, avant: Rapport) -> Iterator[list[Cellule]]:
    known = {(one.indicateur.id, one.cle): one for one in sujet.vue.chiffres}
    now = releves.kept(sujet.lus)
    for cle in revised(avant.releves, now):
        one = known.get((cle.indicateur, cle.calcul))
        if one is not None and not cle.axe:
            then = releves.as_signed({}, {cle: avant.releves[cle]})[cle]
            yield _row(sujet, one, then, sujet.lus[cle], cle.annee)


def _since(sujet: Sujet, avant: Rapport) -> Iterator[list[Cellule]]:
    """The figures of the last year of each report, when these years differ."""
    if avant.annees[-1] == sujet.annee:
        return
    for one in sujet.lies:
        cle = releves.cle(one, avant.annees[-1])
        kept: dict[Cle, Reading] = releves.as_signed(
            {}, {cle: avant.releves[cle]} if cle in avant.releves else {}
        )
        yield _row(sujet, one, kept.get(cle, READ), sujet.lu(one), sujet.annee)


def _row(sujet: Sujet, one: Chiffre, then: Reading, now: Reading, annee: str) -> list[Cellule]:
    return [
        tables.nom(sujet, one),
        Cellule(chiffres.valeur(then, one.calcul)),
        Cellule(chiffres.valeur(now, one.calcul), sujet.lignes(one, annee) if annee in sujet.annees else ""),
        Cellule(tables.moved(one, then.valeur, now.valeur)),
        Cellule(annee),
    ]
