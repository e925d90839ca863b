"""What the machine says had nobody judged, and at each refusal: by tiers, whatever others write the same."""

from __future__ import annotations

from achatlas.catalogue.load import Catalogue
from achatlas.domain.judgement import Decided, Judgement
from achatlas.reconcile.engine import Candidat, Savoir, Tiers, cascade
from achatlas.reconcile.fallback import fallbacks, machine, untold, written

BON, AUTRE, TROIS = "000900001", "000900019", "000900027"
NOM, CLE = "Papeterie du Port", "PAPETERIE DU PORT | 69001"
MINE = Tiers("000900035|1", NOM, "", "", "absent", "69001")
THEIRS = Tiers("000900043|1", NOM, "", "", "invalide", "69001")
PERSON = Tiers("000900035|2", "DURAND Anne", "", "", "absent", "69001")
SURE = Tiers("000900035|3", "Nommée", "", TROIS, "siren", "69001")
EVERY = [MINE, THEIRS, PERSON, SURE]


def candidat(siren: str, score: int) -> Candidat:
    return Candidat(siren, f"{siren}00010", NOM.upper(), "69001", "", score, ("même nom",))


KNOWN = Savoir(
    candidats={
        MINE.cle: [candidat(BON, 99), candidat(AUTRE, 98)],
        THEIRS.cle: [candidat(AUTRE, 97), candidat(BON, 90)],
    },
    noms={(THEIRS.acheteur, "PAPETERIE DU PORT"): (BON, frozenset({"69001"}))},
    codes={},
    jugements={(CLE, BON): Judgement.NON, (CLE, AUTRE): Judgement.INCERTAIN},
    decides={CLE: [Decided(TROIS, "lea", "2026-11-25T10:00:00+00:00", "", "")]},
)


def said(known: Savoir) -> dict[str, str]:
    """What is written of each tiers that the machine recognises."""
    first = untold(EVERY, known, cascade(EVERY, known))
    return {cle: written(own) for cle, own in fallbacks(EVERY, known, first).items()}


def test_each_refusal_leads_to_the_next_until_nothing_is_recognised() -> None:
    assert said(KNOWN) == {
        MINE.cle: f"nom {BON}\nnom {AUTRE}\nabsent",
        THEIRS.cle: f"historique {BON}\nnom {AUTRE}\ninvalide",
    }


def test_what_persons_said_changes_nothing_of_it() -> None:
    assert said(Savoir(candidats=KNOWN.candidats, noms=KNOWN.noms)) == said(KNOWN)


def test_what_would_be_said_of_a_refusal_is_what_the_cascade_says_once_it_is_given() -> None:
    refused = Savoir(candidats=KNOWN.candidats, noms=KNOWN.noms, jugements=KNOWN.jugements)
    found = cascade(EVERY, refused)
    assert {found[one.cle].fournisseur_id for one in (MINE, THEIRS)} == {AUTRE}


def test_a_number_of_another_country_is_kept_with_what_it_says() -> None:
    one = Tiers("000900035|4", NOM, "", "", "tva_etrangere", "69001", tva="DE129274999")
    first = untold([one], Savoir(), cascade([one], Savoir()))
    assert written(fallbacks([one], Savoir(), first)[one.cle]) == "tva_etrangere DE129274999"


def test_a_valid_number_and_a_decision_are_not_the_machine_s() -> None:
    assert machine(Catalogue()) == {"reparation", "code", "historique", "membre", "nom"}
    assert written(()) == ""
