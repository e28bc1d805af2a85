"""The details panel: every figure of a province with the words it rests on."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from geodata.catalog import Catalog
from geodata.events import first_day
from geodata.model import Claim, Measure
from mapapp.texts import date, figure, number, t
from mapapp.view import MapView

_FAMINE_LINES = range(25, 31)
"""Lines of the essay that speak of the famine: they come first on the page of the republic."""

_STYLE = (
    "h2 { margin: 0 0 2px 0; } h3 { margin: 14px 0 2px 0; } p { margin: 2px 0 4px 0; }"
    " .quiet { color: gray; } .figure { font-size: large; }"
)


class DetailsPanel(QWidget):
    """Shows the claims of the selected province, or of the whole republic when nothing is selected.

    Parameters
    ----------
    catalog
        The metadata.
    """

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self.browser = QTextBrowser(self)
        self.browser.setOpenLinks(False)
        self.browser.document().setDefaultStyleSheet(_STYLE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.browser)

    def show_view(self, view: MapView) -> None:
        """Show what the view has selected."""
        self.browser.setAccessibleName(t("Details", view.language))
        self.browser.setHtml(self.html(view))

    def html(self, view: MapView) -> str:
        """Return the panel's text; every word of the data is escaped."""
        if view.selection is None:
            return self._nothing_selected(view)
        parts = [f"<h2>{escape(self._catalog.name(view.selection, view.language))}</h2>"]
        parts += self._legal_state(view)
        own = [claim for claim in self._catalog.claims if claim.place == view.selection]
        parts += [self._claim(claim, view.language) for claim in own]
        if not own:
            parts.append(f"<p>{escape(t('The source says nothing of this governorate.', view.language))}</p>")
        return "".join(parts)

    def _nothing_selected(self, view: MapView) -> str:
        whole = [claim for claim in self._catalog.claims if claim.place == "kazakhstan" and claim.stated]
        whole.sort(key=lambda claim: (claim.line not in _FAMINE_LINES, claim.line))
        parts = [
            f"<p>{escape(t('Click a governorate to read its figures and the words they rest on.', view.language))}</p>",
            f"<h2>{escape(self._catalog.name('kazakhstan', view.language))}</h2>",
        ]
        return "".join(parts + [self._claim(claim, view.language) for claim in whole])

    def _legal_state(self, view: MapView) -> list[str]:
        assert view.selection is not None
        province = self._catalog.province(view.selection, first_day(view.date))
        if province is None:
            return []
        found = [f"<p class='quiet'>{escape(province.state[view.language])}</p>"]
        for area in province.published:
            source = self._catalog.sources.get(area.source)
            text = t(
                "Published area: {area} km² ({year}; {source})", view.language,
                area=number(area.km2, view.language), year=area.year, source=source.title if source else area.source,
            )  # fmt: skip
            found.append(f"<p class='quiet'>{escape(text)}</p>")
        return found

    def _claim(self, claim: Claim, language: str) -> str:
        measure = self._catalog.measures[claim.measure]
        parts = [f"<h3>{escape(measure.titles[language])}</h3>"]
        words = figure(claim, language)
        if words:
            parts.append(f"<p class='figure'><b>{escape(words)}</b> {self._subject(measure, language)}</p>")
        parts.append(f"<p>«{escape(claim.fragment)}»</p>")
        if language != "kk" and claim.translations[language]:
            parts.append(f"<p><i>{escape(claim.translations[language])}</i></p>")
        parts.append(f"<p class='quiet'>{escape(self._where(claim, language))}</p>")
        if claim.notes[language]:
            parts.append(f"<p>{escape(claim.notes[language])}</p>")
        for other_id in claim.contradicts:
            parts.append(f"<p>⚠ {escape(self._contradiction(other_id, language))}</p>")
        return "".join(parts)

    def _subject(self, measure: Measure, language: str) -> str:
        subject = measure.subjects[language]
        return f"<span class='quiet'>{escape(subject)}</span>" if subject and measure.kind == "rate" else ""

    def _where(self, claim: Claim, language: str) -> str:
        source = self._catalog.sources[claim.source]
        line = t("line {line}", language, line=claim.line)
        parts = [f"{source.authors}, {t('essay', language) if claim.source == 'essay' else source.title}, {line}"]
        if claim.period:
            parts.append(date(claim.period, language))
        if claim.period_printed:
            parts.append(t("printed: {text}", language, text=claim.period_printed))
        if claim.unit_printed and claim.unit_printed != claim.unit and claim.unit != "percent":
            parts.append(t("printed unit: {text}", language, text=claim.unit_printed))
        return " · ".join(parts)

    def _contradiction(self, other_id: str, language: str) -> str:
        other = self._catalog.claims_by_id[other_id]
        return t(
            "At odds with line {line}: {place}, {title}: {figure}", language, line=other.line,
            place=self._catalog.name(other.place, language),
            title=self._catalog.measures[other.measure].titles[language], figure=figure(other, language) or "—",
        )  # fmt: skip
