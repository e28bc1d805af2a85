"""The details panel: every figure with the words it rests on, by governorate, for the republic, and by date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontInfo, QGuiApplication, QTextOption
from PySide6.QtWidgets import QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from geodata.catalog import Catalog
from geodata.events import first_day
from geodata.model import Claim, Comparison
from mapapp import facts
from mapapp.compiled import Shapes
from mapapp.qt.look.theme import current
from mapapp.qt.panels.pagewriter import PageWriter, block, heading, link, paragraphs, style
from mapapp.qt.panels.whenseen import WhenSeen
from mapapp.quotations import as_citation, as_text
from mapapp.texts import date, number, t
from mapapp.view import MapView

if TYPE_CHECKING:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QTextDocument

_FAMINE_LINES: Final = range(25, 31)
"""Lines of the essay that speak of the famine: they come first on the page of the republic."""

PAGES: Final = ("governorate", "republic", "events")


class DetailsPanel(QWidget):
    """Shows the claims of the selected province, those of the whole republic, and the dated events.

    Parameters
    ----------
    catalog
        The metadata.

    Signals
    -------
    told
        A notice for the person, such as that something was copied.
    place_chosen
        Id of the place whose link was taken.
    """

    told = Signal(str)
    place_chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._shapes: Mapping[str, Shapes] = {}
        self._view: MapView | None = None
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)  # three names have room, and one that is scrolled away is not looked for
        self.browsers: dict[str, QTextBrowser] = {}
        for name in PAGES:
            browser = QTextBrowser(self)
            browser.setOpenLinks(False)
            browser.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            browser.document().setDocumentMargin(12)
            browser.anchorClicked.connect(self._clicked)
            self.tabs.addTab(browser, name)
            self.browsers[name] = browser
        self.browser = self.browsers["governorate"]
        self._pages = {name: WhenSeen(it, partial(self._write, name)) for name, it in self.browsers.items()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.setObjectName("details-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog

    def set_shapes(self, shapes: Mapping[str, Shapes]) -> None:
        """Take the compiled shapes, which know areas and lengths, into use."""
        self._shapes = shapes
        self.show_again()

    def show_again(self) -> None:
        """Write all pages anew, in the colours of now."""
        view, self._view = self._view, None
        if view is not None:
            self.show_view(view)

    def show_view(self, view: MapView) -> None:
        """Show what the view has selected; the pages that do not depend on it change with the language only."""
        before, self._view = self._view, view
        language = view.language
        turned = before is None or before.language != language
        if turned:
            for index, title in enumerate((t("Place", language), t("Republic", language), t("Events", language))):
                self.tabs.setTabText(index, title)
                self.browsers[PAGES[index]].setAccessibleName(title)
        for name in PAGES if turned else PAGES[:1]:
            self._pages[name].renew()
        if view.selection is not None and before is not None and before.selection != view.selection:
            self.tabs.setCurrentIndex(0)

    def show_claim(self, claim: Claim) -> None:
        """Bring a claim into view; its province must be selected before."""
        own = self._view is not None and claim.place == self._view.selection
        self.tabs.setCurrentIndex(0 if own else 1)
        self.browsers[PAGES[self.tabs.currentIndex()]].scrollToAnchor(claim.id)

    # pages

    def _write(self, name: str) -> None:
        """Write a page in the colours of now."""
        view, browser = self._view, self.browsers[name]
        if view is None:
            return
        browser.document().setDefaultStyleSheet(style(current(), QFontInfo(self.font()).pixelSize()))
        pages = {
            "governorate": lambda: self.html(view), "republic": lambda: self._republic(view.language),
            "events": lambda: self._events(view.language),
        }  # fmt: skip
        browser.setHtml(pages[name]())

    def html(self, view: MapView) -> str:
        """Return the page of the selected province; every word of the data is escaped."""
        language, catalog, place = view.language, self._catalog, view.selection
        if place is None:
            return self._choices(view)
        writer = self._writer(language)
        parts = [heading("h1", catalog.name(place, language))]
        own = _shown_first(catalog, view, catalog.claims_at.get(place, ()))
        said = [writer.claim(claim, place) for claim in own]
        if place == "turksib":
            parts += [*paragraphs(facts.turksib(catalog, self._shapes, language)), *said]
        elif place in catalog.points_by_id:
            parts += [*paragraphs(facts.point_facts(catalog, place, language)), *said]
        else:
            told = paragraphs(facts.province_facts(catalog, self._shapes, place, view.date, language))
            parts += [*said, heading("h3", t("Governorate", language)), *told]
        for name, claims in facts.pieces_of(catalog, place, language):
            parts.append(heading("h2", name))
            parts += [writer.claim(claim, place) for claim in claims]
        parts += paragraphs(facts.second_sources(catalog, place, language))
        if not own and place not in catalog.points_by_id:
            parts.append(f"<p>{escape(t('The source says nothing of this governorate.', language))}</p>")
        return "".join(parts)

    def _writer(self, language: str) -> PageWriter:
        return PageWriter(self._catalog, current(), language)

    def _choices(self, view: MapView) -> str:
        """Say what to do where nothing is selected, and offer every governorate of the date by name."""
        language = view.language
        parts = [f"<p>{escape(t('Click a governorate to read its figures and the words they rest on.', language))}</p>"]
        found = self._catalog.province_ids(first_day(view.date))
        if not found:
            return "".join((*parts, f"<p>{escape(t('There are no governorates at this date.', language))}</p>"))
        parts.append(f"<p class='quiet'>{escape(t('Or choose one here:', language))}</p>")
        rows = [(place, self._catalog.name(place, language)) for place in (*found, "turksib")]
        parts += [f"<p>{link(f'select:{place}', name)}</p>" for place, name in rows]
        return "".join(parts)

    def _republic(self, language: str) -> str:
        browser = self.browsers["republic"]
        provinces = {piece.province for piece in self._catalog.pieces}
        whole = [it for it in self._catalog.claims_named if it.place not in provinces]
        whole.sort(key=lambda claim: (claim.line not in _FAMINE_LINES, claim.line))
        writer = self._writer(language)
        parts = [heading("h1", self._catalog.name("kazakhstan", language))]
        for comparison in self._catalog.comparisons:
            parts.append(self._chart(browser.document(), comparison, language))
        parts += paragraphs(facts.whole_area(self._catalog, self._shapes, language))
        parts += [writer.claim(claim, None) for claim in whole]
        parts += paragraphs(facts.unlocated(self._catalog, language))
        for place in ("kazakhstan", "western-governorates"):
            parts += paragraphs(facts.second_sources(self._catalog, place, language))
        return "".join(parts)

    def _chart(self, document: QTextDocument, comparison: Comparison, language: str) -> str:
        rows = [
            (self._catalog.measures[claim.measure].titles[language], claim.low)
            for measure in comparison.measures
            for claim in self._catalog.claims_at.get(comparison.place, ())
            if claim.measure == measure and claim.low is not None
        ]
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QTextDocument

        from mapapp.qt.panels.bars import bar_chart

        image = bar_chart(rows, language, QGuiApplication.palette(), self.font())
        name = f"chart:{comparison.id}"
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        said = "; ".join(f"{title}: {number(value, language)}" for title, value in rows)
        title = escape(comparison.titles[language])
        width = round(image.width() / image.devicePixelRatio())
        return f"<p class='h2'>{title}</p><p class='chart'><img src='{name}' width='{width}' alt='{escape(said)}'></p>"

    def _events(self, language: str) -> str:
        theme = current()
        parts = [heading("h1", t("Events named in the essay", language))]
        for event in sorted(self._catalog.events, key=lambda item: item.when.removeprefix("../")):
            line = t("line {line}", language, line=event.line)
            words = f"<p class='inside'>«{escape(event.fragment)}»</p><p class='quiet'>{escape(line)}</p>"
            parts += [heading("h3", date(event.when, language)), heading("text", event.texts[language])]
            parts.append(block(words, theme.tint, theme.line))
        return "".join(parts)

    # copying

    def _clicked(self, url: QUrl) -> None:
        if url.scheme() == "select":
            self.place_chosen.emit(url.path())
            return
        claim = self._catalog.claims_by_id.get(url.path())
        if claim is None or self._view is None:
            return
        language = self._view.language
        write = as_citation if url.scheme() == "cite" else as_text
        QGuiApplication.clipboard().setText(write(self._catalog, claim, language))
        self.told.emit(t("Copied to the clipboard.", language))


def _shown_first(catalog: Catalog, view: MapView, claims: Iterable[Claim]) -> list[Claim]:
    """Return claims in their order, but first those that the map shows: they answer what was clicked."""
    on = {state.id for state in view.layers if state.visible}
    shown = {spec.data for spec in catalog.layers if spec.id in on}
    return sorted(claims, key=lambda claim: claim.measure not in shown)
