"""Files on their way in: written to the territory's own disk as they come, hashed, bounded; nothing in
memory.
"""

from __future__ import annotations

import hashlib
import shutil
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import Http404, HttpRequest

from achatlas.domain.errors import AchatlasError
from achatlas.domain.nombres import entier
from achatlas.langues import dire, translated
from achatlas.pipeline.received import received
from achatlas.store.jobs import new_id
from achatlas.web.acces import maison
from achatlas.web.droits import droits_de

DOORS = ("/depots/", "/api/v1/depots/", "/nomenclature/acheteurs/", "/spaser/saisies/")
FREE = 3
FIN = "fin"
REFUSED = "fichiers_refuses"


class DepotRefuse(AchatlasError):
    """Raised by ``web`` when a file sent is not the one that was chosen, is too big, or does not fit on the
    disk.
    """

    statut = HTTPStatus.UNPROCESSABLE_ENTITY


class TropLourd(DepotRefuse):
    """Raised when a file passes the limit of this server."""

    statut = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class SansPlace(DepotRefuse):
    """Raised when the disk has not three times the room that a file takes (rule F22)."""

    statut = HTTPStatus.INSUFFICIENT_STORAGE


if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


class Received(Upload):
    """A file received whole: its job to be, its name as text, its size and its SHA-256."""

    def __init__(self, path: Path, name: str, size: int, sha: str, field: str) -> None:
        super().__init__(None, name, "application/octet-stream", size)
        self.path, self.sha256, self.champ = path, sha, field

    def close(self) -> None:
        """Nothing is open."""


class Reception(FileUploadHandler):
    """Streams each file to ``tampon/recus/<job>``; only for who may deposit, only at their doors."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.stream: IO[bytes] | None = None
        self.path, self.size, self.digest = Path(), 0, hashlib.sha256()
        self.kept: list[Path] = []

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Looks at who sends, and at the room left, before a byte is kept."""
        content_length = int(args[2])
        self.welcome = self.request is not None and may_send(self.request)
        usage = shutil.disk_usage(maison())
        self.fits = usage.free > FREE * content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins a file, or has it passed over."""
        super().new_file(*args, **kwargs)
        if not self.welcome:
            raise StopUpload(connection_reset=True)
        if not self.fits:
            self._refuse("espace")
        self.path = received(maison(), new_id())
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stream, self.size, self.digest = self.path.open("xb"), 0, hashlib.sha256()
        self.kept.append(self.path)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps a piece; stops at the limit."""
        self.size += len(raw_data)
        if self.stream is None or self.size > settings.DEPOT_MAX_OCTETS:
            self._drop()
            self._refuse("taille")
        self.digest.update(raw_data)
        try:
            self.stream.write(raw_data)
        except OSError:
            self._drop()
            self._refuse("espace")

    def _refuse(self, why: str) -> NoReturn:
        refused = [*refused_of(self.request), (str(self.file_name), why)]
        setattr(self.request, REFUSED, refused)
        raise SkipFile

    def file_complete(self, file_size: int) -> Received | None:
        """Ends a file."""
        if self.stream is None:
            return None
        self.stream.close()
        self.stream = None
        sha = self.digest.hexdigest()
        return Received(self.path, str(self.file_name)[:255], self.size, sha, str(self.field_name))

    def _drop(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None
        self.path.unlink(missing_ok=True)

    def upload_interrupted(self) -> None:
        """Removes everything that this request had brought."""
        self._drop()
        for path in self.kept:
            path.unlink(missing_ok=True)


def refused_of(request: HttpRequest | None) -> list[tuple[str, str]]:
    """The files of a request that were passed over, with the reason."""
    found: list[tuple[str, str]] = getattr(request, REFUSED, [])
    return found


def may_send(request: HttpRequest) -> bool:
    """Whether this person may deposit, at this address."""
    if not request.path.startswith(DOORS) or not request.user.is_authenticated:
        return False
    try:
        return droits_de(request.user).lignes
    except Http404:
        return False


def taken(request: HttpRequest) -> list[Received]:
    """The files of a request, every one of them whole; raises DepotRefuse, nothing of them being kept.

    A file is whole when its SHA-256 is the one that the sender had computed, or, for a sender that computes
    none, when the form came to its last field.
    """
    files = [f for name in request.FILES for f in request.FILES.getlist(name) if isinstance(f, Received)]
    try:
        _verify(request, files)
    except DepotRefuse:
        for one in files:
            one.path.unlink(missing_ok=True)
        raise
    return files


def _verify(request: HttpRequest, files: list[Received]) -> None:
    for name, why in refused_of(request):
        raise _too_big(name) if why == "taille" else _no_room(name)
    _verify_whole(request, files)
    if not files:
        raise DepotRefuse("Aucun fichier reçu", "", "rien n'était choisi", "choisissez un fichier")
    for one in files:
        if not one.size:
            raise DepotRefuse("Le fichier est vide", str(one.name), "", "refaites l'export")


def _verify_whole(request: HttpRequest, files: list[Received]) -> None:
    declared = [sha.lower() for sha in request.POST.get("sha256", "").split()]
    if declared and declared != [one.sha256 for one in files]:
        raise _cut("son empreinte n'est pas celle que votre navigateur a calculée")
    if not declared and FIN not in request.POST:
        raise _cut("l'envoi s'est arrêté avant la fin du formulaire")


def _cut(why: str) -> DepotRefuse:
    return DepotRefuse(
        "Fichier arrivé incomplet",
        "",
        dire("{raison} ; rien n'a été gardé", raison=translated(why)),
        "déposez-le de nouveau",
    )


def _too_big(name: str) -> DepotRefuse:
    limit = entier(settings.DEPOT_MAX_OCTETS // 10**6)
    return TropLourd(
        "Fichier trop lourd",
        name,
        dire("un dépôt fait au plus {limite} Mo", limite=limit),
        "exportez-le en plusieurs fichiers",
    )


def _no_room(name: str) -> DepotRefuse:
    return SansPlace(
        "Espace insuffisant sur le serveur",
        name,
        "il faut trois fois la taille du fichier pour le lire en sûreté",
        "prévenez qui tient le serveur ; rien de ce qui est publié n'a changé",
    )
