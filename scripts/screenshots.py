"""Pictures of the pages, from the demo on its fixed day.

docs/bilder/*.png for README and handbooks; build/bilder/*.png for looking at every page at desktop and phone width.

    python scripts/screenshots.py      takes all of them anew

Sets up a demo of its own in a temporary folder, serves it on a free port of this machine and stops it again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BILDER = ROOT / "docs" / "bilder"
GRANTS = Path(sys.executable).parent / "grants"
CHROMIUM = "/usr/bin/chromium"
# Enough for flat areas and smooth letters, half the size.
_FARBEN = 256
# Pixels around a part of a page.
_LUFT = 24


@dataclass(frozen=True, slots=True)
class Bild:
    """One picture: page, part of it (empty: what fits the window) and size of the window."""

    name: str
    pfad: str
    breite: int = 1280
    hoehe: int = 1040
    ausschnitt: str = ""
    farben: Literal["light", "dark"] = "light"
    # Who is logged in, as the demo's log-in calls it; empty for nobody.
    rolle: str = "geschaeftsstelle"


# The open proof of the example Träger: the demo is read in anew each time, so the numbers stay.
OFFEN = "/verwendungsnachweis/12"
BILDER_LISTE = (
    Bild("start", "/"),
    Bild("start-dunkel", "/", farben="dark"),
    Bild("start-telefon", "/", breite=390, hoehe=844),
    Bild("stand-der-mittel", "/foerderjahre/kinderstark/2023", ausschnitt="#stand"),
    Bild("massnahmen-und-betraege", "/foerderjahre/kinderstark/2024", ausschnitt="#betraege"),
    Bild("pruefung", "/foerderjahre/kinderstark/2024", ausschnitt="#pruefung"),
    Bild("dokumente", "/foerderjahre/kinderstark/2023", ausschnitt="#dokumente"),
    Bild("handbuch-anmelden", "/anmelden", hoehe=900, rolle=""),
    Bild("handbuch-register", "/massnahmen", hoehe=900),
    Bild("handbuch-massnahme", "/massnahmen/kinderstark/babylotsen", hoehe=900),
    Bild("handbuch-betraege", "/foerderjahre/kinderstark/2024/betraege", hoehe=1040),
    Bild("handbuch-pruefung", "/foerderjahre/kinderstark/2024/pruefung", hoehe=900),
    Bild("handbuch-antrag", "/foerderjahre/kinderstark/2024/antrag", hoehe=900),
    Bild("handbuch-bescheid", "/foerderjahre/kinderstark/2023/bescheid", hoehe=900),
    Bild("handbuch-jahreswechsel", "/foerderjahre/kinderstark/2024/jahreswechsel", hoehe=900),
    Bild("handbuch-fristen", "/fristen?zeige=alle", hoehe=900),
    Bild("handbuch-verlauf", "/verlauf", hoehe=900),
    Bild("traeger-start", "/", hoehe=900, rolle="traeger"),
    Bild("traeger-aufgaben", OFFEN, hoehe=900, rolle="traeger"),
    Bild("traeger-belege", f"{OFFEN}/belege", hoehe=900, rolle="traeger"),
    Bild("traeger-sachbericht", f"{OFFEN}/sachbericht/text/umsetzung", hoehe=900, rolle="traeger"),
    Bild("traeger-zahlen", f"{OFFEN}/zahlen", hoehe=900, rolle="traeger"),
    Bild("traeger-absenden", f"{OFFEN}/absenden", hoehe=760, rolle="traeger"),
    Bild("finanzen-start", "/", hoehe=900, rolle="finanzen"),
    Bild("finanzen-pruefung", "/nachweise/5/pruefung", hoehe=1040, rolle="finanzen"),
    Bild("finanzen-ergebnis", "/nachweise/5/ergebnis", hoehe=900, rolle="finanzen"),
    Bild("finanzen-mittel", "/foerderjahre/kinderstark/2023/mittel", hoehe=900, rolle="finanzen"),
)
PORTAL = (
    "",
    "/sachbericht",
    "/sachbericht/text/umsetzung",
    "/kennzahlen",
    "/zahlen",
    "/belege",
    "/belege/neu",
    "/belege/einlesen",
    "/erklaerungen",
    "/absenden",
    "/mitteilungen",
)
# Every page, to be looked at; not kept in the repository.
SEITEN = (
    ("geschaeftsstelle", "/"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/angaben"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/betraege"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/finanzierungsplaene"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/einlesen"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/pruefung"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/antrag"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/antrag/texte"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/antrag/ausfuellhilfe"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/bescheid"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/bescheid/neu"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/bescheid/aufteilung"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/umverteilung"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/beschluesse"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2024/jahreswechsel"),
    ("geschaeftsstelle", "/massnahmen"),
    ("geschaeftsstelle", "/massnahmen/neu"),
    ("geschaeftsstelle", "/massnahmen/kinderstark/babylotsen"),
    ("geschaeftsstelle", "/traeger"),
    ("geschaeftsstelle", "/verstetigung"),
    ("geschaeftsstelle", "/fristen"),
    ("geschaeftsstelle", "/fristen/neu"),
    ("geschaeftsstelle", "/verlauf"),
    ("geschaeftsstelle", "/postausgang"),
    ("geschaeftsstelle", "/stelle"),
    ("geschaeftsstelle", "/konto"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/weiterleitungen"),
    ("geschaeftsstelle", "/weiterleitungen/5"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/nachweise"),
    ("geschaeftsstelle", "/nachweise/12"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/nachweis-stadt"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/nachweis-stadt/zahlen"),
    ("geschaeftsstelle", "/foerderjahre/kinderstark/2023/abschluss"),
    ("geschaeftsstelle", "/erinnerungen"),
    ("geschaeftsstelle", "/programme/kinderstark/kennzahlen"),
    ("traeger", "/"),
    *(("traeger", f"{OFFEN}{page}") for page in PORTAL),
    ("traeger", "/verwendungsnachweis/5"),
    ("stelle", "/verwendungsnachweis/14"),
    ("finanzen", "/foerderjahre/kinderstark/2023/zahlungen"),
    ("finanzen", "/foerderjahre/kinderstark/2023/mittel"),
    ("finanzen", "/nachweise/5/pruefung"),
    ("finanzen", "/nachweise/5/ergebnis"),
    ("stelle", "/"),
    ("finanzen", "/"),
    ("einsicht", "/"),
    ("konten", "/konten"),
    ("konten", "/konten/einladen"),
    ("", "/anmelden"),
    ("", "/datenschutz"),
    ("", "/barrierefreiheit"),
)
ALLE = ROOT / "build" / "bilder"


@contextmanager
def demo() -> Iterator[str]:
    """Serve a fresh demo and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "GRANTS_DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "GRANTS_FILES": folder,
        }
        subprocess.run([GRANTS, "demo"], env=env, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [GRANTS, "serve", "--demo", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.wait()


def _address(server: subprocess.Popen[str]) -> str:
    """Return the address that the server prints; raises RuntimeError where it ends without one."""
    for line in server.stdout or ():
        if found := re.search(r"http://[\d.]+:\d+", line):
            return found[0]
    raise RuntimeError(
        "Die Anwendung hat ihre Adresse nicht genannt. Bitte „grants serve --demo“ einmal selbst ausführen."
    )


def take(browser: Browser, address: str, bild: Bild) -> bytes:
    """Return the picture as PNG."""
    page = browser.new_page(viewport={"width": bild.breite, "height": bild.hoehe}, color_scheme=bild.farben)
    log_in(page, address, bild.rolle)
    page.goto(address + bild.pfad, wait_until="networkidle")
    if bild.ausschnitt:
        box = page.locator(bild.ausschnitt).bounding_box()
        if box is None:
            raise RuntimeError(f"Auf der Seite {bild.pfad} gibt es den Teil {bild.ausschnitt} nicht.")
        clip: FloatRect = {
            "x": box["x"] - _LUFT,
            "y": box["y"] - _LUFT,
            "width": box["width"] + 2 * _LUFT,
            "height": box["height"] + 2 * _LUFT,
        }
        taken = page.screenshot(clip=clip, full_page=True)
    else:
        taken = page.screenshot()
    page.close()
    return taken


def log_in(page: Page, address: str, rolle: str) -> None:
    """Become one of the demo's Persons."""
    if rolle:
        page.goto(f"{address}/anmelden")
        page.locator(f'button[name="rolle"][value="{rolle}"]').click()


def take_all(browser: Browser, address: str) -> None:
    """Take every page at desktop and phone width, whole."""
    ALLE.mkdir(parents=True, exist_ok=True)
    for rolle in dict.fromkeys(rolle for rolle, _ in SEITEN):
        page = browser.new_page()
        log_in(page, address, rolle)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for path in [path for each, path in SEITEN if each == rolle]:
                page.goto(address + path, wait_until="networkidle")
                name = re.sub(r"[^a-z0-9]+", "-", f"{rolle or 'anonym'}{path}").strip("-")
                page.screenshot(path=ALLE / f"{name}-{width}.png", full_page=True)
        page.close()
    print(f"build/bilder: {len(SEITEN) * 2} Bilder aller Seiten")


def shrink(png: bytes) -> bytes:
    """Return the picture with a palette instead of full colours."""
    # Chosen for the span of colours: a small orange sign must not turn red, white stays white.
    picture = (
        Image.open(BytesIO(png))
        .convert("RGB")
        .quantize(_FARBEN, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    out = BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Take every picture anew."""
    BILDER.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for bild in BILDER_LISTE:
            small = shrink(take(browser, address, bild))
            (BILDER / f"{bild.name}.png").write_bytes(small)
            print(f"docs/bilder/{bild.name}.png  {len(small) // 1024} kB")
        take_all(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
