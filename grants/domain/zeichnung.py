"""Who may sign what of a proof: two Persons at least, none of them checking itself.

Fachlich and rechnerisch are signed by two Persons. Freigabe is given by one who wrote no figure and did not sign the
figures. Nobody signs who belongs to the recipient or manages accounts; the Geschäftsstelle's own Maßnahme is checked
by Persons who do not belong to the Geschäftsstelle. Persons are compared after joining those found to be one, also
those who signed before the joining.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grants.domain.begriffe import NachweisStatus, Rolle, Zeichnungsart
from grants.domain.errors import Violation

GESCHAEFTSSTELLE, FINANZPRUEFUNG = Rolle.GESCHAEFTSSTELLE, Rolle.FINANZPRUEFUNG


@dataclass(frozen=True, slots=True)
class Zeichnende:
    """Who is about to sign: ends of joined Persons, with the Rollen of all their rows on the day."""

    person_id: int
    rollen: frozenset[Rolle]
    # Träger and Stellen the Person acts for, the same under other rows included.
    traeger_ids: frozenset[int] = frozenset()
    is_kommandozeile: bool = False
    # Rollen held at any time since the year began: who ran a Maßnahme then is no stranger to it now.
    frueher: frozenset[Rolle] = frozenset()


@dataclass(frozen=True, slots=True)
class Vorgang:
    """The proof as four eyes see it; ids of Persons are those after joining."""

    status: NachweisStatus
    traeger_ids: frozenset[int]
    is_stelle: bool = False
    # Whether the Stelle checked is the one the Geschäftsstelle belongs to; None: nobody has said.
    eigene_stelle: bool | None = None
    # Who wrote this proof: entered its rows, sums, texts or handed it in; read the whole year in from a file;
    # recognised or cut figures; changed plan or Weiterleitung after it had come in.
    eingereicht_von: frozenset[int] = frozenset()
    eingelesen_von: frozenset[int] = frozenset()
    anerkannt_von: frozenset[int] = frozenset()
    geaendert_von: frozenset[int] = frozenset()
    # Valid signatures by who gave them.
    gezeichnet: Mapping[Zeichnungsart, int] = field(default_factory=dict)
    # Signatures over the figures of now that do not count any more, each with the sentence why.
    entfallen: Mapping[Zeichnungsart, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GefalleneFreigabe:
    """A Freigabe that was given and does not count any more, with the sentence why."""

    massnahme: str
    empfaenger: str
    grund: str

    @property
    def text(self) -> str:
        return (
            f"Die Freigabe für „{self.massnahme}“, {self.empfaenger}, gilt nicht mehr: {self.grund} In der Prüfung "
            "dieses Nachweises öffnen ihn zwei Personen wieder; danach wird neu gezeichnet."
        )


# In which state what is signed.
_STATUS: Mapping[Zeichnungsart, NachweisStatus] = {
    Zeichnungsart.FACHLICH: NachweisStatus.IN_PRUEFUNG,
    Zeichnungsart.RECHNERISCH: NachweisStatus.IN_PRUEFUNG,
    Zeichnungsart.FREIGABE: NachweisStatus.GEPRUEFT,
    Zeichnungsart.OEFFNUNG_GEWUENSCHT: NachweisStatus.FREIGEGEBEN,
    Zeichnungsart.OEFFNUNG: NachweisStatus.FREIGEGEBEN,
}
_PRUEFUNGEN = (Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH)
_FALSCHER_STATUS: Mapping[Zeichnungsart, str] = {
    Zeichnungsart.FACHLICH: "Fachlich gezeichnet wird, solange der Nachweis in Prüfung ist.",
    Zeichnungsart.RECHNERISCH: "Rechnerisch gezeichnet wird, solange der Nachweis in Prüfung ist.",
    Zeichnungsart.FREIGABE: "Freigegeben wird, wenn fachlich und rechnerisch gezeichnet ist.",
    Zeichnungsart.OEFFNUNG_GEWUENSCHT: "Wieder geöffnet wird nur, was freigegeben ist.",
    Zeichnungsart.OEFFNUNG: "Wieder geöffnet wird nur, was freigegeben ist.",
}


def reasons_against(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return every reason why this Person may not sign this now; none where it may."""
    wrong = []
    if vorgang.status is not _STATUS[art]:
        wrong.append(Violation("status_passt_nicht", _FALSCHER_STATUS[art]))
    elif art in vorgang.gezeichnet:
        text = "Das ist schon gezeichnet. Bitte sehen Sie sich die Seite neu an."
        wrong.append(Violation("schon_gezeichnet", text))
    elif art is Zeichnungsart.FREIGABE and not {Zeichnungsart.FACHLICH, Zeichnungsart.RECHNERISCH} <= set(
        vorgang.gezeichnet
    ):
        wrong.append(Violation("zeichnung_ungueltig", _no_longer(vorgang)))
    elif art is Zeichnungsart.OEFFNUNG and Zeichnungsart.OEFFNUNG_GEWUENSCHT not in vorgang.gezeichnet:
        text = "Zuerst muss eine Person mit Grund beantragen, den Nachweis wieder zu öffnen."
        wrong.append(Violation("oeffnung_nicht_gewuenscht", text))
    return [*wrong, *reasons_against_person(art, wer, vorgang)]


