"""Issued files come out as they were stored, or not at all."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from grants.models import DokumentDatei
from tests.web.daten import INHALT, SHA256, fill
from tests.web.seiten import parse, words


@pytest.mark.parametrize(
    ("endung", "media_type"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
    ],
)
def test_a_file_is_handed_out_byte_for_byte_as_an_attachment(
    client: FlaskClient, session: Session, endung: str, media_type: str
):
    dokument_id = fill(session)
    response = client.get(f"/dokumente/{dokument_id}/{endung}")
    assert response.status_code == 200
    assert response.data == INHALT[endung]
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"] == f"attachment; filename=antrag-2023-v1.{endung}"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["ETag"] == f'"{SHA256[endung]}"'


@pytest.mark.parametrize(
    "path", ["/dokumente/99/pdf", "/dokumente/{id}/docx", "/dokumente/{id}/", "/dokumente/x/pdf"]
)
def test_what_was_never_issued_is_not_found(client: FlaskClient, session: Session, path: str):
    response = client.get(path.format(id=fill(session)))
    assert response.status_code == 404
    assert "Zur Übersicht" in words(parse(response))


def test_a_file_that_was_changed_after_it_was_issued_is_refused(client: FlaskClient, session: Session):
    dokument_id = fill(session)
    session.execute(
        update(DokumentDatei).where(DokumentDatei.endung == "pdf").values(inhalt=b"%PDF-1.7 anders")
    )
    session.commit()
    response = client.get(f"/dokumente/{dokument_id}/pdf")
    assert response.status_code == 409
    assert "Ihr Prüfwert stimmt nicht" in words(parse(response))
    assert client.get(f"/dokumente/{dokument_id}/xlsx").status_code == 200
