"""PES Marché: one row per Marche or Concession sent; bank accounts, addresses and attachments are never read.

The lists of codes are those of the PES Marché as Pastell (Libriciel) spells them; the structure is in the
specifications of the flow (DGFiP, 2018) and standards §2.4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from achatlas.ingest.context import Context, Row, element_place, free, iter_elements, to_object

NATURES = {
    "01": "Marché",
    "02": "Marché de partenariat",
    "03": "Accord-cadre",
    "04": "Accord-cadre",
    "05": "Marché subséquent",
    "06": "Marché complémentaire",
    "07": "Autre",
}
BONS, SUBSEQUENTS = "Bons de commande", "Marchés subséquents"
MODALITES = {"03": [BONS], "04": [SUBSEQUENTS]}
PROCEDURES = {
    "01": "Procédure adaptée",
    "02": "Appel d'offres ouvert",
    "03": "Appel d'offres restreint",
    "04": "Procédure concurrentielle avec négociation",
    "05": "Procédure négociée avec mise en concurrence préalable",
    "06": "Marché négocié sans publicité ni mise en concurrence préalable",
    "07": "Dialogue compétitif",
    "08": "Concours",
    "09": "Système d'acquisition dynamique",
    "10": "Autre",
}
NATURES_CONCESSION = {
    "01": "Concession de travaux",
    "02": "Concession de service",
    "03": "Concession de service public",
    "04": "Délégation de service public",
}
PROCEDURES_CONCESSION = {
    "01": "Procédure négociée ouverte",
    "02": "Procédure non négociée ouverte",
    "03": "Procédure négociée restreinte",
    "04": "Procédure non négociée restreinte",
}
IDENTIFIANTS = {
    "01": "SIRET",
    "02": "SIREN",
    "03": "FINESS",
    "05": "TVA",
    "06": "HORS-UE",
    "07": "TAHITI",
    "08": "RIDET",
    "10": "FRWF",
    "11": "IREP",
}
NIR = "04"
PERSONAL = ("Id", "DenominationSociale")
AMOUNTS = ("MontantHTNotifie", "ValeurGlobale")
ROLES = {"01": "titulaire", "02": "cotraitant"}
_SECTIONS = {
    "PES_DepenseAller": "des dépenses",
    "PES_RecetteAller": "des recettes (titres)",
    "PES_Marche": "des marchés",
}
_PIECES_JOINTES = ("PES_PJ", "PJ")
_LUS = ("EnTetePES", "Marche", "Concession", *_SECTIONS)
Fields = dict[str, Any]


def parse(file: Path, context: Context) -> Iterator[Row]:
    """Yield the accepted records of a flow of marchés; raise UnreadableFile for a flow that holds none,
    AutreAcheteur for the flow of another body.
    """
    flow = _Flow(context)
    for event, name, element in iter_elements(file, _LUS, sauf=_PIECES_JOINTES):
        if event == "end":
            row = flow.end(name, element)
            if row is not None:
                yield row
        elif name in _SECTIONS:
            flow.sections.append(name)
    if "PES_Marche" not in flow.sections:
        raise context.refuse(
            "Ce flux PES n'est pas un flux de marchés",
            f"il porte {_SECTIONS.get(flow.sections[-1], 'autre chose que des marchés')}",
            "demandez à l'éditeur le flux PES Marché, ou laissez le format être reconnu",
        )
    if not flow.body:
        context.check_acheteur("", "")


class _Flow:
    """Where the reading stands: the sections met, the body of the header, the rank of the record."""

    def __init__(self, context: Context) -> None:
        self.context, self.sections, self.body, self.rank = context, [""], "", 0

    def end(self, name: str, element: Any) -> Row | None:
        """Check the header that closes; return the row of a closing record when it is accepted."""
        row = None
        if name == "EnTetePES":
            self.body = _text(_fields(to_object(element, "V")), "IdColl")
            if self.body:
                self.context.check_acheteur(self.body, f"ligne {element.sourceline}, élément IdColl")
        elif element_place(element) in self.context.layout.lecture.racine:
            self.rank += 1
            row = _record(self.rank, name, _fields(to_object(element, "V")), self.body, self.context)
            free(element)
        return row


def _record(rank: int, name: str, fields: Fields, body: str, context: Context) -> Row | None:
    """Return the row of one record, None when its amount sends it to the journal."""
    context.at(rank)
    identity = _fields(fields.get(f"Identifiant{name}"))
    amount_name = next((nom for nom in AMOUNTS if fields.get(nom) is not None), AMOUNTS[0])
    amount = context.number(fields.get(amount_name), amount_name)
    number, sent = _text(identity, "IdContrat"), _text(identity, "SequenceEnvoi")
    if amount.motif:
        told = f"IdContrat={number} · SequenceEnvoi={sent} · {amount_name}={fields.get(amount_name)}"
        context.reject(rank, amount.motif, 0, told, amount_name)
        return None
    said = _concession(fields, context) if name == "Concession" else _marche(fields, context)
    return {
        "numero_ligne": rank,
        "montant_ht_centimes": amount.centimes,
        "feuille": name,
        "marche_id": number,
        "sequence": sent,
        "correctif": _text(identity, "CaractereCorrectifEnregistrement"),
        "objet": _text(fields, "Objet"),
        **_where(fields),
        **_acheteurs(fields, body),
        **said,
        "modifications": _as_json(_modifications(fields, f"Modifications{name}", context)),
    }


def _marche(fields: Fields, context: Context) -> Row:
    """Return the columns that only a marché has."""
    nature, terms = _text(fields, "NatureMarche"), _fields(fields.get("ConditionsExecution"))
    operators = _fields(fields.get("Operateurs"))
    modalites = [*MODALITES.get(nature, []), _code(_text(terms, "ModaliteExecution"))]
    estimate = context.number(fields.get("MontantHTEstime"), "MontantHTEstime")
    return {
        "nature": NATURES.get(nature, nature),
        "procedure": _label(PROCEDURES, _text(fields, "ProcedureMarche")),
        "cpv": _text(fields, "CodeCPV"),
        "date_notification": _text(fields, "DateNotification"),
        "montant_estime_centimes": None if estimate.motif else estimate.centimes,
        "forme_prix": _code(_text(fields, "FormePrix")),
        "ccag": _code(_text(terms, "CCAGReference")),
        "modalites": "|".join(filter(None, modalites)),
        "id_accord_cadre": _text(terms, "IdAccordCadre"),
        "titulaires": _people(operators.get("Titulaire"), "Titulaire", fields, context),
        "sous_traitants": _people(
            operators.get("SousTraitantPaiementDirect"), "SousTraitant", fields, context
        ),
    }


def _concession(fields: Fields, context: Context) -> Row:
    """Return the columns that only a concession has."""
    holders = _fields(fields.get("Concessionnaires")).get("Concessionnaire")
    return {
        "nature": NATURES_CONCESSION.get(_text(fields, "NatureConcession"), "Concession"),
        "procedure": _label(PROCEDURES_CONCESSION, _text(fields, "ProcedureConcession")),
        "date_notification": _text(fields, "DateSignature") or _text(fields, "DateNotification"),
        "titulaires": _people(holders, "Concessionnaire", fields, context),
    }


def _where(fields: Fields) -> Row:
    place = _fields(fields.get("LieuExecution"))
    code = _text(place, "CodeLieuExecution")
    return {
        "lieu_code": code,
        "lieu_type": _code(_text(place, "TypeCode")) if code else "",
        "duree_mois": _text(fields, "DureeEnMois"),
    }


def _acheteurs(fields: Fields, body: str) -> Row:
    """Return the buyer that the flow is of, else the first named, and all of them as members when several
    are.
    """
    found = _each(_fields(fields.get("Acheteurs")).get("Acheteur"))
    found += _each(_fields(fields.get("AutoritesConcedantes")).get("AutoriteConcedante"))
    names = {
        _text(one, "IdAcheteur") or _text(one, "IdAutoriteConcedante"): _text(one, "NomAcheteur")
        for one in found
    }
    main = body if body in names or not names else next(iter(names))
    members = "|".join(names) if len(names) > 1 else ""
    return {"acheteur_id": main, "acheteur_nom": names.get(main, ""), "membres": members}


def _people(found: Any, kind: str, fields: Fields, context: Context) -> str | None:
    """Return the JSON list of the operators of a kind, each once, with the part of the amount that is theirs;
    one known by a NIR is anonymous.
    """
    parts = _parts(fields, kind, context)
    people: dict[tuple[str, str], Fields] = {}
    for one in _each(found):
        nature, number, name = (
            _text(one, f"NatId{kind}"),
            _text(one, f"Id{kind}"),
            _text(one, "DenominationSociale"),
        )
        if nature == NIR:
            number, name = "", "PP-anonyme"
            context.flag("nir_retire")
        said = {
            "type": IDENTIFIANTS.get(nature, ""),
            "id": number,
            "nom": name,
            "role": ROLES.get(_text(one, "TypeTitulaireMarche"), ""),
            "acte": _text(one, "NumeroActeSousTraitance"),
            "montant_centimes" if kind == "SousTraitant" else "part_centimes": parts.get(number),
        }
        people.setdefault(
            (number, name), {nom: value for nom, value in said.items() if value not in ("", None)}
        )
    return _as_json(list(people.values()))


def _parts(fields: Fields, kind: str, context: Context) -> dict[str, int]:
    """Return the cents that the shares of the buyers give to each operator of a kind, by identifier."""
    sums: dict[str, int] = {}
    for share in _below(fields.get("VentilationsAcheteurs"), f"Id{kind}"):
        amount = context.number(share.get("MontantHTNotifie"), "MontantHTNotifie")
        if not amount.motif:
            number = _text(share, f"Id{kind}")
            sums[number] = sums.get(number, 0) + amount.centimes
    return sums


def _below(found: Any, name: str) -> Iterator[Fields]:
    """Yield every object at any depth that has a field of this name."""
    for one in _each(found):
        if name in one:
            yield one
        for value in one.values():
            yield from _below(value, name)


def _modifications(fields: Fields, name: str, context: Context) -> list[Fields]:
    """Return the modifications, each with the name of its block, its date and its plain values."""
    found = []
    for nature, blocks in _fields(fields.get(name)).items():
        for one in _each(blocks):
            context.flag("modification_sans_montant")
            dates = [one.get(f"Date{kind}Modification") for kind in ("Notification", "Signature")]
            hidden = PERSONAL if _text(one, "NatId") == NIR else ()
            plain = {nom: value for nom, value in one.items() if isinstance(value, str) and nom not in hidden}
            found.append(
                {"nature": nature, "date_notification": next(filter(None, dates), ""), "valeurs": plain}
            )
    return found


def _each(found: Any) -> list[Fields]:
    """Return the objects of a repeated element, or of a lone one."""
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _fields(found: Any) -> Fields:
    return found if isinstance(found, dict) else {}


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _label(labels: dict[str, str], code: str) -> str:
    return labels.get(code, code)


def _code(code: str) -> str:
    """Return a code whose list is not established, said to be one."""
    return f"code {code}" if code else ""


def _as_json(found: list[Fields]) -> str | None:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else None
