"""The Antrag in the browser: readiness, preview, Ausstellen, help for the Land's form."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from grants import models as m
from grants.blueprints import antrag as views
from grants.domain.antrag_daten import AntragDaten
from grants.domain.texte import Papier
from grants.services import dokumente
from grants.services.antrag_vorschau import render_entwurf
from grants.services.ereignisse import record
from grants.services.personen import acting
from grants.web import CSP
from tests.services.verlauf import FILES
from tests.web.antragsjahr import PFAD, fill_ready
from tests.web.conftest import Als
from tests.web.daten import HEUTE, add_dokument, add_jahr, add_stelle, fill
from tests.web.formulare import abschicken, absenden
from tests.web.seiten import by_id, find, has_class, parse, words
from tests.web.test_routes import count

LUECKENHAFT = "/foerderjahre/kinderstark/2024/antrag"
BESTAETIGT = {"bestaetigt": "y"}


@pytest.fixture
def ready(session: Session) -> Session:
    fill_ready(session)
    return session


@pytest.fixture
def gesetzt(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Lay out nothing, and note whether the session had a transaction open while it would have been done."""
    seen: list[bool] = []

    def render(_daten: object, *, ohne_anlagen: bool) -> dict[str, bytes]:
        seen.append(ohne_anlagen)
        return FILES

    monkeypatch.setattr(dokumente, "render", render)
    render_entwurf.cache_clear()
    yield seen
    render_entwurf.cache_clear()


def papers(session: Session) -> list[m.Dokument]:
    session.expire_all()
    return list(session.scalars(select(m.Dokument).order_by(m.Dokument.version)))


# -- readiness ---------------------------------------------------------------------------------------------


def test_the_list_says_of_each_part_whether_it_is_done_and_what_exactly_is_missing(
    client: FlaskClient, session: Session
):
    fill(session)
    tree = parse(client.get(LUECKENHAFT))
    parts = {
        item.get("id").removeprefix("aufgabe-"): words(has_class(item, "kern-task-list__status")[0])
        for item in find(by_id(tree, "bereitschaft"), "li")
        if (item.get("id") or "").startswith("aufgabe-")
    }
    assert parts == {
        "stelle": "Fehlt",
        "jahr": "Fehlt",
        "betraege": "Abweichung",
        "plaene": "Fehlt",
        "texte": "Fehlt",
        "erklaerungen": "Fehlt",
    }
    betraege = words(by_id(tree, "aufgabe-betraege"))
    assert "Die Beträge der Liste ergeben 398.450,00 €, angegeben sind 398.400,00 €." in betraege
    assert "Differenz +50,00 €" in betraege
    assert "Gemeindekennziffer" in words(by_id(tree, "aufgabe-stelle"))


def test_page_paper_and_refusal_name_the_same_gaps(client: FlaskClient, session: Session):
    fill(session)
    unterlagen = dokumente.collect(session, Papier.ANTRAG, programm="kinderstark", jahr=2024, am=HEUTE)
    session.rollback()
    page = words(by_id(parse(client.get(LUECKENHAFT)), "bereitschaft"))
    daten = dokumente.build(unterlagen)
    assert isinstance(daten, AntragDaten)
    for luecke in daten.luecken:
        # A declaration is named by its heading, without the letter and the answers of the paper.
        text = (
            luecke.fehlt.partition(") ")[2].partition(":")[0]
            if luecke.fehlt.startswith("(")
            else luecke.fehlt
        )
        # The paper counts the Maßnahmen without Handlungsfeld, the page asks for each.
        text = text.partition(" bei ")[0] if text.startswith("Handlungsfeld") else text
        assert " ".join(text.split()) in page, luecke
    for violation in dokumente.hindernisse(unterlagen):
        if violation.code != "luecke":
            sentence = (
                violation.text.partition(": ")[2] if violation.code.startswith(("plan", "mass")) else ""
            )
            assert " ".join((sentence or violation.text).split()) in page


