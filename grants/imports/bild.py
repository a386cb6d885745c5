"""Pictures are written anew: what somebody's telephone put beside the picture (place, time, device) is not kept."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

# A page of A3 at 400 dpi has 31 million; what needs more is no scan of a paper.
MAX_PIXEL = 60_000_000
_FORMATE = ("PNG", "JPEG")
_JPEG_GUETE = 90


class BildUnlesbar(Exception):
    """The picture cannot be decoded, or decoding it would take too much memory."""


def rewrite_bild(inhalt: bytes) -> tuple[bytes, str]:
    """Return the picture without anything beside its pixels, and the ending of its name: "png" or "jpg".

    A turned picture is turned upright, since what said so is gone afterwards. Raises BildUnlesbar.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit is asked before a pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(inhalt), formats=_FORMATE) as opened:
                if opened.width * opened.height > MAX_PIXEL:
                    raise BildUnlesbar
                is_png = opened.format == "PNG"
                return _write(ImageOps.exif_transpose(opened), is_png=is_png)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as error:
        raise BildUnlesbar from error


def _write(image: Image.Image, *, is_png: bool) -> tuple[bytes, str]:
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    mode = "L" if image.mode in {"1", "L"} else "RGBA" if is_png and has_alpha else "RGB"
    pixels = image.convert(mode)
    # Made of the pixels alone: a copy would carry comments and profiles along.
    clean = Image.frombytes(mode, pixels.size, pixels.tobytes())
    target = BytesIO()
    if is_png:
        clean.save(target, "PNG", optimize=True)
        return target.getvalue(), "png"
    clean.save(target, "JPEG", quality=_JPEG_GUETE, optimize=True)
    return target.getvalue(), "jpg"
