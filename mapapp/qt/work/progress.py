"""The bar that shows how far the work of other processes has come, and lets it be cancelled."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QProgressDialog, QWidget

from mapapp.texts import t

_PATIENCE_MS: Final = 400
"""Work that is done before shows no dialog."""
_STEPS: Final = 1000


class Progress(QProgressDialog):
    """A bar that runs to and fro until a share is told.

    Parameters
    ----------
    words
        What is being done.
    language
        Of its button.
    parent
        Over which it stands.
    """

    def __init__(self, words: str, language: str, parent: QWidget) -> None:
        super().__init__(words, t("Cancel", language), 0, 0, parent)
        self.setWindowTitle("Dala Atlas")
        self.setMinimumDuration(_PATIENCE_MS)

    def show_share(self, share: float) -> None:
        """Show the share done, 0 to 1; the end is shown by closing."""
        self.setMaximum(_STEPS)
        self.setValue(min(round(share * _STEPS), _STEPS - 1))
