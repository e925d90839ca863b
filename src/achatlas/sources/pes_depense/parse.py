"""PES Aller de dépense: one row per LigneDePiece, read piece by piece; attachments are never parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from achatlas.domain.identifiers import is_siret
from achatlas.domain.money import parse_centimes
from achatlas.ingest.context import ANONYME, REMOVED, Context, Row, free, iter_elements

TYPES_EXCLUS = {"03": "mandat_d_ordre_budgetaire", "07": "admission_en_non_valeur"}
NATURES_EXCLUES = {"03": "inventaire", "04": "emprunt", "11": "paie"}
NAT_ID_NIR = "04"
CAT_PERSONNE = "01"
_MARCHE = re.compile(r"(?i)(num|id|ref)?_?(marche|contrat)")
_ENGAGEMENT = re.compile(r"(?i)(num|id|ref)?_?engag(ement)?")
_NOMENCLATURE = re.compile(r"(?i)(code?|id|ref)?_?(nomencl(ature)?(_?achats?)?|famille_?achats?)")
_NIVEAUX = {"EnTetePES": "entete", "BlocBordereau": "bordereau", "BlocPiece": "piece"}
_SECTIONS = {
    "PES_DepenseAller": "des dépenses",
    "PES_RecetteAller": "des recettes (titres)",
    "PES_Marche": "des marchés",
}
_PIECES_JOINTES = ("PES_PJ", "PJ")
_INCONNUS_MAX = 20
"""Unknown names told of a flow: beyond, it is no PES, and the first ones say it."""
_LUS = (*_NIVEAUX, *_SECTIONS, "LigneDePiece", "Piece", "Bordereau")


def parse(file: Path, context: Context) -> Iterator[Row]:
    """Yield the accepted lines of a dépense flow; raise UnreadableFile for a flow of recettes or of marchés
    alone, AutreAcheteur for the flow of another body.

    Attachments, which may weigh a hundred megabytes and are nobody's business here, are left out wherever
    they stand.
    """
    flux = _Flow(context)
    for evenement, nom, element in iter_elements(file, _LUS, sauf=_PIECES_JOINTES):
        if evenement == "end":
            row = flux.end(nom, element)
            if row is not None:
                yield row
        elif nom in _SECTIONS:
            flux.sections.append(nom)
    if "PES_DepenseAller" not in flux.sections:
        raise _not_depense(context, flux.sections[-1])
    if not flux.named:
        context.check_acheteur("", "")


class _Flow:
    """Where the reading stands: the header, bordereau and piece that hold the line, and its section."""

    def __init__(self, context: Context) -> None:
        self.context, self.rang, self.sections, self.named = context, 0, [""], False
        self.known, self.inconnus = context.layout.known, set[str]()
        self.connus: dict[str, dict[str, str]] = {"entete": {}, "bordereau": {}, "piece": {}}

    def end(self, nom: str, element: Any) -> Row | None:
        """Note what a closing block says; return the row of a closing line when it is accepted."""
        if nom in _NIVEAUX:
            self.connus[_NIVEAUX[nom]] = values(element)
            self._check_acheteur(element)
            return None
        row = None
        if nom == "LigneDePiece":
            self.rang += 1
            blocs = _blocks(element)
            row = _line(self.rang, self.connus, blocs, self.context, self.sections[-1])
            if self.sections[-1] == "PES_DepenseAller":
                self._flag_unknown((self.connus["piece"], *_told(blocs)))
        if nom in {"LigneDePiece", "Piece", "Bordereau"}:
            free(element)
        return row

    def _flag_unknown(self, blocs: Iterable[Mapping[str, str]]) -> None:
        """Flag every element that is neither read nor declared ignored, by name, at the line at hand."""
        for bloc in blocs:
            for nom in sorted(bloc.keys() - self.known):
                if any(_matches(motif, nom) for motif in (_MARCHE, _ENGAGEMENT, _NOMENCLATURE)):
                    continue
                if nom in self.inconnus or len(self.inconnus) < _INCONNUS_MAX:
                    self.inconnus.add(nom)
                    self.context.flag("element_pes_inconnu", nom)

    def _check_acheteur(self, element: Any) -> None:
        """Compare the SIRET of the body in the header of the flow with the declared buyer."""
        for body in element.iterchildren("{*}IdColl"):
            self.named = True
            self.context.check_acheteur(body.get("V", ""), f"ligne {body.sourceline}, élément IdColl")


def _not_depense(context: Context, section: str) -> Exception:
    contenu = _SECTIONS.get(section, "autre chose que des dépenses")
    return context.refuse(
        "Ce flux PES n'est pas un flux de dépense",
        f"il porte {contenu}",
        "demandez au comptable ou à l'éditeur le flux PESALR2 de dépense",
    )


def values(element: Any) -> dict[str, str]:
    """Return the value of every descendant that has one, by local name; the first of a name wins."""
    trouvees: dict[str, str] = {}
    for noeud in element.iter("*"):
        valeur = noeud.get("V")
        if valeur is not None:
            trouvees.setdefault(noeud.tag.rpartition("}")[2], valeur)
    return trouvees


Blocs = dict[str, dict[str, str]]


def _blocks(line: Any) -> Blocs:
    """Return the values of each block of a line, and those of InfoTiers apart from the rest of Tiers."""
    parts = [*line.iterchildren("*"), *line.iterfind("{*}Tiers/{*}InfoTiers")]
    return {part.tag.rpartition("}")[2]: values(part) for part in parts}


def _told(blocs: Blocs) -> tuple[dict[str, str], ...]:
    """Return the blocks whose every element must be known: addresses and bank accounts are nobody's
    business.
    """
    return blocs.get("BlocLignePiece", {}), blocs.get("InfoTiers", {})


def _line(
    rang: int, connus: dict[str, dict[str, str]], blocs: Blocs, context: Context, section: str
) -> Row | None:
    """Return the row of one line, or None when it went to the journal."""
    context.at(rang)
    infos, tiers = blocs.get("BlocLignePiece", {}), blocs.get("Tiers", {})
    piece = connus["piece"]
    montant = context.amount({**infos, "TypPce": piece.get("TypPce", ""), "NatPce": piece.get("NatPce", "")})
    extrait = " · ".join(
        f"{nom}={valeur}"
        for nom, valeur in (
            ("IdBord", connus["bordereau"].get("IdBord", "")),
            ("IdPce", piece.get("IdPce", "")),
            ("IdLigne", infos.get("IdLigne", "")),
            ("Nature", infos.get("Nature", "")),
            ("MtHT", infos.get("MtHT", "")),
        )
    )
    if montant.motif:
        context.reject(rang, montant.motif, 0, extrait, montant.colonne)
        return None
    regle = _rule(piece, section)
    if regle:
        context.exclude(rang, regle, montant.centimes, extrait)
        return None
    tva = _tva(infos.get("MtTVA", ""), montant.centimes, piece)
    if tva == "illisible":
        context.reject(rang, "tva_illisible", montant.centimes, extrait, "MtTVA")
        return None
    return {
        "numero_ligne": rang,
        "montant_ht_centimes": montant.centimes,
        "montant_tva_centimes": tva,
        "format_date": "iso",
        **_named(_where(connus, infos), _who(tiers, context), tiers),
    }


def _named(where: Row, who: Row, tiers: dict[str, str]) -> Row:
    """Return both, the object without the name of a person who is anonymous."""
    objet = where.get("objet")
    if objet and who.get("tiers_nom") == ANONYME:
        words = [
            re.escape(word) for word in re.findall(r"\w{3,}", f"{tiers.get('Nom')} {tiers.get('Prenom')}")
        ]
        where["objet"] = re.sub(rf"(?i)\b(?:{'|'.join(words)})\b", "[nom retiré]", objet) if words else objet
    return {**where, **who}


def _rule(piece: dict[str, str], section: str) -> str:
    """Return the rule that leaves the piece out, "" when it is a payment of a purchase."""
    if section != "PES_DepenseAller":
        return "ligne_de_recette"
    return TYPES_EXCLUS.get(piece.get("TypPce", "")) or NATURES_EXCLUES.get(piece.get("NatPce", ""), "")


def _tva(texte: str, centimes: int, piece: dict[str, str]) -> int | str | None:
    """Return the VAT in cents with the sign of its line, None when there is none."""
    if not texte.strip():
        return None
    try:
        tva = parse_centimes(texte)
    except ValueError:
        return "illisible"
    negative = centimes < 0 or piece.get("TypPce") == "02" or piece.get("NatPce") == "06"
    return -abs(tva) if negative else tva


def _where(connus: dict[str, dict[str, str]], infos: dict[str, str]) -> Row:
    """Return the columns that place the line in the accounts."""
    bordereau, piece = connus["bordereau"], connus["piece"]
    return {
        "exercice": bordereau.get("Exer"),
        "budget": connus["entete"].get("CodBud"),
        "num_bordereau": bordereau.get("IdBord"),
        "num_mandat": piece.get("IdPce"),
        "num_ligne": infos.get("IdLigne"),
        "date_mandat": bordereau.get("DteBordEm"),
        "type_piece": piece.get("TypPce"),
        "nature_piece": piece.get("NatPce"),
        "compte": infos.get("Nature"),
        "fonction": infos.get("Fonction"),
        **_served(piece.get("CodServ"), infos.get("CptAna")),
        "operation": infos.get("Operation"),
        "objet": piece.get("Obj") or _labels(infos),
        "num_facture": infos.get("Facture"),
        "num_marche": _first(_MARCHE, infos, piece),
        "num_engagement": _first(_ENGAGEMENT, infos, piece),
        "code_nomenclature": _first(_NOMENCLATURE, infos, piece),
    }


def _served(code: str | None, analytic: str | None) -> Row:
    """Return who the line is for: CptAna, of the line, is finer than CodServ, of the piece, which is then the
    direction; either alone, or both alike, name the service.
    """
    if code and analytic and code.strip() != analytic.strip():
        return {"direction": code, "service": analytic}
    return {"service": code or analytic}


def _labels(infos: dict[str, str]) -> str | None:
    return " ".join(filter(None, (infos.get("LibVir1"), infos.get("LibVir2")))) or None


@cache
def _matches(motif: re.Pattern[str], nom: str) -> bool:
    return motif.fullmatch(nom) is not None


def _first(motif: re.Pattern[str], *blocs: dict[str, str]) -> str | None:
    """Return the first value whose element's name says that it is a reference of that kind."""
    return next((valeur for bloc in blocs for nom, valeur in bloc.items() if _matches(motif, nom)), None)


def _who(tiers: dict[str, str], context: Context) -> Row:
    """Return the columns of the third party; a natural person known by its NIR, or by no SIRET, is anonymous.
    Birth and bank data are never read.
    """
    if tiers.get("NatIdTiers") == NAT_ID_NIR:
        context.flag("nir_retire")
        return {"tiers_nom": ANONYME, "tiers_categorie": tiers.get("CatTiers")}
    if tiers.get("CatTiers") == CAT_PERSONNE and not is_siret(tiers.get("IdTiers", "")):
        context.flag(REMOVED)
        return {"tiers_nom": ANONYME, "tiers_categorie": CAT_PERSONNE}
    return {
        "tiers_code": tiers.get("RefTiers"),
        "tiers_siret": tiers.get("IdTiers"),
        "tiers_nom": " ".join(filter(None, (tiers.get("Nom"), tiers.get("ComplNom"), tiers.get("Prenom"))))
        or None,
        "tiers_type_identifiant": tiers.get("NatIdTiers"),
        "tiers_categorie": tiers.get("CatTiers"),
        "tiers_code_postal": tiers.get("CP"),
        "tiers_ville": tiers.get("Ville"),
    }
