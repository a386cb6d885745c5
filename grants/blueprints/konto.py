"""The user's own page: name, address, password, second factor, Rollen, sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from grants import security, sitzung
from grants.auth import Recht, me, requires
from grants.domain.begriffe import Versuchsart
from grants.domain.errors import DomainError
from grants.extensions import db
from grants.forms.konten import AdresseForm, AktForm, KennwortAendernForm, NameForm
from grants.models import Konto
from grants.queries.konten import find_konto, get_konto
from grants.schreiben import aendern, schreibend
from grants.services.konten import drosselung, eigenes, post
from grants.services.konten import verwaltung as konten
from grants.web import format_zeitpunkt, heute, render_page, weiter

bp = Blueprint("konto", __name__)
_HIER = "konto.eigenes"


@bp.get("/konto", endpoint="eigenes")
@requires(Recht.EIGENES_KONTO)
def show() -> ResponseReturnValue:
    return _page()


def _page(status: int = 200, **forms: object) -> ResponseReturnValue:
    shown = get_konto(db.session(), me().person_id)
    page = render_page(
        "konto/eigenes.html",
        konto=shown,
        am=heute(),
        **{
            "name_form": NameForm(formdata=None, data={"name": me().name}),
            "kennwort_form": KennwortAendernForm(formdata=None),
            "adresse_form": AdresseForm(formdata=None),
            "akt": AktForm(formdata=None),
            **forms,
        },
    )
    return page, status


def _own() -> Konto:
    konto = find_konto(db.session(), me().email)
    if konto is None:
        abort(404)
    return konto


def _password_fits(konto: Konto, kennwort: str) -> bool:
    """Return whether the password is the account's; failures count like those of the log-in."""
    wer = drosselung.make_wer(security.key(), konto=me().email, herkunft=request.remote_addr or "")
    now = datetime.now(UTC)
    if drosselung.minutes_to_wait(db.session(), Versuchsart.KENNWORT, wer, jetzt=now):
        abort(429)
    if security.verify_kennwort(kennwort, konto.password):
        return True
    with schreibend() as session:
        drosselung.note_failure(session, Versuchsart.KENNWORT, wer, jetzt=now)
    return False


@bp.post("/konto/name")
@requires(Recht.EIGENES_KONTO)
def name() -> ResponseReturnValue:
    form = NameForm()
    if form.validate():
        with aendern(form) as (session, person):
            konten.rename(session, person, name=form.name.data)
        return weiter(url_for(_HIER), "Ihr Name ist geändert.")
    return _page(422, name_form=form)


@bp.post("/konto/kennwort")
@requires(Recht.EIGENES_KONTO)
def kennwort() -> ResponseReturnValue:
    """Change the password; this session goes on, every other one ends."""
    form = KennwortAendernForm()
    if form.validate() and form.is_same():
        if not _password_fits(_own(), form.altes_kennwort.data or ""):
            form.altes_kennwort.errors = ["Das ist nicht Ihr bisheriges Kennwort."]
            return _page(422, kennwort_form=form)
        try:
            eigenes.check_kennwort(form.kennwort.data or "", name=me().name, email=me().email)
            hashed = security.hash_kennwort(form.kennwort.data or "")
            with aendern(form) as (session, person):
                key = eigenes.change_password(
                    session, person, kennwort_hash=hashed, jetzt=datetime.now(UTC)
                ).fs_uniquifier
            answer = weiter(url_for(_HIER), "Ihr Kennwort ist geändert. Andere Sitzungen sind beendet.")
            sitzung.take_over(key)
            return answer
        except DomainError as error:
            form.take_over(error)
    return _page(422, kennwort_form=form)


@bp.post("/konto/adresse")
@requires(Recht.EIGENES_KONTO)
def adresse() -> ResponseReturnValue:
    """Send a link to the new address; it counts once it is confirmed."""
    form = AdresseForm()
    if form.validate():
        if not _password_fits(_own(), form.altes_kennwort.data or ""):
            form.altes_kennwort.errors = ["Das ist nicht Ihr Kennwort."]
            return _page(422, adresse_form=form)
        try:
            with aendern(form) as (session, person):
                now = datetime.now(UTC)
                link = eigenes.ask_new_address(session, person, form.email.data, jetzt=now)
                post.mail_new_address(
                    session,
                    an=form.email.data.strip().lower(),
                    adresse=url_for("anmeldung.neue_adresse", token=link.token, _external=True),
                    link=link,
                    bis=format_zeitpunkt(link.gueltig_bis),
                    jetzt=now,
                )
            return weiter(url_for(_HIER), "Bitte öffnen Sie den Link, der an die neue Adresse unterwegs ist.")
        except DomainError as error:
            form.take_over(error)
    return _page(422, adresse_form=form)


@bp.post("/konto/codes")
@requires(Recht.EIGENES_KONTO)
def codes() -> ResponseReturnValue:
    """Replace the recovery codes and show the new ones once."""
    form = AktForm()
    konto = _own()
    if not konto.tf_totp_secret or not form.validate():
        abort(409)
    shown, kept = security.new_recovery_codes()
    with aendern(form) as (session, person):
        eigenes.set_recovery_codes(session, konten.get_konto(session, person.id), codes=kept)
    return render_page("anmeldung/codes.html", codes=shown, weiter=url_for(_HIER))


@bp.post("/konto/ueberall-abmelden")
@requires(Recht.EIGENES_KONTO)
def ueberall_abmelden() -> ResponseReturnValue:
    form = AktForm()
    with aendern(form) as (session, person):
        eigenes.end_sessions(session, person)
    answer = weiter(url_for("anmeldung.anmelden"), "Sie sind auf allen Geräten abgemeldet.")
    sitzung.end(keep_messages=True)
    return answer
