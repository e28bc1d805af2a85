"""What Qt itself says, in the language of the window: its file dialog, its buttons, its menus over a line of text."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator


class QtWords(QTranslator):
    """Qt's own catalogue of a language; its parent is the window, with which its words go."""

    def retitle(self, language: str) -> None:
        """Have Qt speak a language; English is what it speaks by itself."""
        QCoreApplication.removeTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and self.load(f"qtbase_{language}", folder):
            QCoreApplication.installTranslator(self)

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803  as Qt calls it
        /,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return a word of Qt; the Russian catalogue knows some from before they had a key of their own."""
        known = super().translate(context, sourceText, disambiguation, n)
        return known or super().translate(context, sourceText.replace("&", ""), disambiguation, n) or None