def test_a_missing_text_links_to_its_own_page(client: FlaskClient, session: Session):
    fill(session)
    part = by_id(parse(client.get(LUECKENHAFT)), "aufgabe-texte")
    links = {words(link): link.get("href") for link in find(part, "a")}
    assert links["Ziele"] == f"{LUECKENHAFT}/texte/ziele"
    assert client.get(links["Ziele"]).status_code == 200


def test_a_complete_year_says_so_and_offers_to_issue(client: FlaskClient, ready: Session):
    text = words(parse(client.get(PFAD)))
    assert "Der Antrag ist vollständig und kann ausgestellt werden." in text
    assert "9 Maßnahmen, zusammen 368.600,00 €" in text


# -- preview -----------------------------------------------------------------------------------------------


def test_the_draft_is_a_pdf_that_only_our_own_pages_may_show(client: FlaskClient, session: Session):
    fill(session)
    response = client.get(f"{LUECKENHAFT}/vorschau.pdf")
    assert response.status_code == 200
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == "inline; filename=antrag-2024-entwurf.pdf"
    assert response.headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]
    [policy] = response.headers.getlist("Content-Security-Policy")
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy
    assert response.headers["Cache-Control"] == "no-store"


def test_nothing_but_the_draft_may_be_shown_in_a_page(client: FlaskClient, gesetzt, ready: Session):
    def framing(headers: Headers) -> tuple[list[str], str]:
        return headers.getlist("X-Frame-Options"), headers["Content-Security-Policy"]

    for path in ("", "/texte", "/ausstellen", "/versionen", "/versand", "/ausfuellhilfe"):
        assert framing(client.get(f"{PFAD}{path}").headers) == (["DENY"], CSP)
    options, policy = framing(client.get(f"{PFAD}/vorschau").headers)
    assert options == ["DENY"]
    assert policy == f"{CSP}; object-src 'self'; frame-src 'self'"


def test_the_page_shows_the_draft_and_leads_to_it(client: FlaskClient, ready: Session):
    tree = parse(client.get(f"{PFAD}/vorschau"))
    [shown] = find(tree, "object")
    assert shown.get("data").startswith(f"{PFAD}/vorschau.pdf#")
    assert find(shown, "a")[0].get("href") == f"{PFAD}/vorschau.pdf"
    links = {words(link): link.get("href") for link in find(tree, "main//a")}
    assert links["PDF öffnen"] == f"{PFAD}/vorschau.pdf"
    assert links["PDF herunterladen"] == f"{PFAD}/vorschau.pdf?herunterladen=1"


@pytest.mark.parametrize(
    ("path", "kind", "disposition"),
    [
        ("vorschau.pdf?herunterladen=1", "application/pdf", "attachment; filename=antrag-2023-entwurf.pdf"),
        ("vorschau.json", "application/json", "attachment; filename=antrag-2023-entwurf.json"),
        (
            "vorschau.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=antrag-2023-entwurf.xlsx",
        ),
    ],
)
def test_the_draft_can_be_taken_along(
    client: FlaskClient, gesetzt, ready: Session, path: str, kind: str, disposition: str
):
    response = client.get(f"{PFAD}/{path}")
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (kind, disposition)


def test_the_same_draft_is_laid_out_once_and_another_one_again(
    client: FlaskClient, gesetzt: list[bool], ready: Session
):
    for _ in range(3):
        client.get(f"{PFAD}/vorschau.pdf")
    assert gesetzt == [True]
    ready.scalars(select(m.Stelle)).one().strasse = "Neue Beispielstraße 7"
    ready.commit()
    client.get(f"{PFAD}/vorschau.pdf")
    assert gesetzt == [True, True]


