"""The HTTP status of an expected error: its own, or that of its kind."""

from __future__ import annotations

from http import HTTPStatus

from achatlas.domain.errors import (
    AchatlasError,
    ActeConcurrent,
    AddressTooLong,
    BadAddress,
    ClosedCrossing,
    DepotInconnu,
    EvolutionRefusee,
    NomenclatureRefusee,
    RegleVague,
    UnknownAddress,
    UnknownAxis,
    WrongIdentifiant,
)

STATUTS = {
    AddressTooLong: HTTPStatus.REQUEST_URI_TOO_LONG,
    BadAddress: HTTPStatus.BAD_REQUEST,
    UnknownAddress: HTTPStatus.NOT_FOUND,
    ClosedCrossing: HTTPStatus.FORBIDDEN,
    UnknownAxis: HTTPStatus.BAD_REQUEST,
    ActeConcurrent: HTTPStatus.CONFLICT,
    DepotInconnu: HTTPStatus.NOT_FOUND,
    RegleVague: HTTPStatus.BAD_REQUEST,
    WrongIdentifiant: HTTPStatus.BAD_REQUEST,
    NomenclatureRefusee: HTTPStatus.UNPROCESSABLE_ENTITY,
    EvolutionRefusee: HTTPStatus.BAD_REQUEST,
}


def statut_of(erreur: AchatlasError) -> HTTPStatus:
    """The HTTP status of an expected error: its own, or that of its kind."""
    own = getattr(erreur, "statut", None)
    if isinstance(own, HTTPStatus):
        return own
    told = (STATUTS[kind] for kind in type(erreur).__mro__ if kind in STATUTS)
    return next(told, HTTPStatus.SERVICE_UNAVAILABLE)
