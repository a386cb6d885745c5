"""The register of Träger: entered, changed, no longer active, two found to be one. Nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from grants import models as m
from grants.domain.bank import IbanUnklar, parse_iban
from grants.domain.begriffe import TraegerArt, label
from grants.domain.errors import Conflict, NotFound, RuleViolation, Violation
from grants.domain.kennung import make_kennung
from grants.queries.traeger_verlauf import IBAN_GEAENDERT
from grants.queries.traeger_verweise import load_verweise
from grants.services.ereignisse import record

GEAENDERT = (
    "Diesen Träger hat inzwischen jemand anderes bearbeitet. Es wurde nichts überschrieben. Ihre Eingaben stehen "
    "noch da; daneben sehen Sie, was jetzt gespeichert ist. Speichern Sie noch einmal, wenn Ihre Eingaben gelten "
    "sollen."
)
# Words that addresses of the pages use beside the Kürzel.
BELEGTE_WOERTER = frozenset({"neu"})


@dataclass(frozen=True, slots=True)
class Traegerangaben:
    """What is typed in of a Träger; `name_ab`: a new name holds from that day, None corrects the spelling."""

    name: str
    art: TraegerArt
    strasse: str = ""
    plz: str = ""
    ort: str = ""
    email: str = ""
    telefon: str = ""
    iban: str = ""
    buchungsstelle: str = ""
    amt_nummer: str = ""
    dezernat: str = ""
    gemeinsam_vertreten: bool | None = None
    vorsteuerabzug: bool | None = None
    name_ab: date | None = None


def get_row(session: Session, kuerzel: str, *, stand: int | None = None) -> m.Traeger:
    """Return the row, locked against others who change it; raises NotFound, or Conflict where it moved."""
    found = session.execute(
        select(m.Traeger).where(m.Traeger.kuerzel == kuerzel).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"Einen Träger mit dem Kürzel „{kuerzel}“ gibt es nicht.")
    if stand is not None and stand != found.aenderungsstand:
        raise Conflict(GEAENDERT)
    return found


def add_traeger(
    session: Session, angaben: Traegerangaben, *, kuerzel: str = "", person: m.Person
) -> m.Traeger:
    """Add a Träger and return it; its Kürzel is made from the name unless given. Raises RuleViolation."""
    iban, wrong = _check(angaben)
    taken = set(session.scalars(select(m.Traeger.kuerzel)))
    key = make_kennung(
        kuerzel or angaben.name or "traeger", taken={*BELEGTE_WOERTER, *(taken if not kuerzel else ())}
    )
    if key in taken:
        wrong.append(
            Violation(
                "kuerzel_vergeben", f"Das Kürzel „{key}“ gibt es schon. Bitte ein anderes wählen.", "kuerzel"
            )
        )
    wrong += _name_taken(session, angaben.name, None)
    if wrong:
        raise RuleViolation(wrong)
    row = m.Traeger(kuerzel=key)
    _write(row, angaben, iban)
    session.add(row)
    record(
        session,
        art="traeger_angelegt",
        gegenstand=f"traeger/{key}",
        person=person,
        inhalt={"neu": _values(row)},
    )
    return row


def change_traeger(
    session: Session, kuerzel: str, angaben: Traegerangaben, *, stand: int | None, person: m.Person
) -> m.Traeger:
    """Change a Träger; a name that goes stays as a further name, so that old lists find it.

    Raises RuleViolation, or Conflict where somebody else was there meanwhile. A new IBAN is told with the old one.
    """
    row = get_row(session, kuerzel, stand=stand)
    iban, wrong = _check(angaben)
    wrong += _name_taken(session, angaben.name, row)
    wrong += _art_bound(session, row, angaben.art)
    if wrong:
        raise RuleViolation(wrong)
    before, renamed = _values(row), {}
    if angaben.name != row.name:
        renamed = _keep_name(session, row, angaben)
    _write(row, angaben, iban)
    old, new = changed_values(before, _values(row))
    if not old and not new:
        return row
    record(
        session,
        art=IBAN_GEAENDERT if "iban" in new else "traeger_geaendert",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={"alt": old, "neu": new, **renamed},
    )
    return row


def changed_values(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return old and new values of what differs."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _check(angaben: Traegerangaben) -> tuple[str, list[Violation]]:
    """Return the IBAN as it is kept, and what cannot be taken."""
    wrong, iban = [], ""
    if not angaben.name:
        wrong.append(Violation("name_fehlt", "Bitte geben Sie den Namen an.", "name"))
    if angaben.plz and not (angaben.plz.isascii() and angaben.plz.isdigit() and len(angaben.plz) == 5):
        wrong.append(Violation("plz_unklar", "Eine Postleitzahl hat fünf Ziffern.", "plz"))
    if angaben.email and not is_email(angaben.email):
        wrong.append(
            Violation("email_unklar", "Bitte geben Sie eine E-Mail-Adresse wie name@traeger.de ein.", "email")
        )
    try:
        iban = parse_iban(angaben.iban)
    except IbanUnklar as error:
        wrong.append(Violation(error.code, str(error), "iban"))
    is_stelle = angaben.art is TraegerArt.STAEDTISCHE_STELLE
    if is_stelle and angaben.iban:
        wrong.append(
            Violation(
                "stelle_mit_iban",
                "Eine städtische Stelle wird nicht bezahlt, sie bucht selbst. Bitte die IBAN leeren und die "
                "Buchungsstelle eintragen.",
                "iban",
            )
        )
    if not is_stelle and angaben.buchungsstelle:
        wrong.append(
            Violation(
                "buchungsstelle_ohne_stelle",
                "Eine Buchungsstelle hat nur eine städtische Stelle. Bitte leeren oder die Art ändern.",
                "buchungsstelle",
            )
        )
    return iban, wrong


def is_email(text: str) -> bool:
    """Return whether a text looks like an address that mail can go to."""
    local, _, host = text.rpartition("@")
    return bool(local) and "." in host.strip(".") and not any(c.isspace() or c in '<>",;' for c in text)


def _name_taken(session: Session, name: str, row: m.Traeger | None) -> list[Violation]:
    """A name leads to one Träger only: lists are read by it."""
    own = row.id if row else None
    other = session.execute(
        select(m.Traeger.name, m.Traeger.kuerzel)
        .where(m.Traeger.name == name, m.Traeger.id != (own or 0))
        .limit(1)
    ).first()
    listed = session.execute(
        select(m.Traeger.name, m.Traeger.kuerzel)
        .join(m.TraegerName, m.TraegerName.traeger_id == m.Traeger.id)
        .where(m.TraegerName.name == name, m.Traeger.id != (own or 0))
        .limit(1)
    ).first()
    found = other or listed
    if not name or found is None:
        return []
    return [
        Violation(
            "name_vergeben",
            f"So heißt schon „{found[0]}“ ({found[1]}). Ist es derselbe Träger, brauchen Sie keinen zweiten Eintrag.",
            "name",
        )
    ]


def _art_bound(session: Session, row: m.Traeger, art: TraegerArt) -> list[Violation]:
    """What was promised to a Träger is a Weiterleitung, to a Stelle a Zuweisung; the kind cannot leave it behind."""
    if (row.art is TraegerArt.STAEDTISCHE_STELLE) == (art is TraegerArt.STAEDTISCHE_STELLE):
        return []
    e = m.Empfaengeranteil
    to_stelle = art is TraegerArt.STAEDTISCHE_STELLE
    promise = m.Weiterleitung if to_stelle else m.Zuweisung
    bound = session.execute(
        select(promise.id).join(e, promise.empfaengeranteil_id == e.id).where(e.traeger_id == row.id).limit(1)
    ).first()
    paid = session.execute(
        select(m.Zahlung.id)
        .join(e, m.Zahlung.empfaengeranteil_id == e.id)
        .where(e.traeger_id == row.id)
        .limit(1)
    ).first()
    if bound is None and not (to_stelle and paid):
        return []
    what = "Geld weitergeleitet" if to_stelle else "Geld intern zugewiesen"
    text = f"Diesem Eintrag ist schon {what} worden; die Art bleibt. Bitte legen Sie einen neuen Eintrag an."
    return [Violation("art_gebunden", text, "art")]


def _keep_name(session: Session, row: m.Traeger, angaben: Traegerangaben) -> dict[str, str]:
    """Keep the name that goes, and take the new one out of the further names; return when it holds."""
    last_day = angaben.name_ab - timedelta(days=1) if angaben.name_ab else None
    known = {name.name: name for name in row.namen}
    if angaben.name in known:
        row.namen.remove(known[angaben.name])
    if row.name in known:
        known[row.name].bis = last_day or known[row.name].bis
    elif row.name:
        row.namen.append(m.TraegerName(name=row.name, bis=last_day))
    session.flush()  # the name is free before it is taken
    return {"name_gilt_ab": angaben.name_ab.isoformat()} if angaben.name_ab else {}


def _write(row: m.Traeger, angaben: Traegerangaben, iban: str) -> None:
    values = {**asdict(angaben), "iban": iban}
    values.pop("name_ab")
    for name, value in values.items():
        setattr(row, name, value)


def _values(row: m.Traeger) -> dict[str, Any]:
    names = [name for name in Traegerangaben.__dataclass_fields__ if name != "name_ab"]
    values = {name: getattr(row, name) for name in names}
    return {**values, "art": label(row.art)}


# -- No longer active, found to be another ---------------------------------------------------------------


def retire_traeger(
    session: Session, kuerzel: str, *, ab: date | None, stand: int | None, person: m.Person
) -> m.Traeger:
    """Note from which day a Träger is no longer active; None makes it active again. Raises Conflict."""
    row = get_row(session, kuerzel, stand=stand)
    if row.inaktiv_ab == ab:
        return row
    old = row.inaktiv_ab
    row.inaktiv_ab = ab
    record(
        session,
        art="traeger_wieder_aktiv" if ab is None else "traeger_nicht_mehr_aktiv",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={
            "alt": {"inaktiv_ab": old.isoformat() if old else None},
            "neu": {"inaktiv_ab": ab.isoformat() if ab else None},
        },
    )
    return row


def join_traeger(
    session: Session, kuerzel: str, *, mit: str, stand: int | None, person: m.Person
) -> m.Traeger:
    """Note that a Träger is the same as another one (`mit`), by a pointer, and return that one.

    Shares, payments and papers stay where they are; lists and choices lead to the other one from now on. Raises
    RuleViolation for a ring, oneself, or a Träger and a Stelle; Conflict where it moved.
    """
    row = get_row(session, kuerzel, stand=stand)
    target = get_row(session, mit)
    verweise = load_verweise(session)
    if row.zusammengefuehrt_mit_id is not None:
        _refuse("schon_verbunden", "Dieser Eintrag ist schon zusammengeführt. Bitte trennen Sie ihn zuerst.")
    if target.id == row.id or verweise.get(target.id, target.id) == row.id:
        _refuse("selbst", "Das ist derselbe Eintrag. Bitte wählen Sie einen anderen.")
    if target.id in verweise:
        _refuse(
            "ziel_verbunden",
            f"„{target.name}“ ist selbst zusammengeführt. Bitte wählen Sie den Eintrag, auf den er zeigt.",
        )
    kinds = {row.art, target.art}
    if len(kinds) > 1 and TraegerArt.STAEDTISCHE_STELLE in kinds and TraegerArt.UNGEKLAERT not in kinds:
        _refuse(
            "verschiedene_arten",
            "Ein Träger und eine städtische Stelle sind nicht dasselbe. Bitte prüfen Sie die Art.",
        )
    row.zusammengefuehrt_mit_id = target.id
    record(
        session,
        art="traeger_zusammengefuehrt",
        gegenstand=f"traeger/{kuerzel}",
        person=person,
        inhalt={"mit": target.kuerzel},
    )
    return target


def separate_traeger(session: Session, kuerzel: str, *, stand: int | None, person: m.Person) -> m.Traeger:
    """Take the pointer away, the undo of joining; raises Conflict where there is none."""
    row = get_row(session, kuerzel, stand=stand)
    if row.zusammengefuehrt_mit_id is None:
        raise Conflict("Dieser Eintrag ist mit keinem anderen zusammengeführt.")
    old = session.get_one(m.Traeger, row.zusammengefuehrt_mit_id).kuerzel
    row.zusammengefuehrt_mit_id = None
    record(
        session, art="traeger_getrennt", gegenstand=f"traeger/{kuerzel}", person=person, inhalt={"von": old}
    )
    return row


def _refuse(code: str, text: str) -> NoReturn:
    raise RuleViolation([Violation(code, text, "mit")])
