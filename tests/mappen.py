"""Generated Jahresmappen that could be real: every value a cell can hold, references and papers in order."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from grants.domain import begriffe as g
from grants.domain.kette import NachweisStadt, Umverteilung, Zahlung
from grants.domain.mappe import (
    Anerkanntart,
    AnerkanntZeile,
    AntragZeile,
    BelegZeile,
    Bescheidart,
    BescheidZeile,
    EinnahmeZeile,
    EmpfaengerZeile,
    FruehereAntragsposition,
    Gliederungsart,
    GliederungZeile,
    Jahresmappe,
    Kopf,
    MassnahmeZeile,
    NachweisZeile,
    Planart,
    PlanZeile,
    TraegerZeile,
    ZahlungZeile,
    ZuordnungZeile,
    Zusageart,
    ZusageZeile,
)
from grants.domain.mappe_blaetter import ERKLAERUNGEN
from grants.domain.money import Betrag, Vomhundert
from grants.domain.parameter import PARAMETER, Parameterwert, Werteart
from grants.domain.texte import TEXTFELDER, Text

# What people and programs put into cells: German, quotes, separators, what looks like a formula or a number.
_ZEICHEN = "abcäöüßÄÖÜ0159 =+-@'\"„“;,.:()<>&%/€–#_\n"
_IBANS = ("", "DE02120300000000202051", "DE02500105170137075030")

lines = st.text(_ZEICHEN, min_size=1, max_size=30).map(str.strip).filter(bool)
texts = st.just("") | lines
lists = st.lists(lines, max_size=3, unique=True).map(tuple)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
amounts = st.integers(-(10**12), 10**12).map(Betrag)
not_negative = st.integers(0, 10**12).map(Betrag)
positive = st.integers(1, 10**12).map(Betrag)
shares = st.integers(0, 10_000_000).map(Vomhundert)
years = st.integers(2000, 2099)
answers = st.none() | st.booleans()


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def rows(
    strategy: st.SearchStrategy[Any], *, unique_by: Any = None, max_size: int = 3
) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=max_size, unique_by=unique_by).map(tuple)


@st.composite
def mappen(draw: st.DrawFn) -> Jahresmappe:
    """Return a Mappe of two Maßnahmen, three recipients and whatever rows come up."""
    kennungen = draw(
        st.lists(st.sampled_from(["babylotsen", "ebika", "a-1"]), min_size=1, max_size=2, unique=True)
    )
    traeger = draw(rows(_traeger(), unique_by=lambda t: t.kuerzel).filter(bool))
    arten = {t.kuerzel: t.art for t in traeger}
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(kennungen), st.sampled_from(sorted(arten))),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    antraege = draw(rows(_antrag(), unique_by=lambda a: a.version))
    older = sorted(a.version for a in antraege)[:-1]
    belege = draw(rows(_beleg(pairs), unique_by=lambda b: (b.empfaenger, b.nr)))
    return Jahresmappe(
        kopf=draw(_kopf()),
        parameter=draw(_parameter()),
        zuordnungen=draw(
            rows(
                st.builds(ZuordnungZeile, st.sampled_from(g.Mittelherkunft), st.sampled_from(g.Antragszeile)),
                unique_by=lambda z: z.herkunft,
            )
        ),
        gliederungen=draw(_gliederung()),
        traeger=traeger,
        massnahmen=tuple(draw(_massnahme(kennung)) for kennung in kennungen),
        empfaenger=tuple(
            EmpfaengerZeile(m, e, draw(maybe(not_negative)), draw(texts), draw(answers)) for m, e in pairs
        ),
        antraege=antraege,
        fruehere_antragspositionen=draw(_older(older, kennungen)),
        plaene=tuple(zeile for pair in pairs for zeile in draw(_plan(*pair))),
        texte=draw(_texte(kennungen)),
        bescheide=tuple(zeile for version in (1, 2) for zeile in draw(_bescheid(version, kennungen))),
        umverteilungen=draw(
            rows(
                st.builds(
                    Umverteilung,
                    st.sampled_from(kennungen),
                    positive | positive.map(Betrag.__neg__),
                    days,
                    maybe(days),
                    texts,
                )
            )
        ),
        zusagen=tuple(zeile for m, e in pairs for zeile in draw(_zusage(m, e, arten[e]))),
        zahlungen=draw(rows(_zahlung(pairs))),
        zahlungen_land=draw(rows(_zahlung_land())),
        einnahmen=draw(rows(_einnahme(pairs), unique_by=lambda e: (e.massnahme, e.empfaenger, e.nr))),
        belege=belege,
        nachweise=tuple(draw(_nachweis(m, e)) for m, e in pairs if draw(st.booleans())),
        anerkannt=draw(_anerkannt(pairs, belege)),
        nachweis_stadt=draw(_nachweis_stadt()),
    )


@st.composite
def _kopf(draw: st.DrawFn) -> Kopf:
    status = draw(maybe(st.sampled_from(g.FoerderjahrStatus)))
    reached = g.FOERDERJAHR_FOLGE.index(status) if status else 0
    words = [
        "programm",
        "programm_name",
        "name",
        "amt",
        "strasse",
        "plz",
        "ort",
        "kreis",
        "gemeindekennziffer",
    ]
    words += ["internet", "email", "telefon", "vertretungsberechtigt", "auskunft_erteilt", "auskunft_telefon"]
    words += ["auskunft_vertretung", "bic", "institut", "aktenzeichen_muster", "foerdergeber_name"]
    return Kopf(
        jahr=draw(years),
        status=status,
        beantragt_am=draw(days) if reached >= 1 else None,
        beschieden_am=draw(days) if reached >= 2 else None,
        ausgang=draw(st.sampled_from(g.Ausgang)) if reached >= 2 else None,
        nachgewiesen_am=draw(days) if reached >= 4 else None,
        abgeschlossen_am=draw(days) if reached >= 5 else None,
        iban=draw(st.sampled_from(_IBANS)),
        beispiel=draw(answers),
        foerdergeber_anschrift=draw(lists),
        **{word: draw(texts) for word in words},
    )


_WERTE = {
    Werteart.DATUM: days,
    Werteart.BETRAG: amounts,
    Werteart.ANTEIL: shares,
    Werteart.GANZZAHL: st.integers(0, 999),
    Werteart.JA_NEIN: st.booleans(),
    Werteart.FINANZIERUNGSART: st.sampled_from(g.Finanzierungsart),
    Werteart.UNTERSCHRIFT: st.sampled_from(g.Unterschriftsart),
}


@st.composite
def _parameter(draw: st.DrawFn) -> tuple[Parameterwert, ...]:
    arten = draw(st.lists(st.sampled_from(PARAMETER), max_size=4, unique=True))
    werte = []
    for art in arten:
        quelle = draw(texts)
        bestaetigt = bool(quelle) and draw(st.booleans())
        werte.append(
            Parameterwert(art.schluessel, draw(_WERTE[art.art]), quelle, draw(maybe(days)), bestaetigt)
        )
    return tuple(werte)


@st.composite
def _gliederung(draw: st.DrawFn) -> tuple[GliederungZeile, ...]:
    """Return axes that hold what `_massnahme` names, or none at all."""
    if not draw(st.booleans()):
        return ()
    feld, phase, raum = Gliederungsart.HANDLUNGSFELD, Gliederungsart.LEBENSPHASE, Gliederungsart.SOZIALRAUM
    return (
        *(GliederungZeile(feld, draw(lines), nummer) for nummer in ("I", "IV")),
        GliederungZeile(phase, "Kita"),
        GliederungZeile(phase, "übergreifend; alle"),
        GliederungZeile(raum, "Nord", bezirk=draw(texts)),
    )


@st.composite
def _traeger(draw: st.DrawFn) -> TraegerZeile:
    art = draw(st.sampled_from(g.TraegerArt))
    stelle = art is g.TraegerArt.STAEDTISCHE_STELLE
    return TraegerZeile(
        draw(st.sampled_from(["A", "b-2", "Amt 53", "011"])),
        draw(lines),
        art,
        angaben=draw(lists),
        **{
            word: draw(texts)
            for word in ("strasse", "plz", "ort", "email", "telefon", "amt_nummer", "dezernat")
        },
        vertretungsberechtigte=draw(lists),
        gemeinsam_vertreten=draw(answers),
        iban="" if stelle else draw(st.sampled_from(_IBANS)),
        buchungsstelle=draw(texts) if stelle else "",
    )


@st.composite
def _massnahme(draw: st.DrawFn, kennung: str) -> MassnahmeZeile:
    rest = draw(texts)
    return MassnahmeZeile(
        kennung,
        draw(lines),
        draw(lists),
        handlungsfeld=draw(st.sampled_from(["", "IV"])),
        weitere_handlungsfelder=draw(st.sampled_from([(), ("I",), ("I", "IV")])),
        handlungsfeld_land=draw(maybe(st.integers(1, 6))),
        lebensphasen=draw(st.sampled_from([(), ("Kita", "übergreifend; alle")])),
        sozialraeume=draw(st.sampled_from([(), ("Nord",)])),
        laufend_seit=draw(texts),
        geplant_ab=draw(texts),
        befristet_bis=draw(texts),
        fortsetzung=draw(maybe(st.sampled_from(g.Fortsetzung))),
        beginn=draw(maybe(days)),
        vorzeitiger_beginn_zustimmung_am=draw(maybe(days)),
        land_beantragen=draw(answers),
        beantragt=draw(maybe(positive)),
        rest_entscheidung=rest,
        rest_entscheidung_am=draw(days) if rest else None,
    )


@st.composite
def _antrag(draw: st.DrawFn) -> AntragZeile:
    sent, received = sorted(draw(st.tuples(days, days)))
    is_sent = draw(st.booleans())
    return AntragZeile(
        draw(st.integers(1, 4)),
        draw(maybe(amounts)),
        draw(st.sampled_from(g.Betragsart)),
        sent if is_sent else None,
        draw(texts),
        received if is_sent and draw(st.booleans()) else None,
        draw(texts),
        draw(texts),
        draw(maybe(st.integers(1, 50_000))),
        draw(maybe(days)),
    )


def _older(versions: list[int], kennungen: list[str]) -> st.SearchStrategy[Any]:
    if not versions:
        return st.just(())
    row = st.builds(FruehereAntragsposition, st.sampled_from(versions), st.sampled_from(kennungen), positive)
    return rows(row, unique_by=lambda p: (p.version, p.massnahme))


@st.composite
def _plan(draw: st.DrawFn, massnahme: str, empfaenger: str) -> list[PlanZeile]:
    """Return a plan with position PK, so that Belege and recognised rows may name it, or none."""
    if not draw(st.booleans()):
        return []
    paper: dict[str, Any] = {
        "massnahme": massnahme,
        "empfaenger": empfaenger,
        "version": draw(st.integers(1, 9)),
    }
    paper["wirksam_ab"] = draw(maybe(days))
    ausgabe = PlanZeile(
        **paper,
        art=Planart.AUSGABE,
        position="PK",
        bezeichnung=draw(texts),
        ausgabenart=draw(st.sampled_from(g.Ausgabenart)),
        insgesamt=draw(amounts),
        zuwendungsfaehig=draw(amounts),
    )
    mittel = PlanZeile(
        **paper,
        art=Planart.DECKUNGSMITTEL,
        herkunft=draw(st.sampled_from(g.Mittelherkunft)),
        betrag=draw(amounts),
        geber=draw(texts),
    )
    personal = PlanZeile(
        **paper,
        art=Planart.PERSONAL,
        position="PK",
        funktion=draw(lines),
        vzae_hundertstel=draw(st.integers(1, 99_999)),
        entgeltgruppe=draw(texts),
        monate=draw(maybe(st.integers(1, 12))),
        betrag=draw(maybe(amounts)),
    )
    return [ausgabe, *draw(st.lists(st.sampled_from([mittel, personal]), max_size=2))]


@st.composite
def _texte(draw: st.DrawFn, kennungen: list[str]) -> tuple[Text, ...]:
    felder = draw(st.lists(st.sampled_from(TEXTFELDER), max_size=3, unique=True))
    return tuple(
        Text(
            feld.schluessel,
            draw(st.sampled_from(["ja", "nein"])) if feld.schluessel in ERKLAERUNGEN else draw(lines),
            draw(st.sampled_from(["", *kennungen])),
        )
        for feld in felder
    )


@st.composite
def _bescheid(draw: st.DrawFn, version: int, kennungen: list[str]) -> list[BescheidZeile]:
    if not draw(st.booleans()):
        return []
    named = draw(st.booleans())
    zeilen = [
        BescheidZeile(
            version, Bescheidart.BESCHEID, draw(not_negative), draw(maybe(days)), draw(days), draw(texts)
        )
    ]
    if named:
        zeilen.append(
            BescheidZeile(
                version, Bescheidart.POSITION, draw(not_negative), position="1.1", bezeichnung=draw(texts)
            )
        )
    zeilen += [
        BescheidZeile(
            version,
            Bescheidart.AUFTEILUNG,
            draw(not_negative),
            position="1.1" if named else "",
            massnahme=kennung,
        )
        for kennung in kennungen
    ]
    return zeilen


@st.composite
def _zusage(draw: st.DrawFn, massnahme: str, empfaenger: str, art: g.TraegerArt) -> list[ZusageZeile]:
    paper: dict[str, Any] = {
        "wirksam_ab": draw(maybe(days)),
        "vom": draw(maybe(days)),
        "art": Zusageart.ZUWEISUNG,
    }
    if art is not g.TraegerArt.STAEDTISCHE_STELLE:
        given, final = sorted(draw(st.tuples(days, days)))
        is_given = draw(st.booleans())
        paper |= {
            "art": Zusageart.WEITERLEITUNG,
            "vertrag": draw(answers),
            "aktenzeichen": draw(texts),
            "bekannt_gegeben_am": given if is_given else None,
            "rechtsbehelfsverzicht_am": draw(maybe(days)) if is_given else None,
            "bestandskraeftig_ab": final if is_given and draw(st.booleans()) else None,
            "nachweisart": draw(st.sampled_from(g.Nachweisart)),
        }
    herkuenfte = draw(st.lists(st.sampled_from(g.Mittelherkunft), max_size=2, unique=True))
    return [
        ZusageZeile(
            massnahme,
            empfaenger,
            1,
            herkunft=herkunft,
            betrag=draw(not_negative),
            finanzierungsart=draw(maybe(st.sampled_from(g.Finanzierungsart))),
            landesanteil=draw(maybe(shares)),
            **paper,
        )
        for herkunft in herkuenfte
    ]


_BACK = {g.Zahlungsart.RUECKZAHLUNG, g.Zahlungsart.ERSTATTUNG, g.Zahlungsart.RUECKZAHLUNG_LAND}
_OF_LAND = {g.Zahlungsart.MITTELABRUF, g.Zahlungsart.RUECKZAHLUNG_LAND}


@st.composite
def _zahlung(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> ZahlungZeile:
    art = draw(st.sampled_from([a for a in g.Zahlungsart if a not in _OF_LAND]))
    betrag = draw(positive)
    massnahme, empfaenger = draw(st.sampled_from(pairs))
    return ZahlungZeile(
        massnahme,
        empfaenger,
        draw(days),
        -betrag if art in _BACK else betrag,
        draw(st.sampled_from(g.Mittelherkunft)),
        art,
        draw(maybe(years)),
        draw(texts),
    )


@st.composite
def _zahlung_land(draw: st.DrawFn) -> Zahlung:
    art = draw(st.sampled_from([*sorted(_OF_LAND), g.Zahlungsart.ZINSEN]))
    betrag = draw(positive)
    return Zahlung(
        draw(days),
        -betrag if art in _BACK else betrag,
        draw(st.sampled_from(g.Mittelherkunft)),
        art,
        draw(maybe(years)),
        draw(texts),
    )


@st.composite
def _einnahme(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> EinnahmeZeile:
    massnahme, empfaenger = draw(st.sampled_from(pairs))
    return EinnahmeZeile(
        massnahme,
        empfaenger,
        draw(lines),
        draw(amounts),
        draw(st.sampled_from(g.Mittelherkunft)),
        draw(maybe(days)),
        draw(texts),
        draw(texts),
    )


@st.composite
def _beleg(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> BelegZeile:
    art = draw(st.sampled_from(g.Belegart))
    massnahme, empfaenger = draw(st.sampled_from(pairs))
    von, bis = sorted(draw(st.tuples(days, days)))
    is_beleg = art is g.Belegart.BELEG
    return BelegZeile(
        massnahme,
        empfaenger,
        draw(lines),
        "PK",
        draw(amounts),
        draw(amounts),
        art,
        draw(texts),
        draw(maybe(days)),
        draw(maybe(days)),
        draw(lines) if is_beleg else draw(texts),
        draw(texts),
        draw(amounts) if is_beleg else draw(maybe(amounts)),
        draw(maybe(st.just(von))),
        draw(maybe(st.just(bis))),
        draw(texts),
    )


@st.composite
def _nachweis(draw: st.DrawFn, massnahme: str, empfaenger: str) -> NachweisZeile:
    status = draw(st.sampled_from(g.NachweisStatus))
    handed_in = status is not g.NachweisStatus.ENTWURF
    released = status in {g.NachweisStatus.FREIGEGEBEN, g.NachweisStatus.ABGESCHLOSSEN}
    checked = released or status is g.NachweisStatus.GEPRUEFT
    asked = draw(maybe(not_negative))
    waived = draw(maybe(not_negative)) if asked is not None else None
    return NachweisZeile(
        massnahme,
        empfaenger,
        status,
        draw(days) if handed_in else None,
        draw(maybe(days)) if handed_in else None,
        draw(maybe(days)),
        draw(days) if checked else None,
        draw(days) if released else None,
        draw(maybe(not_negative)) if checked else None,
        draw(maybe(days)),
        asked,
        draw(maybe(days)) if asked is not None else None,
        waived,
        draw(lines) if waived else "",
        draw(days) if waived else None,
        draw(maybe(not_negative)),
    )


@st.composite
def _anerkannt(
    draw: st.DrawFn, pairs: list[tuple[str, str]], belege: tuple[BelegZeile, ...]
) -> tuple[AnerkanntZeile, ...]:
    angaben = [
        AnerkanntZeile(m, e, Anerkanntart.ANGABE, "PK", draw(amounts), draw(amounts))
        for m, e in pairs
        if draw(st.booleans())
    ]
    known = [(b.massnahme, b.empfaenger, b.nr) for b in belege] + [(m, e, "") for m, e in pairs]
    anerkennungen = [
        AnerkanntZeile(
            m,
            e,
            Anerkanntart.ANERKENNUNG,
            "PK",
            beleg_nr=nr,
            anerkannt=draw(amounts),
            mindert_insgesamt=draw(answers),
            grund=draw(maybe(st.sampled_from(g.Kuerzungsgrund))),
            erlaeuterung=draw(texts),
        )
        for m, e, nr in known
        if draw(st.booleans())
    ]
    return (*angaben, *anerkennungen)


@st.composite
def _nachweis_stadt(draw: st.DrawFn) -> NachweisStadt:
    ist = draw(maybe(amounts))
    return NachweisStadt(
        draw(maybe(amounts)),
        draw(maybe(amounts)),
        ist,
        draw(days) if ist is not None else draw(maybe(days)),
        draw(lines) if ist is not None else draw(texts),
        draw(maybe(amounts)),
        draw(maybe(days)),
    )