def _no_longer(vorgang: Vorgang) -> str:
    fell = [vorgang.entfallen[art] for art in _PRUEFUNGEN if art in vorgang.entfallen]
    why = " ".join(dict.fromkeys(fell)) if fell else "Zahlen sind danach geändert worden."
    return (
        f"Fachlich oder rechnerisch ist nicht mehr gültig gezeichnet: {why} Bitte nehmen Sie den Nachweis wieder in "
        "Prüfung; dann zeichnen zwei Personen neu."
    )


def reasons_against_person(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return the reasons that lie in the Person alone, whatever the state of the proof."""
    if wer.is_kommandozeile:
        text = (
            "„Kommandozeile“ ist keine Person und zeichnet nicht. Bitte melden Sie sich mit Ihrem Konto an."
        )
        return [Violation("keine_person", text)]
    return [
        *_role(art, wer, vorgang),
        *_manages_accounts(wer),
        *belongs(wer, vorgang),
        *_wrote(art, wer, vorgang),
        *_twice(art, wer, vorgang),
    ]


def belongs(wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return why a Person is too close to what is checked: it belongs to the recipient."""
    if wer.traeger_ids & vorgang.traeger_ids:
        text = "Sie gehören zu dem Träger oder der Stelle, die geprüft wird. Bitte lassen Sie jemand anderen prüfen."
        return [Violation("gehoert_zum_empfaenger", text)]
    if not vorgang.is_stelle or GESCHAEFTSSTELLE not in wer.rollen | wer.frueher:
        return []
    if vorgang.eigene_stelle is None:
        text = (
            "Es ist noch nicht geklärt, ob die Geschäftsstelle zu dieser Stelle gehört. Die Finanzprüfung "
            "beantwortet das auf dieser Seite; bis dahin zeichnet die Geschäftsstelle hier nicht."
        )
        return [Violation("eigene_massnahme_ungeklaert", text)]
    if vorgang.eigene_stelle:
        text = (
            "Die Geschäftsstelle prüft ihre eigene Maßnahme nicht. Bitte lassen Sie die Finanzprüfung zeichnen, auch "
            "fachlich."
        )
        return [Violation("eigene_massnahme", text)]
    return []


def _manages_accounts(wer: Zeichnende) -> list[Violation]:
    """Return why a Person that could give itself a second account does not sign."""
    if Rolle.KONTENVERWALTUNG not in wer.rollen:
        return []
    text = (
        "Sie verwalten auch Konten und könnten sich ein zweites geben. Hier zeichnet eine Person, die keine Konten "
        "verwaltet."
    )
    return [Violation("verwaltet_konten", text)]


def _role(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    match art:
        case Zeichnungsart.FACHLICH:
            # Its own Maßnahme the Geschäftsstelle cannot check; finance does it in its place.
            needed = FINANZPRUEFUNG if vorgang.is_stelle and vorgang.eigene_stelle else GESCHAEFTSSTELLE
            fits = needed in wer.rollen
            word = "Die fachliche Prüfung zeichnet hier die " + (
                "Finanzprüfung." if needed is FINANZPRUEFUNG else "Geschäftsstelle."
            )
        case Zeichnungsart.RECHNERISCH:
            fits, word = FINANZPRUEFUNG in wer.rollen, "Die rechnerische Prüfung zeichnet die Finanzprüfung."
        case _:
            fits = bool({GESCHAEFTSSTELLE, FINANZPRUEFUNG} & wer.rollen)
            word = "Das entscheidet die Geschäftsstelle oder die Finanzprüfung."
    return [] if fits else [Violation("rolle_fehlt", word)]


def _wrote(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return why a Person would check what it wrote; the one who recognises is the one who signs rechnerisch.

    Who read a whole year in from a file may still say whether the purpose was reached: that is no figure.
    """
    of_figures = vorgang.eingereicht_von | vorgang.eingelesen_von
    authors = {
        Zeichnungsart.FACHLICH: vorgang.eingereicht_von,
        Zeichnungsart.RECHNERISCH: of_figures,
        Zeichnungsart.FREIGABE: of_figures | vorgang.anerkannt_von,
    }.get(art, frozenset())
    if wer.person_id in authors:
        text = "Sie haben Zahlen dieses Nachweises eingetragen. Hier zeichnet eine Person, die das nicht hat."
        return [Violation("selbst_eingetragen", text)]
    if art is Zeichnungsart.FREIGABE and wer.person_id in vorgang.geaendert_von:
        text = (
            "Sie haben den Finanzierungsplan oder die Zusage geändert, nachdem der Nachweis eingegangen war. Davon "
            "hängt die Zuwendung ab; die Freigabe gibt eine andere Person der Geschäftsstelle oder der "
            "Finanzprüfung."
        )
        return [Violation("selbst_geaendert", text)]
    return []


def _twice(art: Zeichnungsart, wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return why a Person would be two of the two."""
    by = {each for each, person in vorgang.gezeichnet.items() if person == wer.person_id}
    wrong = []
    if art is Zeichnungsart.FACHLICH and Zeichnungsart.RECHNERISCH in by:
        text = "Sie haben schon rechnerisch gezeichnet. Fachlich zeichnet eine zweite Person."
        wrong.append(Violation("selbst_gezeichnet", text))
    if art is Zeichnungsart.RECHNERISCH and Zeichnungsart.FACHLICH in by:
        text = "Sie haben schon fachlich gezeichnet. Rechnerisch zeichnet eine zweite Person."
        wrong.append(Violation("selbst_gezeichnet", text))
    if art is Zeichnungsart.FREIGABE and Zeichnungsart.RECHNERISCH in by:
        text = "Sie haben rechnerisch gezeichnet. Die Freigabe gibt eine zweite Person."
        wrong.append(Violation("selbst_gezeichnet", text))
    if art is Zeichnungsart.OEFFNUNG and Zeichnungsart.OEFFNUNG_GEWUENSCHT in by:
        text = "Sie haben beantragt, den Nachweis wieder zu öffnen. Zustimmen muss eine zweite Person."
        wrong.append(Violation("selbst_gezeichnet", text))
    return wrong


_ENTFALLEN: Mapping[str, str] = {
    "selbst_gezeichnet": "Inzwischen steht fest, dass zwei Zeichnungen von derselben Person sind.",
    "selbst_eingetragen": "Inzwischen steht fest, dass diese Person selbst Zahlen eingetragen hat.",
    "gehoert_zum_empfaenger": "Inzwischen steht fest, dass diese Person zum Träger oder zur Stelle gehört.",
    "eigene_massnahme": "Inzwischen steht fest, dass es die eigene Maßnahme der Geschäftsstelle ist.",
}


def no_longer_hold(
    vorgang: Vorgang, gezeichnet: Mapping[Zeichnungsart, Zeichnende]
) -> dict[Zeichnungsart, str]:
    """Return which signatures do not count any more and why: two Persons were found to be one since.

    `gezeichnet`: who signed what, with the Rollen of the day of the signature.
    """
    found = {}
    for art, wer in gezeichnet.items():
        others = {each: other.person_id for each, other in gezeichnet.items() if each is not art}
        # Whether plan or Weiterleitung were changed later tells the hash of the figures.
        seen = replace(vorgang, gezeichnet=others, geaendert_von=frozenset())
        wrong = [*belongs(wer, seen), *_wrote(art, wer, seen), *_twice(art, wer, seen)]
        if codes := [each.code for each in wrong if each.code in _ENTFALLEN]:
            found[art] = _ENTFALLEN[codes[0]]
    return found


def reasons_against_recognising(wer: Zeichnende, vorgang: Vorgang) -> list[Violation]:
    """Return why a Person may not recognise or cut figures of this proof."""
    if wer.is_kommandozeile:
        text = "„Kommandozeile“ ist keine Person und prüft nicht. Bitte melden Sie sich mit Ihrem Konto an."
        return [Violation("keine_person", text)]
    wrong = belongs(wer, vorgang)
    if wer.person_id in vorgang.eingereicht_von:
        text = "Sie haben diesen Nachweis selbst geschrieben oder abgesandt. Bitte lassen Sie jemand anderen prüfen."
        wrong.append(Violation("selbst_eingetragen", text))
    if FINANZPRUEFUNG not in wer.rollen:
        wrong.append(Violation("rolle_fehlt", "Ausgaben erkennt die Finanzprüfung an."))
    return wrong
