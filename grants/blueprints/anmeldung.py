"""Log-in and out, the second factor, invitation and forgotten password: pages for whoever is not logged in yet."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from grants import security, sitzung
from grants.auth import OFFEN, Recht, ich, me, requires, whose_session_ended
from grants.domain.begriffe import Linkzweck, Rolle, Versuchsart
from grants.domain.errors import DomainError, NotFound
from grants.extensions import db
from grants.forms.konten import (
    AktForm,
    AnmeldeForm,
    CodeForm,
    EinladungForm,
    NeuesKennwortForm,
    VergessenForm,
)
from grants.models import Konto
from grants.queries.konten import find_konto, find_konto_by_key, gibt_es_konten, load_zwischenstand
from grants.schreiben import aendern, schreibend
from grants.services.konten import demo, drosselung, eigenes, links, post, zwischenstand
from grants.web import format_zeitpunkt, local_path, render_page, weiter

bp = Blueprint("anmeldung", __name__)

_FALSCH = "E-Mail-Adresse oder Kennwort stimmen nicht. Bitte prüfen Sie beides."
_CODE_FALSCH = "Dieser Code gilt nicht. Bitte geben Sie den nächsten ein, den das Gerät anzeigt."


def now() -> datetime:
    return datetime.now(UTC)


# -- First step: address and password ----------------------------------------------------------------------------


@bp.route("/anmelden", methods=["GET", "POST"])
def anmelden() -> ResponseReturnValue:
    """Ask for address and password; in the demo offer the example Persons instead."""
    if ich() is not None:
        return redirect(url_for("uebersicht.start"))
    form = AnmeldeForm()
    if request.method == "GET":
        form.weiter.data = local_path(request.args.get("weiter", ""))
        return _login_page(form)
    if not form.validate():
        return _login_page(form, status=422)
    wer = _wer(form.email.data)
    if minutes := _wait(Versuchsart.KENNWORT, wer):
        return _login_page(form, warten=minutes, status=429)
    konto = _check_password(form)
    if konto is None:
        _note_failure(Versuchsart.KENNWORT, wer)
        form.allgemein.append(_FALSCH)
        return _login_page(form, status=422)
    return _go_on(konto, weiter=form.weiter.data or "")


def _check_password(form: AnmeldeForm) -> Konto | None:
    """Return the account where address and password fit and nobody locked it; takes as long where there is none."""
    konto = find_konto(db.session(), form.email.data)
    right = security.verify_kennwort(form.kennwort.data, konto.password if konto else None)
    return konto if konto is not None and right and konto.active else None


def _go_on(konto: Konto, *, weiter: str = "") -> ResponseReturnValue:
    """Lead on after the first step: to the second one where it is asked for, else into the application."""
    session.clear()
    session["schritt"] = {"konto": konto.fs_uniquifier, "weiter": weiter, "seit": now().timestamp()}
    if konto.tf_totp_secret:
        return redirect(url_for("anmeldung.code"), 303)
    if _needs_second_factor(konto):
        return redirect(url_for("anmeldung.zweiter_faktor"), 303)
    return _log_in(konto, _wer(konto.email or ""))


@bp.post("/anmelden/beispiel")
def beispiel() -> ResponseReturnValue:
    """Log an example Person in; exists in the demo alone."""
    if not current_app.config["VORFUEHRUNG"]:
        abort(404)
    with schreibend() as open_session:
        konto = demo.demo_konto(open_session, request.form.get("rolle", ""))
        eigenes.note_login(konto, jetzt=now())
        key, person_id = konto.fs_uniquifier, konto.person_id
    target = local_path(request.form.get("weiter", ""))
    sitzung.begin(key)
    return redirect(_after_login(person_id, target), 303)


def _login_page(form: AnmeldeForm, *, warten: int = 0, status: int = 200) -> ResponseReturnValue:
    page = render_page(
        "anmeldung/anmelden.html",
        form=form,
        warten=warten,
        beispielrollen=demo.BEISPIELROLLEN.values() if current_app.config["VORFUEHRUNG"] else (),
        aufgehoben=request.args.get("aufgehoben") == "1",
        leer=not gibt_es_konten(db.session()),
    )
    return page, status


def _wer(konto: str) -> drosselung.Wer:
    return drosselung.make_wer(security.key(), konto=konto, herkunft=request.remote_addr or "")


def _wait(art: Versuchsart, wer: drosselung.Wer) -> int:
    return drosselung.minutes_to_wait(db.session(), art, wer, jetzt=now())


def _note_failure(art: Versuchsart, wer: drosselung.Wer) -> None:
    with schreibend() as open_session:
        drosselung.note_failure(open_session, art, wer, jetzt=now())


def _needs_second_factor(konto: Konto) -> bool:
    if not current_app.config["EINSTELLUNGEN"].zweiter_faktor:
        return False
    return any(rolle.rolle is not Rolle.TRAEGER for rolle in konto.person.rollen)


def _log_in(konto: Konto, wer: drosselung.Wer) -> ResponseReturnValue:
    """Begin the session of an account that has shown all it must."""
    target = str(session.get("schritt", {}).get("weiter", ""))
    key, person_id = konto.fs_uniquifier, konto.person_id
    with schreibend() as open_session:
        found = find_konto_by_key(open_session, key)
        if found is None:
            abort(403)
        eigenes.note_login(found, jetzt=now())
        for art in (Versuchsart.KENNWORT, Versuchsart.ZWEITER_FAKTOR):
            drosselung.forget(open_session, art, wer)
    sitzung.begin(key)
    return redirect(_after_login(person_id, target), 303)


def _after_login(person_id: int, target: str) -> str:
    """Return where to go: first to what was typed before the session ended."""
    if load_zwischenstand(db.session(), person_id, jetzt=now()) is not None:
        return url_for("anmeldung.fortsetzen")
    return local_path(target) or url_for("uebersicht.start")


# -- Second step ---------------------------------------------------------------------------------------------------


def _step() -> Konto | None:
    """Return the account that has shown its password within the last minutes."""
    step = session.get("schritt", {})
    if now().timestamp() - float(step.get("seit", 0)) > 600:
        session.pop("schritt", None)
        return None
    konto = find_konto_by_key(db.session(), str(step.get("konto", "")))
    return konto if konto is not None and konto.active else None


def _from_the_start() -> ResponseReturnValue:
    flash("Die Anmeldung hat zu lange gedauert. Bitte beginnen Sie noch einmal.")
    return redirect(url_for("anmeldung.anmelden"), 303)


@bp.route("/anmelden/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Ask for the code of the device, or one of the recovery codes."""
    konto = _step()
    if konto is None or not konto.tf_totp_secret:
        return _from_the_start()
    form, status, warten = CodeForm(), 200, 0
    if request.method == "POST":
        status = 422
        wer = _wer(konto.email or "")
        warten = _wait(Versuchsart.ZWEITER_FAKTOR, wer)
        if warten:
            status = 429
        elif form.validate():
            if _take_code(konto, form.code.data):
                return _log_in(konto, wer)
            _note_failure(Versuchsart.ZWEITER_FAKTOR, wer)
            form.code.errors = [_CODE_FALSCH]
    return render_page("anmeldung/code.html", form=form, warten=warten), status


