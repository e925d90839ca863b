"""What a segment is: its definition, what it leaves to others, the codes that lead to it, its levers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.classify.guide import guide
from achatlas.domain.nombres import lisser
from achatlas.langues import in_french, translated
from achatlas.screens.liens import lien
from achatlas.web.acces import catalogue
from achatlas.web.fiches.demande import Question
from achatlas.web.nomenclature import listing

SHOWN = 8


def contenu(question: Question) -> Mapping[str, Any] | None:
    """What the guide says of a segment; None for a code that it does not know."""
    lu, code = guide(catalogue()), question.identifiant
    if code not in lu.fiches:
        return None
    one = lu.fiches[code]
    return {
        "definition": in_french(lisser(one.definition)),
        "comprend": lisser(translated(" ; ").join(map(in_french, one.comprend))),
        "exclut": [_renvoi(question, case.cas, case.vers) for case in one.renvois],
        "cpv": [(p.code, p.libelle) for p in lu.cpv(one)][:SHOWN],
        "comptes": list({p.code: p.libelle for p in lu.comptes(one)}.items())[:SHOWN],
        "nature": listing.nature(one).capitalize(),
        "famille": in_french(lisser(lu.familles.get(one.famille, ""))),
        "famille_href": lien(question, "famille", one.famille),
        "leviers": listing.leviers(one.leviers),
        "guide": question.adresse(chemin=f"/nomenclature/{code}/"),
    }


def _renvoi(question: Question, cas: str, vers: str) -> tuple[str, str, str]:
    return in_french(lisser(cas)), vers, lien(question, "segment", vers)