def test_pages_are_laid_out_without_a_transaction_open(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ready: Session
):
    open_ones: list[bool] = []

    def render(_daten: object, *, ohne_anlagen: bool) -> dict[str, bytes]:
        open_ones.append(ready.in_transaction())
        return FILES

    monkeypatch.setattr(dokumente, "render", render)
    render_entwurf.cache_clear()
    client.get(f"{PFAD}/vorschau.pdf")
    absenden(client, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt ausstellen")
    render_entwurf.cache_clear()
    assert open_ones == [False, False]


# -- Ausstellen --------------------------------------------------------------------------------------------


def issue(client: FlaskClient, **werte: str):
    return absenden(client, f"{PFAD}/ausstellen", BESTAETIGT | werte, knopf="Jetzt ausstellen")


def test_what_was_confirmed_is_stored_with_number_and_hash(client: FlaskClient, gesetzt, ready: Session):
    page = words(parse(client.get(f"{PFAD}/ausstellen")))
    assert "Summe 368.600,00 €" in page
    assert "3.4 Zuwendungsfähige Gesamtausgaben 460.750,00 €" in page
    answer = issue(client)
    assert (answer.status_code, answer.location) == (303, f"{PFAD}/versionen")
    assert "Version 1 ist ausgestellt (Nummer kinderstark-2023-antrag-1)." in client.get(answer.location).text
    [paper] = papers(ready)
    assert (paper.nummer, paper.version) == ("kinderstark-2023-antrag-1", 1)
    assert json.loads(paper.snapshot)["foerderung"]["summe"] == "368600.00"
    ereignis = ready.scalars(select(m.Ereignis).order_by(m.Ereignis.nummer.desc()).limit(1)).one()
    assert (ereignis.art, ereignis.gegenstand) == ("dokument_ausgestellt", f"dokument/{paper.nummer}")
    issuer = ready.get_one(m.Person, paper.person_id)
    assert issuer.name == "Beispiel geschaeftsstelle"
    # The attachments belong to the paper that is sent.
    assert gesetzt == [False]


def test_a_real_paper_is_issued_and_handed_out_in_three_files(client: FlaskClient, ready: Session):
    issue(client)
    [paper] = papers(ready)
    tree = parse(client.get(f"{PFAD}/versionen"))
    links = [
        a.get("href") for a in find(tree, "main//a") if f"/dokumente/{paper.id}/" in (a.get("href") or "")
    ]
    starts = {"pdf": b"%PDF-", "xlsx": b"PK", "json": b"{"}
    assert len(links) == 3
    for link in links:
        assert client.get(link).data.startswith(starts[link.rpartition("/")[2]])


def test_a_double_click_issues_once(client: FlaskClient, gesetzt, ready: Session):
    page = client.get(f"{PFAD}/ausstellen")
    for _ in range(2):
        answer = abschicken(client, page, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt ausstellen")
        assert (answer.status_code, answer.location) == (303, f"{PFAD}/versionen")
    assert len(papers(ready)) == 1


def test_without_the_confirmation_nothing_is_issued(client: FlaskClient, gesetzt, ready: Session):
    answer = absenden(client, f"{PFAD}/ausstellen", knopf="Jetzt ausstellen")
    assert answer.status_code == 422
    assert "Bitte bestätigen Sie, dass Sie Zusammenfassung und Vorschau geprüft haben." in answer.text
    assert papers(ready) == []
    assert gesetzt == []


def test_what_changed_in_between_is_told_and_nothing_is_issued(client: FlaskClient, gesetzt, ready: Session):
    page = client.get(f"{PFAD}/ausstellen")
    row = ready.scalars(select(m.Text).where(m.Text.schluessel == "ziele")).first()
    assert row is not None
    row.text = "Inzwischen anders."
    ready.commit()
    answer = abschicken(client, page, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt ausstellen")
    assert answer.status_code == 409
    assert "hat sich etwas geändert. Es wurde nichts ausgestellt." in words(parse(answer))
    assert papers(ready) == []
    # The page now shows the new state, and confirming that one issues it.
    assert abschicken(client, answer, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt").status_code == 303
    assert "Inzwischen anders." in papers(ready)[0].snapshot


def test_a_refusal_names_every_reason_with_the_way_to_mend_it(client: FlaskClient, gesetzt, ready: Session):
    page = client.get(f"{PFAD}/ausstellen")
    for row in ready.scalars(select(m.Text).where(m.Text.schluessel == "erklaerung_subvention")):
        ready.delete(row)
    stelle = ready.scalars(select(m.Stelle)).one()
    stelle.iban = ""
    ready.commit()
    answer = client.get(f"{PFAD}/ausstellen")
    text = words(parse(answer))
    assert "Der Antrag lässt sich noch nicht ausstellen" in text
    assert "IBAN" in text
    links = {words(a): a.get("href") for a in find(by_id(parse(answer), "gruende"), "a")}
    assert links["Subventionserhebliche Tatsachen bekannt"] == f"{PFAD}/texte/erklaerung_subvention"
    assert not find(parse(answer), "main//form")
    # Sending the old page all the same issues nothing.
    assert abschicken(client, page, f"{PFAD}/ausstellen", BESTAETIGT, knopf="Jetzt").status_code == 409
    assert papers(ready) == []


def test_an_incomplete_antrag_is_refused_even_when_its_page_is_made_up(
    client: FlaskClient, gesetzt, ready: Session
):
    """A form sent with the right sum over a draft that has gaps."""
    ready.scalars(select(m.Stelle)).one().iban = ""
    ready.commit()
    lage = views.service.load_lage(ready, programm="kinderstark", jahr=2023, am=HEUTE)
    ready.rollback()
    token = find(parse(client.get(f"{PFAD}/texte")), "main//input")[0].get("value")
    answer = client.post(
        f"{PFAD}/ausstellen", data={"csrf_token": token, "pruefsumme": lage.pruefsumme, "bestaetigt": "y"}
    )
    assert answer.status_code == 422
    assert "IBAN" in words(by_id(parse(answer), "gruende"))
    assert papers(ready) == []


def test_nothing_new_is_no_new_version(client: FlaskClient, gesetzt, ready: Session):
    issue(client)
    text = words(parse(client.get(f"{PFAD}/ausstellen")))
    assert "Version 1 ist ausgestellt" in text
    assert "seitdem hat sich nichts geändert" in text
    assert find(parse(client.get(f"{PFAD}/ausstellen")), "main//form") == []


def make_busy(session: Session, times: int) -> Callable[..., dict[str, bytes]]:
    """Return a rendering during which somebody else does something, `times` times."""
    left = [times]

    def render(_daten: object, *, ohne_anlagen: bool) -> dict[str, bytes]:
        if left[0]:
            left[0] -= 1
            record(session, art="anderes", gegenstand=f"sonst/{left[0]}", person=acting(session, None))
            session.commit()
        return FILES

    return render


def test_an_unrelated_ereignis_while_pages_are_laid_out_does_not_bother_the_person(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ready: Session
):
    monkeypatch.setattr(dokumente, "render", make_busy(ready, 2))
    assert issue(client).status_code == 303
    [paper] = papers(ready)
    count = ready.scalar(select(func.count(m.Ereignis.id)))
    assert paper.ereignis_nummer == (count or 0) - 1


def test_an_application_that_never_comes_to_rest_is_told_and_stores_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ready: Session
):
    monkeypatch.setattr(dokumente, "render", make_busy(ready, 9))
    answer = issue(client)
    assert answer.status_code == 409
    assert "Bitte noch einmal ausstellen" in words(parse(answer))
    assert papers(ready) == []


# -- help for the Land's form ------------------------------------------------------------------------------


def test_every_value_can_be_copied_or_selected(client: FlaskClient, ready: Session):
    tree = parse(client.get(f"{PFAD}/ausfuellhilfe"))
    buttons = {
        b.get("data-feld"): b.get("data-kopieren") for b in find(tree, "button") if b.get("data-kopieren")
    }
    assert buttons["IBAN"] == "DE02120300000000202051"
    assert buttons["Summe, €"] == "368.600,00"
    # Without JavaScript there is nothing to press, and the values stand there.
    assert all("hidden" in b.attrib for b in find(tree, "button") if b.get("data-kopieren"))
    assert "DE02 1203 0000 0000 2020 51" in [words(w) for w in has_class(tree, "kopierwert")]
    headings = [words(h) for h in find(tree, "main//h2")]
    assert headings[:4] == ["Kopf des Antrags", "1 Antragstellerin", "2 Maßnahmen", "3 Finanzierungsplan"]


def test_gaps_are_counted_and_named(client: FlaskClient, session: Session):
    fill(session)
    tree = parse(client.get(f"{LUECKENHAFT}/ausfuellhilfe"))
    gaps = [words(gap) for gap in has_class(tree, "fehlt")]
    assert f"{len(gaps)} Werte fehlen noch." in words(tree)
    assert "fehlt: 9 Finanzierungspläne fehlen" in gaps


def test_the_values_of_an_issued_version_stay_as_they_were(client: FlaskClient, gesetzt, ready: Session):
    issue(client)
    ready.scalars(select(m.Stelle)).one().strasse = "Neue Beispielstraße 7"
    ready.commit()
    assert "Neue Beispielstraße 7" in client.get(f"{PFAD}/ausfuellhilfe").text
    assert "Neue Beispielstraße 7" not in client.get(f"{PFAD}/ausfuellhilfe?version=1").text
    assert client.get(f"{PFAD}/ausfuellhilfe?version=2").status_code == 404


# -- size --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["", "/texte", "/texte/ziele", "/kennzeichen", "/versionen", "/ausfuellhilfe"]
)
def test_pages_ask_the_database_as_often_for_forty_massnahmen_as_for_three(
    client: FlaskClient, session: Session, page: str
):
    add_stelle(session)
    for jahr, anzahl in ((2024, 3), (2034, 40)):
        foerderjahr = add_jahr(session, jahr, {f"Maßnahme {i}": "100.00" for i in range(anzahl)})
        add_jahr(session, jahr - 1, {f"Maßnahme {i}": "100.00" for i in range(anzahl)}, bescheid=True)
        add_dokument(session, foerderjahr)
    session.commit()
    paths = [f"/foerderjahre/kinderstark/{jahr}/antrag{page}" for jahr in (2024, 2034)]
    few, many = (count(client, session, path) for path in paths)
    assert many <= few
    assert few > 5


# -- who may -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rolle", ["einsicht", "finanzen"])
def test_who_only_looks_sees_everything_and_changes_nothing(als: Als, gesetzt, ready: Session, rolle: str):
    client = als(rolle)
    for path in ("", "/texte", "/vorschau", "/vorschau.pdf", "/versionen", "/ausfuellhilfe"):
        assert client.get(f"{PFAD}{path}").status_code == 200
    for path in ("/ausstellen", "/versand", "/texte/ziele"):
        assert client.get(f"{PFAD}{path}").status_code == 403
    links = {a.get("href") for a in find(parse(client.get(PFAD)), "main//a")}
    assert not links & {f"{PFAD}/ausstellen", f"{PFAD}/versand", f"{PFAD}/texte/ziele"}


@pytest.mark.parametrize("rolle", ["traeger", "stelle", "konten"])
def test_others_see_nothing_of_it(als: Als, ready: Session, rolle: str):
    client = als(rolle)
    for path in ("", "/texte", "/vorschau", "/vorschau.pdf", "/versionen", "/versand", "/ausfuellhilfe"):
        assert client.get(f"{PFAD}{path}").status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/texte", "/vorschau", "/vorschau.pdf", "/ausstellen", "/versionen", "/versand"]
)
def test_an_unknown_year_is_not_found(client: FlaskClient, session: Session, path: str):
    fill(session)
    answer = client.get(f"/foerderjahre/kinderstark/1999/antrag{path}")
    assert answer.status_code == 404
    assert "Vorhanden: 2023, 2024." in words(parse(answer))