def _take_code(konto: Konto, text: str) -> bool:
    """Return whether the code of the device or a recovery code fits; either is used up."""
    key = konto.fs_uniquifier
    if "-" not in text:
        with schreibend() as open_session:
            # Read anew under the lock: the same code sent twice at once is taken once.
            current = find_konto_by_key(open_session, key)
            return current is not None and security.verify_code(current, text)
    with schreibend() as open_session:
        current = find_konto_by_key(open_session, key)
        rest = security.without_recovery_code(current, text) if current else None
        if current is None or rest is None:
            return False
        eigenes.use_recovery_code(open_session, current, rest=rest)
    flash(f"Ein Wiederherstellungscode ist verbraucht, es bleiben {len(rest)}.")
    return True


@bp.route("/anmelden/zweiter-faktor", methods=["GET", "POST"])
def zweiter_faktor() -> ResponseReturnValue:
    """Set up the second factor at the first log-in; the codes are shown once, then the session begins."""
    konto = _step()
    if konto is None or konto.tf_totp_secret:
        return _from_the_start()
    form, status, warten = CodeForm(), 200, 0
    secret = session.get("geheimnis") or security.new_second_factor()
    session["geheimnis"] = secret
    if request.method == "POST":
        status = 422
        wer = _wer(konto.email or "")
        warten = _wait(Versuchsart.ZWEITER_FAKTOR, wer)
        if warten:
            status = 429
        elif form.validate():
            if security.verify_code(konto, form.code.data, secret):
                shown, kept = security.new_recovery_codes()
                key, counter = konto.fs_uniquifier, konto.totp_zaehler
                with schreibend() as open_session:
                    current = find_konto_by_key(open_session, key)
                    if current is None:
                        abort(403)
                    eigenes.set_second_factor(
                        open_session, current, geheimnis=secret, zaehler=counter, codes=kept
                    )
                    eigenes.note_login(current, jetzt=now())
                target = str(session.get("schritt", {}).get("weiter", ""))
                sitzung.begin(key)
                return render_page("anmeldung/codes.html", codes=shown, weiter=local_path(target))
            _note_failure(Versuchsart.ZWEITER_FAKTOR, wer)
            form.code.errors = [_CODE_FALSCH]
    shown_setup = security.show_second_factor(secret, konto.email or "")
    page = render_page("anmeldung/zweiter_faktor.html", form=form, einrichtung=shown_setup, warten=warten)
    return page, status


