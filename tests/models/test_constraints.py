"""A state is a claim; the row must carry its proof. Each named CHECK is broken once, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Enum, literal_column, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grants.domain.money import Betrag
from tests.rows import TABLES, add_row

TAG = date(2024, 3, 14)
MOMENT = datetime(2024, 3, 14, tzinfo=UTC)
FRUEHER = date(2024, 3, 13)

# (constraint, table, the values that break it)
BROKEN: list[tuple[str, str, Mapping[str, Any]]] = [
    ("ck_person_nicht_mit_sich_selbst", "person", {"id": 990001, "zusammengefuehrt_mit_id": 990001}),
    ("ck_rollenzuordnung_bis_nach_von", "rollenzuordnung", {"von": TAG, "bis": FRUEHER}),
    ("ck_rollenzuordnung_traeger_zur_rolle", "rollenzuordnung", {"rolle": "traeger", "traeger_id": None}),
    ("ck_rollenzuordnung_befugnis_nur_empfaenger", "rollenzuordnung", {"darf_finanziell": True}),
    (
        "ck_unterlagenanforderung_zurueckgenommen_mit_grund",
        "unterlagenanforderung",
        {"zurueckgenommen_am": TAG},
    ),
    ("ck_unterlagenzeile_etwas_verlangt", "unterlagenzeile", {"rechnung": False}),
    ("ck_unterlagenzeile_gesehen_mit_person", "unterlagenzeile", {"gesehen_am": TAG}),
    ("ck_testat_mit_namen", "testat", {"gegeben_von": ""}),
    ("ck_testat_mit_umfang", "testat", {"umfang": ""}),
    ("ck_testat_feststellung_mit_text", "testat", {"ergebnis": "versagt", "text": ""}),
    ("ck_testat_mit_hash", "testat", {"nachweis_sha256": "kurz"}),
    ("ck_testat_zurueckgenommen_mit_grund", "testat", {"zurueckgenommen_am": TAG}),
    ("ck_datei_genau_ein_gegenstand", "datei", {"entfernt_am": MOMENT}),
    ("ck_datei_mit_hash", "datei", {"sha256": "kurz"}),
    ("ck_datei_nicht_leer", "datei", {"groesse": 0}),
    ("ck_mitteilung_nicht_leer", "mitteilung", {"text": ""}),
    ("ck_mitteilung_antwort_nicht_auf_sich", "mitteilung", {"id": 990004, "antwort_auf_id": 990004}),
    (
        "ck_mitteilung_wunsch_nur_bei_verlaengerung",
        "mitteilung",
        {"art": "frage", "frist_bis_gewuenscht": TAG},
    ),
    ("ck_mitteilung_entschieden_mit_tag", "mitteilung", {"art": "fristverlaengerung", "entschieden": True}),
    (
        "ck_mitteilung_gewaehrt_nach_entscheidung",
        "mitteilung",
        {"art": "fristverlaengerung", "frist_bis_gewaehrt": TAG, "entschieden": False, "entschieden_am": TAG},
    ),
    ("ck_mitteilung_intern_nur_vom_amt", "mitteilung", {"intern": True, "vom_empfaenger": True}),
    ("ck_mitteilung_notiz_ist_intern", "mitteilung", {"art": "notiz", "intern": False}),
    ("ck_erinnerungsvorlage_tage_eines_jahres", "erinnerungsvorlage", {"tage": 366}),
    ("ck_erinnerungsvorlage_nicht_leer", "erinnerungsvorlage", {"betreff": ""}),
    ("ck_erinnerung_an_jemanden", "erinnerung", {"anzahl": 0}),
    ("ck_nachweisfassung_nummer_ab_eins", "nachweisfassung", {"nummer": 0}),
    ("ck_nachweisfassung_mit_hash", "nachweisfassung", {"sha256": "kurz"}),
    (
        "ck_nachforderung_beantwortet_oder_zurueck",
        "nachforderung",
        {"beantwortet_am": MOMENT, "zurueckgenommen_am": MOMENT},
    ),
    ("ck_nachforderungspunkt_nicht_leer", "nachforderungspunkt", {"text": ""}),
    ("ck_kennzahlkatalog_zeitraum", "kennzahlkatalog", {"zeitraum": "woche"}),
    ("ck_kennzahlkatalog_davon_nicht_von_sich", "kennzahlkatalog", {"id": 990005, "davon_von_id": 990005}),
    ("ck_kennzahl_quartal", "kennzahl", {"quartal": 5}),
    ("ck_kennzahl_soll_nicht_negativ", "kennzahl", {"soll": -1}),
    ("ck_kennzahl_ist_nicht_negativ", "kennzahl", {"ist": -1}),
    ("ck_belegeinlesung_mit_hash", "belegeinlesung", {"sha256": "kurz"}),
    ("ck_belegeinlesung_entschieden_mit_zeitpunkt", "belegeinlesung", {"status": "uebernommen"}),
    (
        "ck_belegeinlesung_entschieden_mit_person",
        "belegeinlesung",
        {"status": "uebernommen", "entschieden_am": MOMENT},
    ),
    ("ck_belegeinlesung_offen_mit_inhalt", "belegeinlesung", {"inhalt": None}),
    # The file that nobody wanted is still there.
    (
        "ck_belegeinlesung_verworfen_ohne_inhalt",
        "belegeinlesung",
        {"status": "verworfen", "entschieden_am": MOMENT, "entschieden_von_id": 1},
    ),
    (
        "ck_positionszuordnung_position_oder_einnahme",
        "positionszuordnung",
        {"position": "PK", "herkunft": "spende"},
    ),
    ("ck_foerderjahr_jahr_vierstellig", "foerderjahr", {"jahr": 24}),
    ("ck_foerderjahr_beantragt_mit_datum", "foerderjahr", {"status": "beantragt"}),
    (
        "ck_foerderjahr_beschieden_mit_datum",
        "foerderjahr",
        {"status": "beschieden", "beantragt_am": TAG},
    ),
    (
        "ck_foerderjahr_beschieden_mit_ausgang",
        "foerderjahr",
        {"status": "beschieden", "beantragt_am": TAG, "beschieden_am": TAG},
    ),
    (
        "ck_foerderjahr_nachgewiesen_mit_datum",
        "foerderjahr",
        {"status": "nachgewiesen", "beantragt_am": TAG, "beschieden_am": TAG, "ausgang": "bewilligt"},
    ),
    (
        "ck_foerderjahr_abgeschlossen_mit_datum",
        "foerderjahr",
        {
            "status": "abgeschlossen",
            "beantragt_am": TAG,
            "beschieden_am": TAG,
            "ausgang": "bewilligt",
            "nachgewiesen_am": TAG,
        },
    ),
    ("ck_foerderjahr_parameter_genau_ein_wert", "foerderjahr_parameter", {"datum": TAG, "betrag": Betrag(1)}),
    (
        "ck_foerderjahr_parameter_bestaetigt_mit_quelle",
        "foerderjahr_parameter",
        {"bestaetigt": True, "quelle": ""},
    ),
    (
        "ck_traeger_stelle_ohne_iban",
        "traeger",
        {"art": "staedtische_stelle", "iban": "DE02120300000000202051", "buchungsstelle": ""},
    ),
    ("ck_traeger_buchungsstelle_nur_stelle", "traeger", {"iban": "", "buchungsstelle": "51.1"}),
    ("ck_massnahme_nicht_mit_sich_selbst", "massnahme", {"id": 990002, "zusammengefuehrt_mit_id": 990002}),
    (
        "ck_jahresmassnahme_rest_entscheidung_mit_datum",
        "jahresmassnahme",
        {"rest_entscheidung": "Rest verfällt", "rest_entscheidung_am": None},
    ),
    ("ck_empfaengeranteil_anteil_nicht_negativ", "empfaengeranteil", {"anteil": Betrag(-1)}),
    ("ck_finanzierungsplan_version_ab_eins", "finanzierungsplan", {"version": 0}),
    ("ck_finanzierungsplan_bindung_nicht_negativ", "finanzierungsplan", {"nach_antrag": -1}),
    ("ck_personalzeile_vzae_positiv", "personalzeile", {"vzae_hundertstel": 0}),
    ("ck_personalzeile_monate_im_jahr", "personalzeile", {"monate": 13}),
    ("ck_antrag_version_ab_eins", "antrag", {"version": 0}),
    (
        "ck_antrag_eingang_nach_versand",
        "antrag",
        {"versandt_am": TAG, "eingegangen_am": FRUEHER},
    ),
    ("ck_antrag_dokument_mit_versand", "antrag", {"dokument_id": 1, "versandt_am": None}),
    ("ck_antragsposition_betrag_positiv", "antragsposition", {"betrag": Betrag(0)}),
    ("ck_bescheid_version_ab_eins", "bescheid", {"version": 0}),
    ("ck_bescheid_betrag_nicht_negativ", "bescheid", {"betrag": Betrag(-1)}),
    ("ck_umverteilung_betrag_nicht_null", "umverteilung", {"betrag": Betrag(0)}),
    ("ck_weiterleitung_version_ab_eins", "weiterleitung", {"version": 0}),
    ("ck_weiterleitung_verzicht_nach_bekanntgabe", "weiterleitung", {"rechtsbehelfsverzicht_am": TAG}),
    (
        "ck_weiterleitung_bestandskraft_nach_bekanntgabe",
        "weiterleitung",
        {"bekannt_gegeben_am": TAG, "bestandskraeftig_ab": FRUEHER},
    ),
    (
        "ck_weiterleitung_bewilligung_bis_nach_von",
        "weiterleitung",
        {"bewilligung_von": TAG, "bewilligung_bis": FRUEHER},
    ),
    (
        "ck_zuweisung_bewilligung_bis_nach_von",
        "zuweisung",
        {"bewilligung_von": TAG, "bewilligung_bis": FRUEHER},
    ),
    ("ck_weiterleitungsvorlage_mit_text", "weiterleitungsvorlage", {"text": ""}),
    ("ck_weiterleitung_betrag_betrag_nicht_negativ", "weiterleitung_betrag", {"betrag": Betrag(-1)}),
    ("ck_zahlungsplanrate_betrag_positiv", "zahlungsplanrate", {"betrag": Betrag(0)}),
    ("ck_zuweisung_version_ab_eins", "zuweisung", {"version": 0}),
    ("ck_zuweisung_betrag_betrag_nicht_negativ", "zuweisung_betrag", {"betrag": Betrag(-1)}),
    ("ck_zahlung_vorzeichen_zur_art", "zahlung", {"art": "mittelabruf", "betrag": Betrag(-100)}),
    (
        "ck_zahlung_empfaenger_zur_art",
        "zahlung",
        {"art": "auszahlung", "betrag": Betrag(100), "empfaengeranteil_id": None},
    ),
    ("ck_zahlung_storno_mit_grund", "zahlung", {"storno_grund": "doppelt festgehalten"}),
    (
        "ck_zahlung_storno_nicht_von_sich",
        "zahlung",
        {"id": 990006, "storno_von_id": 990006, "storno_grund": "x", "betrag": Betrag(-100)},
    ),
    ("ck_pruefergebnis_land_anerkannt_nicht_negativ", "pruefergebnis_land", {"anerkannt": Betrag(-1)}),
    ("ck_pruefergebnis_land_forderung_nicht_negativ", "pruefergebnis_land", {"forderung": Betrag(-1)}),
    ("ck_jahresoeffnung_mit_grund", "jahresoeffnung", {"grund": ""}),
    ("ck_jahresoeffnung_entschieden_mit_datum", "jahresoeffnung", {"zugestimmt": True}),
    (
        "ck_beleg_leistung_bis_nach_von",
        "beleg",
        {"leistung_von": TAG, "leistung_bis": FRUEHER, "art": "pauschale"},
    ),
    ("ck_beleg_beleg_mit_zahlbetrag", "beleg", {"art": "beleg", "gezahlt": None}),
    ("ck_verwendungsnachweis_eingereicht_mit_datum", "verwendungsnachweis", {"status": "eingereicht"}),
    (
        "ck_verwendungsnachweis_geprueft_mit_datum",
        "verwendungsnachweis",
        {"status": "geprueft", "eingereicht_am": TAG},
    ),
    (
        "ck_verwendungsnachweis_freigegeben_mit_datum",
        "verwendungsnachweis",
        {"status": "freigegeben", "eingereicht_am": TAG, "geprueft_am": TAG},
    ),
    (
        "ck_verwendungsnachweis_rechtsverbindlich_nach_eingang",
        "verwendungsnachweis",
        {"rechtsverbindlich_am": TAG},
    ),
    ("ck_verwendungsnachweis_festgesetzt_nach_pruefung", "verwendungsnachweis", {"festgesetzt": Betrag(1)}),
    (
        "ck_verwendungsnachweis_festgesetzt_nicht_negativ",
        "verwendungsnachweis",
        {"status": "geprueft", "eingereicht_am": TAG, "geprueft_am": TAG, "festgesetzt": Betrag(-1)},
    ),
    ("ck_verwendungsnachweis_restzahlung_nicht_negativ", "verwendungsnachweis", {"restzahlung": Betrag(-1)}),
    (
        "ck_erstattung_gefordert_nicht_negativ",
        "erstattung",
        {"gefordert": Betrag(-1), "nicht_erhoben": Betrag(0)},
    ),
    (
        "ck_erstattung_nicht_erhoben_nicht_negativ",
        "erstattung",
        {"nicht_erhoben": Betrag(-1), "nicht_erhoben_grund": "Beispiel", "nicht_erhoben_am": TAG},
    ),
    (
        "ck_erstattung_nicht_erhoben_mit_grund",
        "erstattung",
        {"nicht_erhoben": Betrag(1), "nicht_erhoben_grund": ""},
    ),
    ("ck_nachweis_stadt_haushalt_ist_mit_quelle", "nachweis_stadt", {"haushalt_ist": Betrag(1)}),
    ("ck_nachweisversand_weg_genannt", "nachweisversand", {"weg": ""}),
    (
        "ck_nachweisversand_eingang_nach_versand",
        "nachweisversand",
        {"versandt_am": date(2024, 3, 15), "eingegangen_am": TAG},
    ),
    ("ck_dokument_zurueckgenommen_mit_grund", "dokument", {"zurueckgenommen_am": TAG}),
    ("ck_erstattung_zurueckgenommen_mit_grund", "erstattung", {"zurueckgenommen_am": TAG}),
    ("ck_nachweisversand_zurueckgenommen_mit_grund", "nachweisversand", {"zurueckgenommen_am": TAG}),
    ("ck_pruefung_art", "pruefung", {"art": "nebenbei"}),
    ("ck_pruefung_mit_hash", "pruefung", {"zahlen_sha256": "kurz"}),
    ("ck_pruefung_ungueltig_mit_grund", "pruefung", {"ungueltig_seit": TAG, "ungueltig_grund": ""}),
    (
        "ck_anerkennung_umgeordnet_nur_beleg",
        "anerkennung",
        {"position": "SA", "beleg_nr": "", "umgeordnet_nach": "PK"},
    ),
    (
        "ck_anerkennung_umgeordnet_nach_anderer",
        "anerkennung",
        {"position": "SA", "beleg_nr": "A-1", "umgeordnet_nach": "SA"},
    ),
    ("ck_erstattung_anhoerung_mit_frist", "erstattung", {"anhoerung_am": TAG, "anhoerung_bis": FRUEHER}),
    ("ck_erstattung_antwort_nach_anhoerung", "erstattung", {"antwort_am": TAG, "antwort": "Beispiel"}),
    ("ck_erstattung_entschieden_nach_anhoerung", "erstattung", {"entschieden_am": TAG, "begruendung": "B"}),
    ("ck_erstattung_bekannt_nach_entscheidung", "erstattung", {"bekannt_gegeben_am": TAG}),
    ("ck_stichprobe_nummer_ab_eins", "stichprobe", {"nummer": 0, "grund": "Beispiel"}),
    ("ck_stichprobe_mit_startwert", "stichprobe", {"nummer": 1, "seed": ""}),
    ("ck_stichprobe_neu_mit_grund", "stichprobe", {"nummer": 2, "grund": ""}),
    ("ck_stichprobe_mit_hash", "stichprobe", {"nummer": 1, "grundgesamtheit_sha256": "kurz"}),
    ("ck_stichprobenbeleg_gesehen_mit_person", "stichprobenbeleg", {"gesehen_am": TAG}),
    ("ck_pruefpunkt_art", "pruefpunkt", {"art": "freigabe"}),
    ("ck_pruefpunkt_nicht_leer", "pruefpunkt", {"text": ""}),
    ("ck_pruefpunktantwort_nein_mit_bemerkung", "pruefpunktantwort", {"antwort": "nein", "bemerkung": ""}),
    ("ck_traeger_nicht_mit_sich_selbst", "traeger", {"id": 990003, "zusammengefuehrt_mit_id": 990003}),
    ("ck_vertretung_bis_nach_von", "vertretung", {"von": TAG, "bis": FRUEHER}),
    ("ck_ansprechperson_bis_nach_von", "ansprechperson", {"von": TAG, "bis": FRUEHER}),
    ("ck_haushaltszyklus_jahr_vierstellig", "haushaltszyklus", {"jahr_von": 27, "jahr_bis": 28}),
    ("ck_haushaltszyklus_jahre_in_folge", "haushaltszyklus", {"jahr_von": 2027, "jahr_bis": 2026}),
    (
        "ck_verstetigungsschritt_anmeldung_mit_haushalt",
        "verstetigungsschritt",
        {"schritt": "haushaltsanmeldung"},
    ),
    ("ck_verstetigungsschritt_verstetigt_mit_tag", "verstetigungsschritt", {"schritt": "verstetigt"}),
    (
        "ck_verstetigungsschritt_befristet_nach_beginn",
        "verstetigungsschritt",
        {"gilt_ab": TAG, "befristet_bis": FRUEHER},
    ),
    ("ck_verstetigungsschritt_stellen_positiv", "verstetigungsschritt", {"stellen_hundertstel": 0}),
    (
        "ck_verstetigungsschritt_nicht_sich_selbst",
        "verstetigungsschritt",
        {"id": 990004, "berichtigt_id": 990004},
    ),
    (
        "ck_verstetigungsschritt_zurueckgenommen_mit_grund",
        "verstetigungsschritt",
        {"zurueckgenommen_am": TAG},
    ),
    ("ck_verstetigungsmittel_betrag_nicht_negativ", "verstetigungsmittel", {"betrag": Betrag(-1)}),
    ("ck_verstetigungsschritt_schritt", "verstetigungsschritt", {"schritt": "irgendwann"}),
    (
        "ck_verstetigungsschritt_beschluss_mit_vorlage",
        "verstetigungsschritt",
        {"schritt": "ratsbeschluss", "vorlage_nummer": ""},
    ),
    ("ck_nachricht_versandt_mit_zeit", "nachricht", {"status": "versandt", "versandt_am": None}),
    ("ck_nachricht_nicht_zugestellt_mit_grund", "nachricht", {"status": "nicht_zugestellt", "fehler": ""}),
    ("ck_nachricht_versuche_ab_null", "nachricht", {"versuche": -1}),
    ("ck_konto_gesperrt_mit_grund", "konto", {"gesperrt_am": MOMENT, "gesperrt_grund": ""}),
    ("ck_konto_zweiter_faktor_ganz", "konto", {"tf_totp_secret": "x", "tf_primary_method": None}),
    ("ck_zugangslink_adresse_zum_zweck", "zugangslink", {"zweck": "neue_adresse", "neue_email": None}),
    ("ck_jahreswechsel_ins_folgejahr", "jahreswechsel", {"von_jahr": 2023, "nach_jahr": 2025}),
    ("ck_frist_ablauf_nicht_vor_tag", "frist", {"tag": TAG, "laeuft_ab_am": FRUEHER}),
    (
        "ck_frist_bestimmter_tag_bleibt",
        "frist",
        {"tag": FRUEHER, "laeuft_ab_am": TAG, "bestimmter_tag": True},
    ),
    (
        "ck_frist_verlaengert_nach_ablauf",
        "frist",
        {"tag": TAG, "laeuft_ab_am": TAG, "verlaengert_bis": TAG, "verlaengert_grund": "Beispiel"},
    ),
    (
        "ck_frist_verlaengert_mit_grund",
        "frist",
        {"tag": FRUEHER, "laeuft_ab_am": FRUEHER, "verlaengert_bis": TAG},
    ),
    ("ck_frist_entfallen_mit_grund", "frist", {"entfallen_am": TAG, "entfallen_grund": ""}),
    (
        "ck_frist_entfallen_oder_erledigt",
        "frist",
        {"entfallen_am": TAG, "entfallen_grund": "Beispiel", "erledigt_am": TAG},
    ),
    ("ck_einlesung_mit_hash", "einlesung", {"sha256": "kurz"}),
    ("ck_einlesung_entschieden_mit_zeitpunkt", "einlesung", {"status": "uebernommen"}),
    ("ck_einlesung_entschieden_mit_person", "einlesung", {"status": "uebernommen", "entschieden_am": MOMENT}),
    ("ck_einlesung_inhalt_bis_verworfen", "einlesung", {"inhalt": None}),
    (
        "ck_zugelassene_abweichung_abgelehnt_mit_datum",
        "zugelassene_abweichung",
        {"abgelehnt_am": TAG, "abgelehnt_grund": "Beispiel"},
    ),
    (
        "ck_zugelassene_abweichung_abgelehnt_mit_grund",
        "zugelassene_abweichung",
        {"abgelehnt_grund": "Beispiel"},
    ),
    (
        "ck_zugelassene_abweichung_zurueckgenommen_mit_datum",
        "zugelassene_abweichung",
        {"zurueckgenommen_am": TAG, "zurueckgenommen_grund": "Beispiel"},
    ),
    (
        "ck_zugelassene_abweichung_zurueckgenommen_mit_grund",
        "zugelassene_abweichung",
        {"zurueckgenommen_grund": "Beispiel"},
    ),
    ("ck_zugelassene_abweichung_mit_grund", "zugelassene_abweichung", {"grund": ""}),
    ("ck_zugelassene_abweichung_zugestimmt_mit_datum", "zugelassene_abweichung", {"zugestimmt_am": TAG}),
    ("ck_dokument_version_ab_eins", "dokument", {"version": 0}),
    ("ck_dokument_snapshot_mit_hash", "dokument", {"snapshot_sha256": "kurz"}),
    ("ck_dokument_datei_datei_mit_hash", "dokument_datei", {"sha256": "kurz"}),
    ("ck_ereignis_nummer_ab_eins", "ereignis", {"nummer": 0}),
    ("ck_ereignis_mit_hash", "ereignis", {"hash": "kurz"}),
    ("ck_ereignis_inhalt_geleert_mit_ereignis", "ereignis_inhalt", {"inhalt": None}),
    ("ck_ereignis_kopf_nur_eine_zeile", "ereignis_kopf", {"id": 2}),
]
# Need Persons that stand in two columns; tested on their own below.
OWN_TEST = {
    "ck_zugelassene_abweichung_zwei_personen",
    "ck_zugelassene_abweichung_abgelehnt_von_zweiter_person",
    "ck_zugelassene_abweichung_abgelehnt_oder_zugestimmt",
    "ck_zugelassene_abweichung_zurueckgenommen_oder_abgelehnt",
    "ck_jahresoeffnung_zwei_personen",
    "ck_unterlagenzeile_gesehen_steht_in_der_stichprobe",
}


def _message(error: IntegrityError) -> str:
    return str(error.orig)


@pytest.mark.parametrize(("constraint", "table", "values"), BROKEN, ids=[name for name, _, _ in BROKEN])
def test_a_row_without_its_proof_is_refused_by_name(
    session: Session, constraint: str, table: str, values: Mapping[str, Any]
):
    with pytest.raises(IntegrityError) as error:
        add_row(session, table, **values)
    assert constraint in _message(error.value)


def test_nobody_agrees_to_their_own_abweichung(session: Session):
    person = add_row(session, "person")
    with pytest.raises(IntegrityError) as error:
        add_row(
            session,
            "zugelassene_abweichung",
            begruendet_von_id=person,
            zugestimmt_von_id=person,
            zugestimmt_am=TAG,
        )
    assert "ck_zugelassene_abweichung_zwei_personen" in _message(error.value)


def test_a_closed_year_is_not_opened_again_by_one_person_alone(session: Session):
    person = add_row(session, "person")
    with pytest.raises(IntegrityError) as error:
        add_row(
            session,
            "jahresoeffnung",
            beantragt_von_id=person,
            entschieden_von_id=person,
            entschieden_am=TAG,
            zugestimmt=True,
        )
    assert "ck_jahresoeffnung_zwei_personen" in _message(error.value)


def test_whether_a_row_of_the_sample_was_seen_stands_in_the_sample_alone(session: Session):
    drawn, person = add_row(session, "stichprobenbeleg"), add_row(session, "person")
    with pytest.raises(IntegrityError) as error:
        add_row(
            session,
            "unterlagenzeile",
            stichprobenbeleg_id=drawn,
            gesehen_am=TAG,
            gesehen_von_id=person,
        )
    assert "ck_unterlagenzeile_gesehen_steht_in_der_stichprobe" in _message(error.value)


REFUSED = {"abgelehnt_am": TAG, "abgelehnt_grund": "Beispiel"}
TAKEN_BACK = {"zurueckgenommen_am": TAG, "zurueckgenommen_grund": "Beispiel"}


@pytest.mark.parametrize(
    ("constraint", "persons", "values"),
    [
        ("abgelehnt_von_zweiter_person", {"begruendet_von_id": 0, "abgelehnt_von_id": 0}, REFUSED),
        (
            "abgelehnt_oder_zugestimmt",
            {"abgelehnt_von_id": 0, "zugestimmt_von_id": 0},
            {**REFUSED, "zugestimmt_am": TAG},
        ),
        (
            "zurueckgenommen_oder_abgelehnt",
            {"abgelehnt_von_id": 0, "zurueckgenommen_von_id": 1},
            {**REFUSED, **TAKEN_BACK},
        ),
    ],
)
def test_a_waiver_is_decided_once_and_by_somebody_else(
    session: Session, constraint: str, persons: Mapping[str, int], values: Mapping[str, Any]
):
    people = [add_row(session, "person"), add_row(session, "person")]
    who = {column: people[number] for column, number in persons.items()}
    with pytest.raises(IntegrityError) as error:
        add_row(session, "zugelassene_abweichung", **who, **values)
    assert f"ck_zugelassene_abweichung_{constraint}" in _message(error.value)


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"ereignis_kopf"}))
def test_a_valid_row_of_every_table_is_taken(session: Session, table: str):
    assert add_row(session, table) > 0


def test_every_named_constraint_has_its_row_above():
    named = {
        str(constraint.name)
        for table in TABLES.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and not isinstance(getattr(constraint, "type", None), Enum)
    }
    enums = {
        f"ck_{table.name}_{column.type.name}"
        for table in TABLES.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    }
    assert {name for name, _, _ in BROKEN} | OWN_TEST == named - enums


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    ],
)
def test_a_word_outside_the_closed_list_is_refused(session: Session, table: str, column: str):
    row = add_row(session, table, **({"zeile": "3.3"} if column == "zeile" else {}))
    with pytest.raises(IntegrityError) as error:
        session.execute(
            update(TABLES[table])
            .where(TABLES[table].c.id == row)
            .values({column: literal_column("'erfunden'")})
        )
    assert f"ck_{table}_" in _message(error.value)
