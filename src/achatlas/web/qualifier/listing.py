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
    avec_unite,
    en_pourcent,
    entier,
    euros,
    lisser,
    montant,
    montant_lisible,
    pourcent,
    unite_de,
)
from achatlas.domain.regle import Conditions
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.pipeline.effets import Effect
from achatlas.pipeline.situation import Candidat, Situation, Somme
from achatlas.screens.lignes import objet
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
    told |= {"mots": " ; ".join(asked.mots)}
    told |= {"muet": "oui" if asked.muet else "", "incertain": "oui" if asked.unsure else ""}
    return {name: said for name, said in told.items() if said}


def typed(told: Mapping[str, str]) -> dict[str, str]:
    """The fields of a rule as they were typed, whether they can be read or not."""
    return {name: told[name] for name in (*FIELDS, "mots", "muet", "incertain") if told.get(name)}


def asked_of(asked: Conditions) -> list[tuple[str, str]]:
    """What a rule asks, as its sentence says it: words, value."""
    acheteur = names().get(asked.acheteur, asked.acheteur)
    quoted = (dire("«\u00a0{nom}\u00a0»", nom=lisser(one)) for one in asked.mots)
    mots = f" {translated('ou')} ".join(quoted)
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
    return [(translated(said), value.strip(HOLDS)) for said, value in told if value]


def phrase(asked: Conditions) -> str:
    """A rule in one line: « l’achat dit « tonte », le compte commence par 61 »."""
    return ", ".join(f"{said} {value}".strip() for said, value in asked_of(asked))


def card(groupe: Groupe) -> dict[str, str]:
    """A group: its name, what its lines have in common, who pays them."""
    first = max(groupe.rows, key=lambda row: abs(row["montant_ht_centimes"]))
    asked = groupe.conditions
    words_said = asked.mots[0] if asked.mots else translated("sans objet ni fournisseur")
    return {
        "titre": lisser(first["tiers_nom"])
        if asked.tiers
        else dire("«\u00a0{nom}\u00a0»", nom=lisser(words_said)),
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
        dire("{montant} HT", montant=avec_unite(euros(groupe.centimes), "€")),
        translated("l’objet ne dit rien") if groupe.conditions.muet else accord(len(tiers), "fournisseur"),
        _comptes([row["compte"] for row in groupe.rows]),
        _alone(pourcent(alone, groupe.centimes, 0)) if known else "",
    )


def _alone(part: str) -> str:
    return dire("sans marché connu à {part}", part=en_pourcent(part))


def _who(groupe: Groupe) -> str:
    found = sorted({row["acheteur_siren"] for row in groupe.rows})
    return lisser(names().get(found[0], found[0])) if len(found) == 1 else accord(len(found), "acheteur")


def _comptes(comptes: Sequence[str]) -> str:
    found = sorted(set(filter(None, comptes)))
    if not found:
        return translated("sans compte")
    more = dire(" et {nombre} autres", nombre=entier(len(found) - COMPTES)) if len(found) > COMPTES else ""
    said = "comptes {comptes}{autres}" if len(found) > 1 else "compte {comptes}{autres}"
    return dire(said, comptes=", ".join(found[:COMPTES]), autres=more)


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
            objet(row["objet"]), row["compte"], lisser(row["tiers_nom"]),
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
    return "" if part is None else en_pourcent(str(part) if part else f"<{FINE}1")


def _why(one: Candidat, guide: Guide) -> str:
    fiche = guide.fiches[one.code]
    paid = (
        dire("déjà {centimes} au même fournisseur", centimes=montant_lisible(one.deja.centimes))
        if one.deja.centimes > 0
        else ""
    )
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
        Avant(dire("À qualifier, {unit}", unit=unit), montant(unsure, unit), montant(left, unit)),
        Avant(f"{named}, {unit}", montant(whole_before, unit), montant(whole_after, unit)),
        Avant(translated("… dont classé sûrement"), montant(before, unit), montant(after, unit)),
        Avant(
            translated("Dépense classée sûrement"), share(whole - unsure, whole), share(whole - left, whole)
        ),
    ]
    names = guide.catalogue.enjeux
    told += [
        Avant(dire("Enjeu «\u00a0{libelle}\u00a0»", libelle=names[one].libelle), "", _signed(cents))
        for one, cents in moved.enjeux.items()
        if cents
    ]
    held, then = moved.held.hors_marche, moved.tout.hors_marche
    if then > held:
        said = (montant(held, unit), montant(then, unit))
        told.append(
            Avant(dire("{segment} sans marché connu, {unit}", segment=segment, unit=unit), *said, look=True)
        )
    return told


def concerned(moved: Effect, *more: str) -> set[str]:
    """The segments that an act empties or fills."""
    return {code for de, vers, _ in moved.passages for code in (de, vers) if code} | {*more}


def share(part: int, whole: int) -> str:
    """« 96,3 % »; nothing of nothing."""
    return en_pourcent(pourcent(part, whole)) if whole else ""


def _signed(cents: int) -> str:
    return f"{'+' if cents > 0 else '−'}{montant_lisible(abs(cents))}"


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
        rows.append(_rang("", translated("Sans segment"), held[""], scale))
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
        "sur": en_pourcent(pourcent(sure, sure + unsure, 0)) if sure + unsure else "",
        "barre": pour_cent(sure, longest), "doute": pour_cent(unsure, longest) if unsure else "",
        "href": reverse("nomenclature_segment", args=[code]) if "." in code else "",
    }  # fmt: skip