@bp.post("/abmelden")
def abmelden() -> ResponseReturnValue:
    sitzung.end()
    flash("Sie sind abgemeldet.")
    answer = redirect(url_for("anmeldung.anmelden"), 303)
    # Drafts of the Sachbericht that this browser keeps (static/js/sachbericht.js) go with whoever leaves.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


# -- Links -----------------------------------------------------------------------------------------------------------


@bp.route("/einladung/<token>", methods=["GET", "POST"])
def einladung(token: str) -> ResponseReturnValue:
    """Let the invited Person choose name and password."""
    link = _open_link(token, Linkzweck.EINLADUNG)
    if link is None:
        return _link_gone()
    email = link.email or ""
    form, status = EinladungForm(), 200
    if request.method == "GET":
        form.name.data = "" if link.name == email else link.name
    elif form.validate() and form.is_same():
        try:
            eigenes.check_kennwort(form.kennwort.data, name=form.name.data, email=email)
            hashed = security.hash_kennwort(form.kennwort.data)
            with schreibend() as open_session:
                konto = eigenes.accept_invitation(
                    open_session, token, name=form.name.data, kennwort_hash=hashed, jetzt=now()
                )
                key = konto.fs_uniquifier
            return _go_on_with(key)
        except DomainError as error:
            form.take_over(error)
    if request.method == "POST":
        status = 422
    return render_page("anmeldung/einladung.html", form=form, email=email), status


def _go_on_with(key: str) -> ResponseReturnValue:
    konto = find_konto_by_key(db.session(), key)
    if konto is None:
        abort(403)
    return _go_on(konto)


def _open_link(token: str, zweck: Linkzweck) -> links.Offen | None:
    """Return whose link this is; None for one that opens nothing, which is counted."""
    wer = _wer(f"link:{zweck}")
    if _wait(Versuchsart.LINK, wer):
        abort(429)
    try:
        return links.look_at(db.session(), token, zweck, jetzt=now())
    except NotFound:
        _note_failure(Versuchsart.LINK, wer)
        return None


def _link_gone() -> ResponseReturnValue:
    return render_page("anmeldung/link_ungueltig.html", text=links.UNGUELTIG), 404


