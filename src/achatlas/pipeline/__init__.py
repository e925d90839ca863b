"""From deposited files to a publication: what is read, the order of the stages, what is shown.

``depots`` reads files, ``order`` alone knows the order of the stages, ``publishing`` makes a result visible.
"""

from achatlas.pipeline.depots import Imported, import_all, import_file
from achatlas.pipeline.order import Attente, awaited, current, run
from achatlas.pipeline.publishing import bilans, publish
from achatlas.pipeline.repair import Damage, damaged
from achatlas.pipeline.workshop import (
    CARTES,
    ETAPES,
    LECTURE,
    PUBLICATION,
    Progress,
    Workshop,
    open_workshop,
    silent,
)

__all__ = [
    "CARTES",
    "ETAPES",
    "LECTURE",
    "PUBLICATION",
    "Attente",
    "Damage",
    "Imported",
    "Progress",
    "Workshop",
    "awaited",
    "bilans",
    "current",
    "damaged",
    "import_all",
    "import_file",
    "open_workshop",
    "publish",
    "run",
    "silent",
]
