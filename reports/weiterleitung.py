"""The Weiterleitung as PDF (PDF/A-3a and PDF/UA-1), its values attached as JSON."""

from __future__ import annotations

from weasyprint import Document

from grants.domain.weiterleitung_papier import WeiterleitungDaten
from reports import json, pdf
from reports.formats import datum
from reports.papier import BEISPIEL

# Raised with every change of the template or style sheet that changes what is printed.
TEMPLATE_VERSION = 1
NAME = "weiterleitung"


def render(daten: WeiterleitungDaten) -> dict[str, bytes]:
    """Return PDF and JSON by their ending; raises AssetFehlt when a font or style sheet is missing."""
    snapshot = make_json(daten)
    attached = pdf.Anlage(
        f"{NAME}-{daten.jahr}.json", snapshot, "Angaben und Zahlen des Dokuments als Daten", "Data"
    )
    return {"pdf": pdf.write(layout(daten), stand=daten.stand, anlagen=(attached,)), "json": snapshot}


def make_json(daten: WeiterleitungDaten) -> bytes:
    """Return the frozen values: the same ones give the same bytes."""
    return json.dump(daten, dokument=NAME)


def layout(daten: WeiterleitungDaten) -> Document:
    """Return the laid-out pages."""
    return pdf.layout(make_html(daten))


def make_html(daten: WeiterleitungDaten) -> str:
    """Return the HTML of the paper."""
    [zeichen] = [feld.wert for feld in daten.kopf.info if feld.label == "Mein Zeichen"]
    version = f"Version {daten.ausgestellt.version}" if daten.ausgestellt else ""
    return pdf.render_html(
        "weiterleitung.html",
        {
            "daten": daten,
            "titel": f"{daten.titel} {daten.jahr}, {daten.traeger}",
            "tag": daten.stand.isoformat(),
            "entwurf": "" if daten.ausgestellt else "Entwurf",
            "fuss": " · ".join(part for part in (zeichen, f"Stand {datum(daten.stand)}", version) if part),
            "beispiel": f"{BEISPIEL}\n" if daten.beispiel else "",
        },
    )
