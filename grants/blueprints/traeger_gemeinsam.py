"""What the pages of the register of Träger share: their blueprint, the page of one Träger, its list as a file."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from flask import session as cookie
from flask.typing import ResponseReturnValue

from grants.domain.begriffe import label
from grants.domain.fristen import format_datum
from grants.extensions import db
from grants.forms.konten import BefugnisForm
from grants.forms.traeger import AktForm, InaktivForm, NameForm, ZugangEndetForm
from grants.queries.traeger import Traegerdaten, get_traeger
from grants.queries.traeger_verlauf import load_iban_wechsel, load_jahre, load_zugaenge
from grants.queries.traeger_verweise import load_verweise, same_traeger
from grants.queries.verlauf import Verlaufsfilter, list_ereignisse
from grants.web import heute, render_page
from reports.listendatei import Listendatei

bp = Blueprint("traeger", __name__)

_EREIGNISSE = 5
# Where the link of an invitation waits for the next page, which shows it once.
LINK = "einladungslink_traeger"

_SPALTEN = (
    "Kürzel", "Name", "Art", "Straße", "PLZ", "Ort", "E-Mail", "Telefon", "IBAN", "Bank", "Buchungsstelle", "Amt",
    "Dezernat", "Vertretungsberechtigte", "Unterschrift", "Ansprechperson inhaltlich", "Ansprechperson finanziell",
    "Vorsteuerabzug", "Weitere Bezeichnungen", "Maßnahmen", "zuletzt", "nicht mehr aktiv ab", "es fehlt",
)  # fmt: skip
_BREITEN = (16, 30, 20, 24, 8, 18, 28, 18, 28, 24, 24, 10, 12, 30, 14, 36, 36, 14, 30, 40, 8, 14, 36)


def show(kuerzel: str, *, status: int = 200, **forms: object) -> ResponseReturnValue:
    """Return the page of one Träger; a form that was refused takes the place of the fresh one."""
    daten = get_traeger(db.session(), kuerzel, am=heute())
    ids = same_traeger(load_verweise(db.session()), [daten.stamm.id])
    stand = {"aenderungsstand": str(daten.stamm.aenderungsstand)}
    fresh: dict[str, object] = {
        "name_form": NameForm(formdata=None),
        "inaktiv_form": InaktivForm(formdata=None, data={"inaktiv_ab": heute(), **stand}),
        "endet_form": ZugangEndetForm(formdata=None, data={"bis": heute()}),
        "befugnis_form": BefugnisForm(formdata=None, data={"ab": heute()}),
        "befugnis_rolle": None,
        "akt": AktForm(formdata=None, data=stand),
    }
    kept = cookie.pop(LINK, None) if status == 200 else None
    page = render_page(
        "traeger/einer.html",
        daten=daten,
        jahre=load_jahre(db.session(), ids, am=heute()),
        zugaenge=load_zugaenge(db.session(), ids),
        iban_wechsel=load_iban_wechsel(db.session(), kuerzel),
        ereignisse=list_ereignisse(
            db.session(), Verlaufsfilter(gegenstaende=(f"traeger/{kuerzel}",)), anzahl=_EREIGNISSE
        ),
        link=kept["adresse"] if kept and kept["kuerzel"] == kuerzel else "",
        am=heute(),
        **(fresh | forms),
    )
    return page, status


def list_file(every: Sequence[Traegerdaten]) -> Listendatei:
    """Return the Träger as a file: what the page shows, with all that is entered."""
    return Listendatei(
        titel="Träger und durchführende Stellen",
        blatt="Träger",
        kopf=_SPALTEN,
        zeilen=[_row(each) for each in every],
        breiten=_BREITEN,
    )


def _row(each: Traegerdaten) -> tuple[str, ...]:
    s = each.stamm
    joint = {None: "", True: "nur gemeinsam", False: "einzeln"}[s.gemeinsam_vertreten]
    tax = {None: "", True: "ja", False: "nein"}[s.vorsteuerabzug]

    def contacts(*, finanziell: bool) -> str:
        chosen = [k for k in each.kontakte if (k.finanziell if finanziell else k.inhaltlich)]
        return "; ".join(", ".join(filter(None, (k.name, k.email, k.telefon))) for k in chosen)

    return (
        s.kuerzel,
        s.name,
        label(s.art),
        s.strasse,
        s.plz,
        s.ort,
        s.email,
        s.telefon,
        s.iban,
        s.bank.name,
        s.buchungsstelle,
        s.amt_nummer,
        s.dezernat,
        "; ".join(v.name for v in each.vertreten_durch),
        joint,
        contacts(finanziell=False),
        contacts(finanziell=True),
        tax,
        "; ".join(name.name for name in each.namen),
        "; ".join(each.massnahmen),
        str(each.zuletzt or ""),
        format_datum(s.inaktiv_ab) if s.inaktiv_ab else "",
        "; ".join(each.fehlt),
    )
