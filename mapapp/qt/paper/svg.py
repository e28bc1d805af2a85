"""A sheet as SVG for Inkscape and the web: a named group for each layer, text as text that keeps its width anywhere."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from mapapp import __version__
from mapapp.paper.pagetypes import Page
from mapapp.qt.look.fonts import FAMILY, font
from mapapp.qt.paper.sheetpainter import Part, parts

_UNITS: Final = 20
"""Units a millimetre: fonts have whole units, so that these are fine enough."""
_FAMILY: Final = f"'{FAMILY}', 'DejaVu Sans', sans-serif"
_TEXT: Final = re.compile(r"<text ([^>]*)>([^<]*)</text>")


def _body(part: Part, width: float, height: float) -> str:
    """Return what Qt writes for a part, without its head."""
    from PySide6.QtSvg import QSvgGenerator

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setViewBox(QRectF(0, 0, width * _UNITS, height * _UNITS))
    painter = QPainter(generator)
    part.paint(painter, _UNITS)
    painter.end()
    text = bytes(content.data()).decode("utf-8")
    return text[text.index("</defs>") + len("</defs>") : text.rindex("</svg>")].strip()


def _attribute(name: str, attributes: str) -> str:
    found = re.search(rf'{name}="([^"]*)"', attributes)
    return found.group(1) if found else ""


def _steadied(body: str) -> str:
    """Name other fonts to fall back on, and give every text the width for which the sheet was laid out."""

    def steady(match: re.Match[str]) -> str:
        attributes, words = match.groups()
        bold, italic = int(_attribute("font-weight", attributes) or 400) > 500, "italic" in attributes
        size = float(_attribute("font-size", attributes) or 0)
        width = QFontMetricsF(font(size, bold, italic)).horizontalAdvance(unescape(words))
        named = re.sub(r'font-family="[^"]*"', f'font-family="{_FAMILY}"', attributes)
        return f'<text {named} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{words}</text>'

    return _TEXT.sub(steady, body)


def svg_text(page: Page) -> str:
    """Return a sheet as an SVG document whose size is given in millimetres."""
    scene = page.map.scene if page.map else None
    language = scene.language if scene else "en"
    clip, groups = "", []
    for part in parts(page, language):
        body = _steadied(_body(part, page.width, page.height))
        cut = ' clip-path="url(#map-frame)"' if part.clip else ""
        named = f'id="{escape(part.id)}" inkscape:groupmode="layer" inkscape:label="{escape(part.title)}"'
        groups.append(f"<g {named}{cut}>\n{body}\n</g>")
        if part.clip and not clip:
            x0, y0, x1, y1 = (side * _UNITS for side in part.clip)
            rect = f'<rect x="{x0:g}" y="{y0:g}" width="{x1 - x0:g}" height="{y1 - y0:g}"/>'
            clip = f'<clipPath id="map-frame">{rect}</clipPath>'
    credits = scene.credits if scene else ""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{page.width:g}mm" height="{page.height:g}mm" '
        f'viewBox="0 0 {page.width * _UNITS:g} {page.height * _UNITS:g}" '
        f'xml:lang="{language}" version="1.1">\n'
        f"<title>{escape(page.title)}</title>\n<desc>{escape(credits)} Dala Atlas {__version__}.</desc>\n"
        f"<defs>{clip}</defs>\n"
    )
    return head + "\n".join(groups) + "\n</svg>\n"
