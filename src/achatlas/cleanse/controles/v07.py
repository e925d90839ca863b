"""V07: a marché is published after its notification, within the months that the law gives."""

from collections.abc import Iterator

from achatlas.cleanse.fiche import Constat, Fiche, Regle
from achatlas.domain.jours import later


def check(fiche: Fiche, regle: Regle) -> Iterator[Constat]:
    """A publication before the notification, or later than the delay in force on that day."""
    notified, published = fiche.notification, fiche.publication
    if notified is None or published is None:
        return
    months = regle.savoir.seuils["decp.delai_de_publication"].on(notified)
    written = published.isoformat()
    if published < notified:
        yield Constat("publication_avant", "date_publication", written, notified.isoformat())
    elif months is None:
        yield Constat("delai_inconnu", "date_notification", notified.isoformat())
    elif published > later(notified, months):
        yield Constat("publication_tardive", "date_publication", written, str((published - notified).days))
