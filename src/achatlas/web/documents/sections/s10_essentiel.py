"""What a reader must keep: the figures, and the sentences that they make."""

from __future__ import annotations

from collections.abc import Iterator

from achatlas.catalogue.models import Mesure
from achatlas.containers.documents.modele import Bloc, Chiffre, Chiffres, Phrase, Section
from achatlas.domain.nombres import FINE, accord, entier, evolution, lisser, montant_lisible, pourcent
from achatlas.screens import chiffres, communs, parts
from achatlas.web.acces import catalogue
from achatlas.web.documents.sujet import PAYE, Sujet, amount

SHARES = ("pme", "local")


def section(sujet: Sujet) -> Section:
    """The figures of the cartography, and four sentences."""
    demande, known = sujet.demande, catalogue().mesures
    figures = chiffres.demander(demande, known)
    told = chiffres.presenter(demande, figures, chiffres.entre_membres(demande), known)
    items = tuple(Chiffre(lisser(one.nom), one.valeur, one.unite, lisser(one.note)) for one in told)
    blocs: list[Bloc] = [Chiffres(items), *(Phrase(said) for said in _sentences(sujet))]
    return Section("L’essentiel", phrase(sujet), tuple(blocs), _definitions(known, demande.tableau.chiffres))


def _definitions(
    known: dict[str, Mesure] | object, names: tuple[str, ...] | list[str]
) -> tuple[tuple[str, str], ...]:
    found = catalogue().mesures
    return tuple((lisser(found[nom].libelle), lisser(found[nom].definition)) for nom in names)


def phrase(sujet: Sujet) -> str:
    """What was paid, to how many, and how it moved."""
    found = sujet.figures("fournisseurs")
    many = found.valeurs.get("fournisseurs", 0)
    said = f"{montant_lisible(sujet.total)} payés hors taxes en {sujet.exercice}"
    said += f" à {accord(many, 'fournisseur')}" if many else ""
    change = evolution(sujet.total, found.reference[PAYE]) if found.reference else ""
    return f"{said}, {change} contre {sujet.contre}." if change and change != "—" else f"{said}."


def _sentences(sujet: Sujet) -> Iterator[str]:
    yield from _structure(sujet)
    yield from _concentration(sujet)
    yield from _coverage(sujet)
    yield from _shares(sujet)
    yield from _ends(sujet)


def _structure(sujet: Sujet) -> Iterator[str]:
    rows = [row for row in sujet.rows("famille").lignes if row.code]
    if len(rows) < 3:
        return
    names = ", ".join(f"{lisser(row.libelle)} ({montant_lisible(amount(row))})" for row in rows[:3])
    held = pourcent(sum(map(amount, rows[:3])), sujet.total, 0)
    yield f"Trois familles font {held}{FINE}% du payé : {names}."


def _concentration(sujet: Sujet) -> Iterator[str]:
    found = sujet.pareto()
    if found.moitie and found.nombre > 2:
        some, verb = accord(found.moitie, "fournisseur"), "font" if found.moitie > 1 else "fait"
        four = (
            f"{entier(found.quatre_cinquiemes)} en font quatre cinquièmes" if found.quatre_cinquiemes else ""
        )
        yield f"{some} {verb} la moitié du payé, sur {entier(found.nombre)}{' ; ' + four if four else ''}."


def _coverage(sujet: Sujet) -> Iterator[str]:
    under = sujet.figures("montant_sous_marche").valeurs.get("montant_sous_marche")
    if under is not None and sujet.total > 0:
        left = montant_lisible(sujet.total - under)
        yield (
            f"{pourcent(under, sujet.total, 0)}{FINE}% du payé cite un marché connu ; {left} citent un "
            "marché introuvable, ou n’en citent pas."
        )


def _shares(sujet: Sujet) -> Iterator[str]:
    known = catalogue().taux
    for nom in SHARES:
        if nom in known:
            one = parts.share_of(known[nom], sujet.demande)
            if one.valeur != "—" and not one.ferme:
                yield f"{one.nom} : {one.valeur}{FINE}% ({' ; '.join(one.notes)})."


def _ends(sujet: Sujet) -> Iterator[str]:
    rows = communs.ending(sujet.marches, sujet.jour)
    if rows:
        yield f"{communs.told(rows, sujet.jour)}."
