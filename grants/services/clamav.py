"""A small client of clamd: the content goes to the scanner, which says whether it knows it as harmful."""

from __future__ import annotations

import socket
import struct
from contextlib import closing

_TEIL = 65536
_VERBINDEN, _ANTWORTEN = 5.0, 60.0
_HOECHSTENS = 4096


class ScannerFehlt(Exception):
    """The scanner cannot be asked or gave no clear answer; the file counts as not scanned."""


def scan(adresse: str, inhalt: bytes) -> str:
    """Return the name of what was found, empty for a clean file; raises ScannerFehlt.

    `adresse` is `host:port` or the path of a socket. Protocol: clamd(8), INSTREAM: pieces with their length in four
    bytes, the highest first; a length of nothing ends them.
    """
    try:
        with closing(_connect(adresse)) as line:
            line.settimeout(_ANTWORTEN)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(inhalt), _TEIL):
                piece = inhalt[start : start + _TEIL]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _read(line)
    except (OSError, ValueError) as error:
        raise ScannerFehlt(str(error)) from error
    return _understand(answer)


def _connect(adresse: str) -> socket.socket:
    if "/" in adresse:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(_VERBINDEN)
        try:
            line.connect(adresse)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = adresse.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_VERBINDEN)


def _read(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _HOECHSTENS:
        piece = line.recv(_HOECHSTENS)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _understand(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unbekannt"
    # "INSTREAM size limit exceeded. ERROR", or a scanner that ended in the middle.
    raise ScannerFehlt(answer or "no answer")
