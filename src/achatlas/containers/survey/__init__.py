"""Surveys: what a workbook shows and a reader of values does not say, one module per kind."""

from __future__ import annotations

from pathlib import Path

from achatlas.containers.archive import check_archive
from achatlas.containers.nature import nature_of
from achatlas.containers.survey import ods, xls, xlsx
from achatlas.containers.survey.found import Survey, damaged

_SURVEYS = {"xlsx": xlsx.survey, "ods": ods.survey, "xls": xls.survey}


def survey(path: Path, feuille: str | None) -> Survey:
    """Return the survey of the sheet named, or of the first visible one, after the guards against bombs.

    Raise UnreadableFile when the file is no workbook that is read, is damaged, deceitful, or too large.
    """
    genre = nature_of(path).genre
    if genre not in _SURVEYS:
        raise damaged(path)
    if genre != "xls":
        check_archive(path)
    return _SURVEYS[genre](path, feuille)
