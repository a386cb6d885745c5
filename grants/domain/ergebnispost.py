"""Mails about the outcome of a check: that there is a letter or an answer and where, never an amount."""

from __future__ import annotations

from datetime import date

from grants.domain.fristen import format_datum
from grants.domain.mitteilungen import GRUSS, Post, subject_of


def mail_anhoerung(*, massnahme: str, jahr: int, bis: date, adresse: str) -> Post:
    """Return the notice that the recipient is heard, with the last day."""
    return Post(
        betreff=f"Bitte bis {format_datum(bis)} Stellung nehmen: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nIhr Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} ist geprüft. "
            f"Bevor über eine Erstattung entschieden wird, können Sie bis zum {format_datum(bis)} Stellung "
            f"nehmen.\n\nDas Schreiben und das Feld für Ihre Antwort finden Sie hier:\n\n{adresse}{GRUSS}"
        ),
    )


def mail_schlussmitteilung(*, massnahme: str, jahr: int, adresse: str) -> Post:
    """Return the notice that the result is told."""
    return Post(
        betreff=f"Ergebnis der Prüfung: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\ndas Ergebnis der Prüfung Ihres Verwendungsnachweises der Maßnahme „{massnahme}“ im "
            f"Förderjahr {jahr} steht fest. Die Schlussmitteilung liegt für Sie bereit. Sie sagt auch, ob noch etwas "
            f"zu zahlen ist und bis wann.\n\n{adresse}{GRUSS}"
        ),
    )


def mail_zurueckgenommen(
    *, massnahme: str, jahr: int, schreiben: str, nummer: str, grund: str, adresse: str
) -> Post:
    """Return the notice that a letter no longer holds, with the reason that was written to the recipient."""
    return Post(
        betreff=f"{schreiben} zurückgenommen: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\nzum Verwendungsnachweis der Maßnahme „{massnahme}“ im Förderjahr {jahr} gilt ein "
            f"Schreiben nicht mehr: {schreiben} {nummer}.\n\nGrund: {grund}\n\nAuf dieses Schreiben hin müssen Sie "
            f"nichts tun. Kommt ein neues, bekommen Sie wieder eine E-Mail.\n\n{adresse}{GRUSS}"
        ),
    )


def mail_stellungnahme(*, massnahme: str, jahr: int, traeger: str, adresse: str) -> Post:
    """Return the notice to who heard the recipient that it has answered."""
    return Post(
        betreff=f"Stellungnahme ist da: {subject_of(massnahme, jahr)}",
        text=(
            f"Guten Tag,\n\n{traeger} hat zur Anhörung über den Verwendungsnachweis der Maßnahme „{massnahme}“ im "
            f"Förderjahr {jahr} Stellung genommen.\n\nHier lesen Sie, was geschrieben wurde:\n\n{adresse}{GRUSS}"
        ),
    )
