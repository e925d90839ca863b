"""The queue and the rules as their pages show them: every value written, every bar measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from achatlas.classify.groupes import Groupe
from achatlas.classify.guide import Guide
from achatlas.domain.evolution import A_QUALIFIER
from achatlas.domain.nombres import (
    FINE,
    accord,
    entier,
    euros,
    lisser,
    montant,
    montant_lisible,
    pourcent,
    unite_de,
)
from achatlas.domain.regle import Conditions
from achatlas.langues import translated
from achatlas.marks._echelle import pour_cent
from achatlas.pipeline.effets import Effect
from achatlas.pipeline.situation import Candidat, Situation, Somme
from achatlas.web.depots.listing import names

COMPTES = 4
HOLDS = "\u200b"
FIELDS = ("acheteur", "compte", "tiers", "cpv", "code")


@dataclass(frozen=True)
class Here:
    """Where a person stands: for which buyer (SIREN; empty for all), at which group or which rule; ``tri``
    the enjeu by which the queue is ranked, empty for euros.
    """

    pour: str = ""
    groupe: str = ""
    numero: int = 0
    tri: str = ""

    def address(self, **more: Any) -> str:
        """The address of this state of the page."""
        own = {"pour": self.pour, "tri": self.tri, "groupe": self.groupe, "regle": self.numero or ""}
        asked = {**own, **more}
        query = urlencode({name: value for name, value in asked.items() if value not in ("", None)})
        return reverse("qualifier") + (f"?{query}" if query else "")

    def at(self, groupe: str, **more: Any) -> str:
        """The address of another group of the same queue."""
        return Here(self.pour, groupe, tri=self.tri).address(**more)


def fields(asked: Conditions) -> dict[str, str]:
    """Conditions as a form holds them: only those that ask something."""
    told = {name: str(getattr(asked, name)) for name in FIELDS}
    told |= {"mots": translated(" ; ").join(asked.mots)}
    told |= {"muet": "oui" if asked.muet else "", "incertain": "oui" if asked.unsure else ""}
    return {name: said for name, said in told.items() if said}


def typed(told: Mapping[str, str]) -> dict[str, str]:
    """The fields of a rule as they were typed, whether they can be read or not."""
    return {name: told[name] for name in (*FIELDS, "mots", "muet", "incertain") if told.get(name)}


def asked_of(asked: Conditions) -> list[tuple[str, str]]:
    """What a rule asks, as its sentence says it: words, value."""
    acheteur = names().get(asked.acheteur, asked.acheteur)
    mots = " ou ".join(f"«\u00a0{lisser(one)}\u00a0»" for one in asked.mots)
    told = (
        ("l’acheteur est", lisser(acheteur)),
        ("l’achat dit", mots),
        ("l’objet ne dit pas ce qui est acheté", HOLDS if asked.muet else ""),
        ("le fournisseur est", lisser(asked.tiers)),
        ("le compte commence par", asked.compte),
        ("le CPV du marché commence par", asked.cpv),
        ("le code de l’acheteur commence par", asked.code),
        ("la machine ne le classe pas seule", HOLDS if asked.unsure else ""),
    )
    return [(said, value.strip(HOLDS)) for said, value in told if value]


def phrase(asked: Conditions) -> str:
    """A rule in one line: « l’achat dit « tonte », le compte commence par 61 »."""
    return ", ".join(f"{said} {value}".strip() for said, value in asked_of(asked))


def card(groupe: Groupe) -> dict[str, str]:
    """A group: its name, what its lines have in common, who pays them."""
    first = max(groupe.rows, key=lambda row: abs(row["montant_ht_centimes"]))
    asked = groupe.conditions
    words_said = asked.mots[0] if asked.mots else "sans objet ni fournisseur"
    return {
        "titre": lisser(first["tiers_nom"]) if asked.tiers else f"«\u00a0{lisser(words_said)}\u00a0»",
        "sous": ", ".join(filter(None, _facts(groupe))),
        "qui": _who(groupe),
    }


def _facts(groupe: Groupe) -> tuple[str, ...]:
    """« 412 lignes, 2 240 118,40 € HT, 3 fournisseurs, compte 61521, sans marché connu à 84 % »."""
    tiers = {row["tiers_dit"] for row in groupe.rows if row["tiers_dit"]}
    alone = sum(row["hors_marche_centimes"] for row in groupe.rows)
    known = 0 < alone <= groupe.centimes
    return (
        accord(groupe.lignes, "ligne"),
        f"{euros(groupe.centimes)}{FINE}€ HT",
        "l’objet ne dit rien" if groupe.conditions.muet else accord(len(tiers), "fournisseur"),
        _comptes([row["compte"] for row in groupe.rows]),
        f"sans marché connu à {pourcent(alone, groupe.centimes, 0)}{FINE}%" if known else "",
    )


def _who(groupe: Groupe) -> str:
    found = sorted({row["acheteur_siren"] for row in groupe.rows})
    return lisser(names().get(found[0], found[0])) if len(found) == 1 else accord(len(found), "acheteur")


def _comptes(comptes: Sequence[str]) -> str:
    found = sorted(set(filter(None, comptes)))
    if not found:
        return "sans compte"
    more = f" et {entier(len(found) - COMPTES)} autres" if len(found) > COMPTES else ""
    return f"{'comptes' if len(found) > 1 else 'compte'} {', '.join(found[:COMPTES])}{more}"


@dataclass(frozen=True)
class Ligne:
    """A line of payment shown as an example."""

    objet: str
    compte: str
    tiers: str
    euros: str
    href: str


def examples(rows: Sequence[Mapping[str, Any]]) -> list[Ligne]:
    """Lines of a group, with the way to their page."""
    return [
        Ligne(
            lisser(row["objet"]) or "objet non dit", row["compte"], lisser(row["tiers_nom"]),
            euros(row["montant_ht_centimes"]), reverse("ligne", args=[row["depot"], row["numero_ligne"]]),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Choix:
    """A candidate segment: its key, what it is, what supports it."""

    touche: int
    code: str
    nom: str
    sous: str
    part: str
    largeur: str
    href: str
    ici: bool


def choices(
    found: Sequence[Candidat],
    guide: Guide,
    here: Here,
    segment: str,
    essai: Mapping[str, str],
    gone: Collection[str],
) -> list[Choix]:
    """The candidates of a group, the chosen one marked; ``essai``: the conditions being tried; ``gone``: the
    segments merged into others.
    """
    left = {A_QUALIFIER, *gone}
    known = [one for one in found if one.code in guide.fiches and one.code not in left]
    return [
        Choix(
            touche, one.code, lisser(guide.fiches[one.code].libelle), _why(one, guide), _likely(one.part),
            f"{one.part or 0}%", here.address(segment=one.code, **essai), one.code == segment,
        )
        for touche, one in enumerate(known, start=1)
    ]  # fmt: skip


def _likely(part: int | None) -> str:
    """« 74 % », « < 1 % », nothing of what nothing measures."""
    return "" if part is None else f"{part}{FINE}%" if part else f"<{FINE}1{FINE}%"


def _why(one: Candidat, guide: Guide) -> str:
    fiche = guide.fiches[one.code]
    paid = f"déjà {montant_lisible(one.deja.centimes)} au même fournisseur" if one.deja.centimes > 0 else ""
    return ". ".join(filter(None, (paid, lisser(fiche.definition))))


@dataclass(frozen=True)
class Avant:
    """A figure before and after a decision, and whether it calls for a look."""

    nom: str
    avant: str
    apres: str
    look: bool = False


def effects(seen: Situation, moved: Effect, segment: str, guide: Guide) -> list[Avant]:
    """What a rule would move, figure by figure."""
    whole, unsure = seen.total.centimes, seen.attente.centimes
    left = moved.reste.centimes
    unit = unite_de(max(abs(unsure), abs(moved.tout.centimes)))
    named = f"{segment} {lisser(guide.fiches[segment].court)}"
    before, after = moved.avant.centimes, moved.apres.centimes
    whole_before, whole_after = moved.held.centimes, moved.tout.centimes
    told = [
        Avant(f"À qualifier, {unit}", montant(unsure, unit), montant(left, unit)),
        Avant(f"{named}, {unit}", montant(whole_before, unit), montant(whole_after, unit)),
        Avant("… dont classé sûrement", montant(before, unit), montant(after, unit)),
        Avant("Dépense classée sûrement", share(whole - unsure, whole), share(whole - left, whole)),
    ]
    names = guide.catalogue.enjeux
    told += [
        Avant(f"Enjeu «\u00a0{names[one].libelle}\u00a0»", "", _signed(cents))
        for one, cents in moved.enjeux.items()
        if cents
    ]
    held, then = moved.held.hors_marche, moved.tout.hors_marche
    if then > held:
        said = (montant(held, unit), montant(then, unit))
        told.append(Avant(f"{segment} sans marché connu, {unit}", *said, look=True))
    return told


def concerned(moved: Effect, *more: str) -> set[str]:
    """The segments that an act empties or fills."""
    return {code for de, vers, _ in moved.passages for code in (de, vers) if code} | {*more}


def share(part: int, whole: int) -> str:
    """« 96,3 % »; nothing of nothing."""
    return f"{pourcent(part, whole)}{FINE}%" if whole else ""


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else '−'}{montant_lisible(abs(cents))}"


def warnings(moved: Effect) -> list[tuple[str, bool]]:
    """What a person must know before keeping a rule: words, and whether it contradicts somebody."""
    waits, elsewhere = moved.attente, moved.deja
    told = [(f"{accord(waits.lignes, 'ligne')} en attente, {montant_lisible(waits.centimes)}.", False)]
    if moved.pareils.lignes:
        said = accord(moved.pareils.lignes, "ligne a", "lignes ont")
        told.append((f"{said} déjà ce segment, {montant_lisible(moved.pareils.centimes)}.", False))
    if elsewhere.lignes:
        one, many = "ligne déjà classée ailleurs changerait", "lignes déjà classées ailleurs changeraient"
        said = accord(elsewhere.lignes, one, many)
        told.append((f"{said} aussi, {montant_lisible(elsewhere.centimes)}.", False))
    if moved.suivent.lignes:
        told.append((f"{accord(moved.suivent.lignes, 'ligne')} que la règle classe suivraient.", False))
    return [*told, *leaving(moved), against(moved), awarded(moved)]


def awarded(moved: Effect) -> tuple[str, bool]:
    """How many marchés would change their segment."""
    if not moved.marches:
        return "Aucun marché ne changerait de segment.", False
    said = accord(moved.marches, "marché changerait", "marchés changeraient")
    return f"{said} de segment.", False


def against(moved: Effect) -> tuple[str, bool]:
    """The rules of persons that an act contradicts."""
    if not moved.contredits.lignes:
        return "Aucune décision humaine contredite.", False
    lines = accord(moved.contredits.lignes, "ligne")
    return f"Contredit {lines} {_of(moved.regles)}, {montant_lisible(moved.contredits.centimes)}.", True


def _of(numeros: Sequence[int]) -> str:
    said = ", ".join(map(str, numeros))
    return f"des règles {said}" if len(numeros) > 1 else f"de la règle {said}"


def leaving(moved: Effect) -> list[tuple[str, bool]]:
    """What the rule would tell no more, and who would tell it."""
    left, back = moved.quittent, moved.retour
    if not left.lignes:
        return []
    many = "ent" if left.lignes > 1 else ""
    said = accord(left.lignes, "ligne qu’elle classe", "lignes qu’elle classe")
    told = [f"{said} n’en relèverai{many or 't'} plus, {montant_lisible(left.centimes)}"]
    if moved.takers:
        rules = ", ".join(map(str, moved.takers))
        named = f"les règles {rules} en reprendraient" if len(moved.takers) > 1 else f"la règle {rules} en "
        told.append(named if len(moved.takers) > 1 else f"{named}reprendrait")
    if back.lignes:
        waits = accord(back.lignes, "serait à qualifier", "seraient à qualifier")
        told.append(f"{waits}, {montant_lisible(back.centimes)}")
    return [("\u00a0; ".join(told) + ".", True)]


def passing(moved: Effect, most: int) -> list[str]:
    """The lines that would change their segment, from which to which, the heaviest first."""
    told = [
        f"{montant_lisible(one.centimes)} ({accord(one.lignes, 'ligne')}) irai{'en' * (one.lignes > 1)}t de "
        f"{de or 'ce qui n’a pas de segment'} à {vers or 'ce qui n’a pas de segment'}."
        for de, vers, one in moved.passages[:most]
    ]
    lines = sum(one.lignes for _, _, one in moved.passages[most:])
    if lines:
        said = accord(lines, "autre ligne changerait", "autres lignes changeraient")
        told.append(f"{said} aussi de segment.")
    return told or ["Aucun paiement ne changerait de segment."]


Parts = tuple[Somme, Somme]
NONE: Parts = (Somme(), Somme())


def tree(seen: Situation, guide: Guide, segment: str) -> dict[str, Any]:
    """Families by euros, each with its segments, what is sure and what is not; that of the chosen segment is
    open.
    """
    held = seen.by_sureness
    sums = {code: _together([held.get(one.code, NONE) for one in guide.de(code)]) for code in guide.familles}
    longest = max((_cents(one) for one in sums.values()), default=0)
    scale = (longest, unite_de(longest))
    rows = []
    for code in sorted(sums, key=lambda one: -_cents(sums[one])):
        here = segment.startswith(f"{code}.")
        if here or sums[code] != NONE:
            some = [one for one in guide.de(code) if one.code in held or one.code == segment]
            under = [
                _rang(one.code, one.court, held.get(one.code, NONE), scale, one.code == segment)
                for one in some
            ]
            rows.append(_rang(code, guide.familles[code], sums[code], scale) | {"de": under, "ouvert": here})
    if "" in held:
        rows.append(_rang("", "Sans segment", held[""], scale))
    return {"rangs": rows, "unite": scale[1]}


def _together(found: Sequence[Parts]) -> Parts:
    return sum((one for one, _ in found), Somme()), sum((one for _, one in found), Somme())


def _cents(parts: Parts) -> int:
    return parts[0].centimes + parts[1].centimes


def _rang(code: str, nom: str, parts: Parts, scale: tuple[int, str], ici: bool = False) -> dict[str, Any]:
    longest, unit = scale
    sure, unsure = (max(one.centimes, 0) for one in parts)
    return {
        "code": code, "nom": lisser(nom), "texte": montant(_cents(parts), unit), "ici": ici,
        "lignes": accord(parts[0].lignes + parts[1].lignes, "ligne"),
        "sur": f"{pourcent(sure, sure + unsure, 0)}{FINE}%" if sure + unsure else "",
        "barre": pour_cent(sure, longest), "doute": pour_cent(unsure, longest) if unsure else "",
        "href": reverse("nomenclature_segment", args=[code]) if "." in code else "",
    }  # fmt: skip
