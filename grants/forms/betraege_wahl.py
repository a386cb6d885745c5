"""What changed under the open table: cells to choose for, rows that came, the Antrag that was sent."""

from __future__ import annotations

from collections.abc import Mapping

from grants.domain.betragstabelle import describe, show, zellen_of_wunsch
from grants.domain.zellen import Unterschied, Zellen
from grants.forms import wahl
from grants.forms.betraege import TabellenForm
from grants.forms.wahl import Streit, Woerter

# Nothing to choose: the person is told and saves again.
_NUR_HINWEIS = {"version", "versandt"}


def _words(form: TabellenForm) -> Woerter:
    traeger = {each.schluessel: each.name for each in form.daten.traeger}
    return Woerter(lambda feld: describe(feld, massnahmen=form.daten.namen, traeger=traeger), show)


def begin(form: TabellenForm, unterschiede: tuple[Unterschied, ...], *, gezeigt: Zellen) -> Streit:
    """Return the choices after a refused save; the form goes on from what is stored now already.

    `gezeigt`: the cells the page had been made from.
    """
    new = set(form.zellen.get("folge", "").split()) - set(gezeigt.get("folge", "").split())
    to_choose, hinweise = [], []
    for each in unterschiede:
        kennung = each.feld.partition("/")[2].partition("/")[0]
        if each.feld in _NUR_HINWEIS:
            hinweise.append(_sentence(each))
        elif kennung not in new or each.is_streit:
            to_choose.append(each)
        elif each.feld.startswith("land/"):
            # A row has several cells; it is told once.
            hinweise.append(f"„{form.daten.namen.get(kennung, kennung)}“ ist in der Tabelle dazugekommen.")
    streit = _words(form).begin(tuple(to_choose))
    streit.hinweise += hinweise
    return streit


def _sentence(each: Unterschied) -> str:
    if each.feld == "version":
        return f"Inzwischen gibt es Version {each.jetzt} des Antrags. Ihre Änderungen kommen dort hinein."
    if each.jetzt:
        day = show(each.feld, each.jetzt)
        return f"Der Antrag ist inzwischen versandt ({day}). Speichern legt eine neue Version an."
    return "Der Antrag gilt inzwischen wieder als Entwurf."


def read(form: TabellenForm, formdata: Mapping[str, str]) -> Streit:
    """Return the choices that a page carried, with what stands in its cells now."""
    meine = zellen_of_wunsch(form.wunsch(), form.zellen)
    return _words(form).read(formdata, gezeigt=form.zellen, meine=meine)


def apply(form: TabellenForm, streit: Streit) -> bool:
    """Set the cells for which the stored value was chosen; return whether everything is chosen."""
    return wahl.apply(streit, form.set_cell)