@bp.route("/kennwort-vergessen", methods=["GET", "POST"])
def vergessen() -> ResponseReturnValue:
    """Send a link to a new password; says the same whether there is such an account or not."""
    form, status, warten = VergessenForm(), 200, 0
    if request.method == "POST":
        status = 422
        wer = _wer(form.email.data)
        warten = _wait(Versuchsart.VERGESSEN, wer)
        if warten:
            status = 429
        elif form.validate():
            with schreibend() as open_session:
                # Every request counts here: nobody fills a mailbox.
                drosselung.note_failure(open_session, Versuchsart.VERGESSEN, wer, jetzt=now())
                if found := eigenes.ask_new_password(open_session, form.email.data, jetzt=now()):
                    person, link = found
                    post.mail_new_password(
                        open_session,
                        an=person.email or "",
                        adresse=url_for("anmeldung.neues_kennwort", token=link.token, _external=True),
                        link=link,
                        bis=format_zeitpunkt(link.gueltig_bis),
                        jetzt=now(),
                    )
            return render_page("anmeldung/vergessen_gesendet.html", email=form.email.data)
    return render_page("anmeldung/vergessen.html", form=form, warten=warten), status


@bp.route("/neues-kennwort/<token>", methods=["GET", "POST"])
def neues_kennwort(token: str) -> ResponseReturnValue:
    link = _open_link(token, Linkzweck.NEUES_KENNWORT)
    if link is None:
        return _link_gone()
    form, status = NeuesKennwortForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate() and form.is_same():
            try:
                eigenes.check_kennwort(form.kennwort.data, name=link.name, email=link.email or "")
                hashed = security.hash_kennwort(form.kennwort.data)
                with schreibend() as open_session:
                    konto = eigenes.set_new_password(open_session, token, kennwort_hash=hashed, jetzt=now())
                    key = konto.fs_uniquifier
                flash("Ihr neues Kennwort gilt. Andere Sitzungen sind beendet.")
                return _go_on_with(key)
            except DomainError as error:
                form.take_over(error)
    return render_page("anmeldung/neues_kennwort.html", form=form, email=link.email), status


@bp.route("/neue-adresse/<token>", methods=["GET", "POST"])
def neue_adresse(token: str) -> ResponseReturnValue:
    """Confirm another address; the button, because a mail program may open the link by itself."""
    link = _open_link(token, Linkzweck.NEUE_ADRESSE)
    if link is None:
        return _link_gone()
    form = AktForm()
    if request.method == "POST" and form.validate():
        with schreibend() as open_session:
            eigenes.confirm_address(open_session, token, jetzt=now())
        flash("Ihre neue E-Mail-Adresse gilt. Bitte melden Sie sich künftig damit an.")
        return redirect(url_for("uebersicht.start"), 303)
    return render_page("anmeldung/neue_adresse.html", form=form, email=link.neue_email)


# -- What was typed before the session ended -----------------------------------------------------------------------


@bp.route("/fortsetzen", methods=["GET", "POST"])
@requires(Recht.EIGENES_KONTO)
def fortsetzen() -> ResponseReturnValue:
    """Show what was typed, to send it now or to let it go."""
    kept = load_zwischenstand(db.session(), me().person_id, jetzt=now())
    if kept is None:
        return redirect(url_for("uebersicht.start"), 303)
    form = AktForm()
    if request.method == "POST" and form.validate():
        with aendern(form) as (open_session, person):
            zwischenstand.drop(open_session, str(kept.id), person=person)
        return weiter(url_for("uebersicht.start"), "Die Eingaben sind verworfen.")
    return render_page("anmeldung/fortsetzen.html", kept=kept, form=form)


def keep_typed() -> bool:
    """Keep the form of a request whose session has ended, for the Person it belongs to; returns whether it was."""
    person = whose_session_ended()
    if person is None or request.endpoint in OFFEN:
        return False
    with schreibend() as open_session:
        return zwischenstand.keep(
            open_session,
            person.person_id,
            pfad=request.full_path.rstrip("?"),
            felder=list(request.form.items(multi=True)),
            mit_dateien=any(upload.filename for upload in request.files.values()),
            jetzt=now(),
        )
