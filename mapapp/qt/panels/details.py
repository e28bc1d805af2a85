"""The details panel: every figure with the words it rests on, by governorate, for the republic, and by date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from geodata.catalog import Catalog
from geodata.model import Claim, Comparison, Measure
from mapapp import facts
from mapapp.compiled import Shapes
from mapapp.facts import Paragraph
from mapapp.qt.panels.bars import bar_chart
from mapapp.quotations import as_citation, as_text, contradictions, source_line
from mapapp.texts import date, figure, number, t
from mapapp.view import MapView

_FAMINE_LINES: Final = range(25, 31)
"""Lines of the essay that speak of the famine: they come first on the page of the republic."""

_STYLE: Final = (
    "h2 { margin: 0 0 2px 0; } h3 { margin: 14px 0 2px 0; } p { margin: 2px 0 4px 0; }"
    " .quiet { color: gray; } .figure { font-size: large; } a { text-decoration: none; }"
)
PAGES: Final = ("governorate", "republic", "events")


_TAGS: Final = {"heading": "h3", "text": "p", "quiet": "p class='quiet'"}


def _written(paragraphs: Iterable[Paragraph]) -> list[str]:
    """Return paragraphs as escaped markup."""
    return [f"<{(tag := _TAGS[it.kind])}>{escape(it.text)}</{tag.split()[0]}>" for it in paragraphs]


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
    """

    told = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._shapes: Mapping[str, Shapes] = {}
        self._view: MapView | None = None
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.browsers: dict[str, QTextBrowser] = {}
        for name in PAGES:
            browser = QTextBrowser(self)
            browser.setOpenLinks(False)
            browser.document().setDefaultStyleSheet(_STYLE)
            browser.anchorClicked.connect(self._clicked)
            self.tabs.addTab(browser, name)
            self.browsers[name] = browser
        self.browser = self.browsers["governorate"]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.tabs)

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog

    def set_shapes(self, shapes: Mapping[str, Shapes]) -> None:
        """Take the compiled shapes, which know areas and lengths, into use."""
        self._shapes = shapes
        if self._view is not None:
            self.browser.setHtml(self.html(self._view))
            self._show_republic(self._view.language)

    def show_view(self, view: MapView) -> None:
        """Show what the view has selected; the pages that do not depend on it change with the language only."""
        before, self._view = self._view, view
        language = view.language
        self.browser.setHtml(self.html(view))
        if before is None or before.language != language:
            for index, title in enumerate((t("Governorate", language), t("Republic", language), t("Events", language))):
                self.tabs.setTabText(index, title)
                self.browsers[PAGES[index]].setAccessibleName(title)
            self._show_republic(language)
            self.browsers["events"].setHtml(self._events(language))
        if view.selection is not None and (before is None or before.selection != view.selection):
            self.tabs.setCurrentIndex(0)

    def show_claim(self, claim: Claim) -> None:
        """Bring a claim into view; its province must be selected before."""
        own = self._view is not None and claim.place == self._view.selection
        self.tabs.setCurrentIndex(0 if own else 1)
        self.browsers[PAGES[self.tabs.currentIndex()]].scrollToAnchor(claim.id)

    # pages

    def html(self, view: MapView) -> str:
        """Return the page of the selected province; every word of the data is escaped."""
        language = view.language
        if view.selection is None:
            return (
                f"<p>{escape(t('Click a governorate to read its figures and the words they rest on.', language))}</p>"
            )
        parts = [f"<h2>{escape(self._catalog.name(view.selection, language))}</h2>"]
        if view.selection == "turksib":
            parts += _written(facts.turksib(self._catalog, self._shapes, language))
        else:
            parts += _written(facts.province_facts(self._catalog, self._shapes, view.selection, view.date, language))
        own = [claim for claim in self._catalog.claims if claim.place == view.selection]
        parts += [self._claim(claim, language) for claim in own]
        for name, claims in facts.pieces_of(self._catalog, view.selection, language):
            parts.append(f"<h2>{escape(name)}</h2>")
            parts += [self._claim(claim, language) for claim in claims]
        parts += _written(facts.second_sources(self._catalog, view.selection, language))
        if not own:
            parts.append(f"<p>{escape(t('The source says nothing of this governorate.', language))}</p>")
        return "".join(parts)

    def _show_republic(self, language: str) -> None:
        browser = self.browsers["republic"]
        provinces = {piece.province for piece in self._catalog.pieces}
        whole = [claim for claim in self._catalog.claims if claim.place not in provinces]
        whole.sort(key=lambda claim: (claim.line not in _FAMINE_LINES, claim.line))
        parts = [f"<h2>{escape(self._catalog.name('kazakhstan', language))}</h2>"]
        for comparison in self._catalog.comparisons:
            parts.append(self._chart(browser.document(), comparison, language))
        parts += _written(facts.whole_area(self._catalog, self._shapes, language))
        parts += [self._claim(claim, language) for claim in whole]
        parts += _written(facts.unlocated(self._catalog, language))
        for place in ("kazakhstan", "western-governorates"):
            parts += _written(facts.second_sources(self._catalog, place, language))
        browser.setHtml("".join(parts))

    def _chart(self, document: QTextDocument, comparison: Comparison, language: str) -> str:
        rows = [
            (self._catalog.measures[claim.measure].titles[language], claim.low)
            for measure in comparison.measures
            for claim in self._catalog.claims
            if claim.measure == measure and claim.place == comparison.place and claim.low is not None
        ]
        image = bar_chart(rows, language, self.palette(), self.font())
        name = f"chart:{comparison.id}"
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        said = "; ".join(f"{title}: {number(value, language)}" for title, value in rows)
        title = escape(comparison.titles[language])
        width = round(image.width() / image.devicePixelRatio())
        return f"<h3>{title}</h3><p><img src='{name}' width='{width}' alt='{escape(said)}'></p>"

    def _events(self, language: str) -> str:
        parts = [f"<h2>{escape(t('Events named in the essay', language))}</h2>"]
        for event in sorted(self._catalog.events, key=lambda item: item.when.removeprefix("../")):
            line = t("line {line}", language, line=event.line)
            parts.append(f"<h3>{escape(date(event.when, language))}</h3><p>{escape(event.texts[language])}</p>")
            parts.append(f"<p>«{escape(event.fragment)}» <span class='quiet'>{escape(line)}</span></p>")
        return "".join(parts)

    def _claim(self, claim: Claim, language: str) -> str:
        measure = self._catalog.measures[claim.measure]
        title = measure.titles[language]
        if claim.place != (self._view.selection if self._view else None) and claim.place != "kazakhstan":
            title = f"{self._catalog.name(claim.place, language)}: {title}"
        parts = [f"<h3><a name='{escape(claim.id)}'></a>{escape(title)}</h3>"]
        words = figure(claim, language)
        if words:
            parts.append(f"<p class='figure'><b>{escape(words)}</b> {self._subject(measure, language)}</p>")
        parts.append(f"<p>«{escape(claim.fragment)}»</p>")
        if language != "kk" and claim.translations[language]:
            parts.append(f"<p><i>{escape(claim.translations[language])}</i></p>")
        parts.append(f"<p class='quiet'>{escape(source_line(self._catalog, claim, language))}</p>")
        if claim.notes[language]:
            parts.append(f"<p>{escape(claim.notes[language])}</p>")
        parts += [f"<p>⚠ {escape(text)}</p>" for text in contradictions(self._catalog, claim, language)]
        links = ((f"copy:{claim.id}", t("Copy", language)), (f"cite:{claim.id}", t("Copy as citation", language)))
        parts.append("<p>" + " · ".join(f"<a href='{escape(to)}'>{escape(word)}</a>" for to, word in links) + "</p>")
        return "".join(parts)

    def _subject(self, measure: Measure, language: str) -> str:
        subject = measure.subjects[language]
        return f"<span class='quiet'>{escape(subject)}</span>" if subject and measure.kind == "rate" else ""

    # copying

    def _clicked(self, link: QUrl) -> None:
        claim = self._catalog.claims_by_id.get(link.path())
        if claim is None or self._view is None:
            return
        language = self._view.language
        write = as_citation if link.scheme() == "cite" else as_text
        QGuiApplication.clipboard().setText(write(self._catalog, claim, language))
        self.told.emit(t("Copied to the clipboard.", language))
