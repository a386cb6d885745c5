"""What is written to people about their accounts: plain text, one link, what to do when it was not them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from grants.services.konten.links import NeuerLink, digest
from grants.services.postausgang import GRUSS, queue_mail


def mail_invitation(
    session: Session, *, an: str, adresse: str, link: NeuerLink, bis: str, jetzt: datetime
) -> None:
    """Queue the mail of an invitation."""
    text = (
        "Guten Tag,\n\nSie sind eingeladen, die Förderverwaltung Ihrer Stadt zu benutzen. Bitte öffnen Sie diesen "
        f"Link und wählen Sie ein Kennwort:\n\n{adresse}\n\nDer Link gilt bis {bis} und nur einmal."
    )
    _queue(session, an=an, betreff="Ihre Einladung zu Förderkette", text=text, link=link, jetzt=jetzt)


def mail_new_password(
    session: Session, *, an: str, adresse: str, link: NeuerLink, bis: str, jetzt: datetime
) -> None:
    """Queue the mail with the link to a new password."""
    text = (
        "Guten Tag,\n\nfür Ihr Konto wurde ein neues Kennwort angefordert. Bitte öffnen Sie diesen Link und wählen "
        f"Sie eines:\n\n{adresse}\n\nDer Link gilt bis {bis} und nur einmal. Wenn Sie das nicht waren, brauchen Sie "
        "nichts zu tun: Ihr bisheriges Kennwort gilt weiter."
    )
    _queue(session, an=an, betreff="Neues Kennwort für Förderkette", text=text, link=link, jetzt=jetzt)


def mail_new_address(
    session: Session, *, an: str, adresse: str, link: NeuerLink, bis: str, jetzt: datetime
) -> None:
    """Queue the mail that confirms another address."""
    text = (
        "Guten Tag,\n\ndiese Adresse soll künftig zu Ihrem Konto gehören. Bitte bestätigen Sie das mit diesem Link:"
        f"\n\n{adresse}\n\nDer Link gilt bis {bis}. Wenn Sie das nicht waren, brauchen Sie nichts zu tun."
    )
    _queue(
        session, an=an, betreff="Neue Adresse für Förderkette bestätigen", text=text, link=link, jetzt=jetzt
    )


def _queue(session: Session, *, an: str, betreff: str, text: str, link: NeuerLink, jetzt: datetime) -> None:
    queue_mail(
        session,
        an=an,
        betreff=betreff,
        text=text + GRUSS,
        art=link.zweck.value,
        # The hash, not the secret: the key stays when the text is blanked.
        schluessel=f"link/{digest(link.token)}",
        jetzt=jetzt,
    )
