"""click in German: usage, help and messages of every command, and the kinds of values they take."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import click
from click.types import OptionHelpExtra

from grants.config import ORTSZEIT

_PIECES = {"[OPTIONS]": "[OPTIONEN]", "COMMAND [ARGS]...": "BEFEHL …"}


class Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "Aufruf: " if prefix is None else prefix)


class Kontext(click.Context):
    formatter_class = Formatter


class Aufruffehler(click.UsageError):
    """A call that cannot be understood, said in our own words."""


class Option(click.Option):
    """An option whose help stands in its text alone; click would add English words in brackets."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:  # noqa: ARG002 - click's signature
        return {}


class Befehl(click.Command):
    context_class = Kontext

    @cached_property
    def _shared(self) -> tuple[click.Option, ...]:
        return shared_options()

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        # In front of the name of the command and behind it: people look for them in both places.
        *own, help_option = super().get_params(ctx)
        return [*own, *self._shared, help_option]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_PIECES.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Zeigt diese Hilfe."
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(ctx) if not isinstance(p, click.Argument)]
        if records := [record for p in options if (record := p.get_help_record(ctx))]:
            with formatter.section("Optionen"):
                formatter.write_dl(records)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # click's own complaint about what is left over is English.
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            # The parser does not always say whose words it read.
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group):
            raise Aufruffehler(f"Zu viele Angaben: {' '.join(rest)}.", ctx)
        return rest


class Gruppe(Befehl, click.Group):
    """A command of commands; those given by their place (`module:name`) are imported when they are called.

    Setting a PDF takes libraries that are slow to load, and most commands set none.
    """

    command_class = Befehl
    group_class = type

    def add_later(self, name: str, place: str) -> None:
        self._places[name] = place

    @cached_property
    def _places(self) -> dict[str, str]:
        return {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*self._places, *(name for name in self.commands if name not in self._places)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._places and cmd_name not in self.commands:
            module, _, name = self._places[cmd_name].partition(":")
            self.add_command(getattr(importlib.import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        Befehl.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, command.get_short_help_str(120))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section("Befehle"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            guess = _guess(difflib.get_close_matches(args[0], self.list_commands(ctx)))
            raise Aufruffehler(f"Den Befehl „{args[0]}“ gibt es nicht.{guess}", ctx)
        return super().resolve_command(ctx, args)


def shared_options() -> tuple[click.Option, ...]:
    """Return the options that every command takes, in front of its name and behind it."""

    def remember_als(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
        if value is not None:
            ctx.obj.als = value

    als = Option(
        ["--als"],
        metavar="E-MAIL",
        expose_value=False,
        callback=remember_als,
        help="Handelt als diese Person; sonst als „Kommandozeile“, die nie eine von zweien ist.",
    )
    # Read from the words of the call before they are parsed, so that it counts for usage errors too.
    debug = Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        help="Zeigt bei einem Fehler des Programms die Einzelheiten.",
    )
    return als, debug


# -- kinds of values -----------------------------------------------------------------------------------------


class Jahreszahl(click.ParamType[int]):
    name = "JAHR"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        # The same bounds as the table has.
        if not (text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2100):
            self.fail(f"„{text}“ ist kein Jahr. Bitte vierstellig angeben, zum Beispiel 2024.", param, ctx)
        return int(text)


class Tag(click.ParamType[date]):
    name = "TT.MM.JJJJ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(str(value), "%d.%m.%Y").replace(tzinfo=ORTSZEIT).date()
        except ValueError:
            self.fail(f"„{value}“ ist kein Tag. Bitte wie 31.08.2024 angeben.", param, ctx)


class Ganzzahl(click.ParamType[int]):
    name = "ZAHL"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and self.low <= int(text) <= self.high):
            self.fail(f"„{text}“ ist keine Zahl von {self.low} bis {self.high}.", param, ctx)
        return int(text)


class Auswahl(click.ParamType[str]):
    """One of a few words."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self.name = "|".join(self.words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        return self.name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.words:
            self.fail(f"„{value}“ steht nicht zur Wahl. Möglich: {', '.join(self.words)}.", param, ctx)
        return str(value)


class Pfad(click.ParamType[Path]):
    name = "DATEI"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> Path:
        return Path(str(value))


# -- messages ------------------------------------------------------------------------------------------------


def usage_message(error: click.UsageError) -> str:
    """Return what is wrong with a call, in German, whatever click says."""
    match error:
        case Aufruffehler():
            text = error.message
        case click.MissingParameter():
            text = f"Es fehlt: {_name_of(error)}."
        case click.BadParameter():
            text = f"{_name_of(error)}: {error.message}"
        case click.NoSuchOption():
            text = f"Die Option {error.option_name} gibt es nicht.{_guess(error.possibilities or ())}"
        case click.BadOptionUsage():
            text = _option_usage(error)
        case _ if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            text = "Es fehlt der Befehl."
        case _:
            text = "Der Aufruf ist nicht zu verstehen."
    return text


def _name_of(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Argument):
        return error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name).upper()
    return error.param.opts[0] if error.param else ""


def _option_usage(error: click.BadOptionUsage) -> str:
    params = error.ctx.command.get_params(error.ctx) if error.ctx else []
    flags = {name for p in params if isinstance(p, click.Option) and p.is_flag for name in p.opts}
    if error.option_name in flags:
        return f"Hinter der Option {error.option_name} steht keine Angabe."
    return f"Hinter der Option {error.option_name} fehlt die Angabe."


def _guess(words: Iterable[str]) -> str:
    listed = " oder ".join(words)
    return f" Gemeint ist vielleicht {listed}." if listed else ""
