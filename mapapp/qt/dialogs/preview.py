"""Shows a sheet exactly as it will come out, or the reason why it cannot."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_MARGIN = 14
_REST_MS = 120


class Preview(QWidget):
    """One sheet on the ground of the window.

    Signals
    -------
    resized
        When the window has come to rest in another size.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._words = ""
        self._resting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._resting.timeout.connect(self.resized)
        self.setMinimumSize(320, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> QImage | None:
        """The sheet on show, None where there are words instead."""
        return self._image

    @property
    def words(self) -> str:
        """What is said instead of a sheet."""
        return self._words

    @property
    def room(self) -> QSize:
        """Pixels of the device that a sheet may fill."""
        return QSize(self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN) * self.devicePixelRatio()

    def show_image(self, image: QImage) -> None:
        """Show a sheet."""
        self._image, self._words = image, ""
        self.update()

    def say(self, words: str) -> None:
        """Show words instead of a sheet."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._resting.start()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self._image is None:
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
            return
        size = self._image.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(
            inside.center().x() - size.width() / 2, inside.center().y() - size.height() / 2, size.width(), size.height()
        )
        painter.fillRect(box.adjusted(2, 3, 3, 4), QColor(0, 0, 0, 60))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(box, self._image)
        painter.setPen(self.palette().color(self.palette().ColorRole.Mid))
        painter.drawRect(box)
