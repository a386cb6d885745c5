"""The Versand of both papers of the city: sent, received, taken back; and two versions side by side as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Generic, Protocol, TypeVar

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from grants.blueprints.papierseiten import Papierseiten
from grants.domain.antrag_vergleich import Vergleichszeile
from grants.domain.errors import Conflict, DomainError, NotFound
from grants.extensions import db
from grants.forms.base import Formular
from grants.forms.versand import EingangForm, RuecknahmeForm, VersandForm
from grants.queries.ablage import Dokumentzeile
from grants.schreiben import aendern
from grants.services.papierversionen import Gegenueber
from grants.web import MEDIA_TYPES, heute, render_page, weiter
from reports.antrag_vergleich import write_csv, write_xlsx

Vergleich = TypeVar("Vergleich")


class Fassung(Protocol):
    """An issued version in the record of a year."""

    @property
    def dokument(self) -> Dokumentzeile: ...
    @property
    def bezeichnung(self) -> str: ...


class Versandt(Protocol):
    """The newest version that was sent."""

    @property
    def eingegangen_am(self) -> date | None: ...


class Akte(Protocol):
    """What was issued and sent in a year, as far as this page asks for it."""

    @property
    def versionen(self) -> Sequence[Fassung]: ...
    @property
    def zu_versenden(self) -> Sequence[Fassung]: ...
    @property
    def versandt(self) -> Versandt | None: ...
    @property
    def versandstand(self) -> int | None: ...
    @property
    def eingangsstand(self) -> int | None: ...


EineAkte = TypeVar("EineAkte", bound=Akte)


@dataclass(frozen=True, slots=True)
class Versandseite(Generic[EineAkte]):
    """The page of the Versand of one paper; the three acts are services of that paper, all called alike."""

    papier: Papierseiten
    load_akte: Callable[[Session, str, int], EineAkte]
    record_versand: Callable[..., object]
    record_eingang: Callable[..., object]
    take_back: Callable[..., object]
    # What is told after the Versand, and the kinds of Ereignis that the page lists in its own words.
    meldung: str
    arten: tuple[str, str, str]
    # What else the template of this paper asks for.
    zusatz: Callable[[EineAkte], Mapping[str, object]] = lambda _: {}


def edit_versand(seite: Versandseite[EineAkte], programm: str, jahr: int) -> ResponseReturnValue:
    """Return the page, or lead back to it once the Versand is recorded."""
    form = _versand_form(seite.load_akte(db.session(), programm, jahr))
    if not form.is_submitted():
        return _page(seite, programm, jahr)
    return _record(seite, programm, jahr, told=seite.meldung, versandform=form)


def post_eingang(seite: Versandseite[EineAkte], programm: str, jahr: int) -> ResponseReturnValue:
    """Record the day on which the Land received what was sent."""
    return _record(
        seite, programm, jahr, told="Der Eingang beim Land ist eingetragen.", eingangform=EingangForm()
    )


def post_ruecknahme(seite: Versandseite[EineAkte], programm: str, jahr: int) -> ResponseReturnValue:
    """Take the Versand back with a reason."""
    return _record(
        seite, programm, jahr, told="Der Versand ist zurückgenommen.", ruecknahmeform=RuecknahmeForm()
    )


def _record(
    seite: Versandseite[EineAkte], programm: str, jahr: int, *, told: str, **sent: Formular
) -> ResponseReturnValue:
    """Record what the one form asks for that was sent; its name is the one of the template."""
    (form,) = sent.values()
    if not form.validate():
        return _page(seite, programm, jahr, sent), 422
    try:
        with aendern(form) as (session, person):
            act = partial(_act(seite, form), session, programm=programm, jahr=jahr)
            act(stand=form.stand, person=person)
    except DomainError as error:
        form.take_over(error)
        if not isinstance(error, Conflict):
            return _page(seite, programm, jahr, sent), 422
        akte = seite.load_akte(db.session(), programm, jahr)
        # Seen by now: what is sent next is recorded upon the state of now.
        stand = akte.versandstand if isinstance(form, VersandForm) else akte.eingangsstand
        form.aenderungsstand.data = "" if stand is None else str(stand)
        return _page(seite, programm, jahr, sent), 409
    return weiter(seite.papier.url("versand", programm=programm, jahr=jahr), told)


def _act(seite: Versandseite[EineAkte], form: Formular) -> Callable[..., object]:
    """Return the act that the form asks for, with what was entered."""
    if isinstance(form, VersandForm):
        return partial(
            seite.record_versand,
            version=int(form.version.data or 0),
            versandt_am=form.versandt_am.data,
            weg=form.weg.data or "",
            am=heute(),
        )
    if isinstance(form, EingangForm):
        return partial(seite.record_eingang, eingegangen_am=form.eingegangen_am.data, am=heute())
    if isinstance(form, RuecknahmeForm):
        return partial(seite.take_back, grund=form.grund.data or "")
    raise TypeError(f"no act for {form!r}")


def _versand_form(akte: Akte, *, fresh: bool = False) -> VersandForm:
    values = {"formdata": None} if fresh else {}
    form = VersandForm(aenderungsstand=akte.versandstand, **values)
    # A second click finds its version sent already; that is for the one-time key to tell, not for the list.
    _offer(form, akte.versionen if form.is_submitted() else akte.zu_versenden)
    return form


def _offer(form: VersandForm, versionen: Iterable[Fassung]) -> None:
    form.version.offer([(str(each.dokument.version), each.bezeichnung) for each in versionen], leer=None)


def _page(
    seite: Versandseite[EineAkte], programm: str, jahr: int, sent: Mapping[str, Formular] | None = None
) -> str:
    """Return the page with the given forms, the others as they are on a fresh one."""
    akte = seite.load_akte(db.session(), programm, jahr)
    received = akte.versandt.eingegangen_am if akte.versandt else None
    shown: dict[str, Formular] = {
        "versandform": _versand_form(akte, fresh=True),
        "eingangform": EingangForm(
            formdata=None, aenderungsstand=akte.eingangsstand, eingegangen_am=received
        ),
        "ruecknahmeform": RuecknahmeForm(formdata=None, aenderungsstand=akte.eingangsstand),
        **(sent or {}),
    }
    if isinstance(form := shown["versandform"], VersandForm):
        _offer(form, akte.zu_versenden)
    return render_page(
        f"{seite.papier.blueprint}/versand.html",
        akte=akte,
        arten=seite.arten,
        programm=programm,
        jahr=jahr,
        **seite.zusatz(akte),
        **shown,
    )


def respond_vergleich(
    gegenueber: Gegenueber[Vergleich] | None,
    rows_of: Callable[[Vergleich], tuple[Vergleichszeile, ...]],
    *,
    titel: str,
    name: str,
    endung: str,
) -> Response:
    """Return what changed between two versions as a file; raises NotFound where one of them cannot be read."""
    if gegenueber is None or gegenueber.vergleich is None:
        raise NotFound(
            f"Zu „{titel}“ gibt es diese beiden Fassungen nicht. Bitte wählen Sie zwei aus der Liste."
        )
    rows, von, bis = rows_of(gegenueber.vergleich), gegenueber.von, gegenueber.bis
    content = (
        write_xlsx(rows, titel=f"{titel}: {von} und {bis}", von=von, bis=bis, stand=heute())
        if endung == "xlsx"
        else write_csv(rows, von=von, bis=bis)
    )
    response = Response(content, content_type=MEDIA_TYPES[endung])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-vergleich.{endung}")
    return response
