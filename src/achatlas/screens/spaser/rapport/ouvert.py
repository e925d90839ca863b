"""A signed report as a person reads it: what its figures open, where this person may open it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from achatlas.containers.documents.modele import Bloc, Chiffres, Document, Tableau
from achatlas.screens.acces import Acces

LINES = "/lignes/"


def opened(document: Document, acces: Acces) -> Document:
    """The same document, without the links that would be refused to who reads it."""
    sections = tuple(
        replace(one, blocs=tuple(_bloc(bloc, acces) for bloc in one.blocs)) for one in document.sections
    )
    return replace(document, sections=sections)


def _bloc(bloc: Bloc, acces: Acces) -> Bloc:
    if isinstance(bloc, Chiffres):
        return replace(bloc, items=tuple(replace(one, lien=_link(one.lien, acces)) for one in bloc.items))
    if isinstance(bloc, Tableau):
        return replace(bloc, liens=tuple(tuple(_link(one, acces) for one in row) for row in bloc.liens))
    return bloc


def _link(path: str, acces: Acces) -> str:
    told = urlsplit(path)
    whose = next(iter(parse_qs(told.query).get("pour", [])), "")
    if whose:
        return path if acces.droits.individuelle(whose) else ""
    fait = next(
        (t.fait for t in acces.scope.atlas.catalogue.dashboards() if told.path == f"/{t.id}{LINES}"), ""
    )
    return path if not fait or acces.lignes(fait) else ""
