"""The outermost window: it shows the last picture at once, until the living window has moved in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from mapapp.qt.stills import Still


class _Picture(QWidget):
    painted = Signal()

    def __init__(self, still: Still) -> None:
        super().__init__()
        self._image = still.image
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.end()
        if not self._told:
            self._told = True
            self.painted.emit()


class Shell(QMainWindow):
    """Holds the picture of the last session first and the atlas afterwards.

    Signals
    -------
    pictured
        The kept picture has been painted.
    closing
        The window has agreed to close and still stands.
    """

    pictured = Signal()
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._inside: QMainWindow | None = None
        self.setWindowTitle("Dala Atlas")

    def show_still(self, still: Still) -> None:
        """Show the last picture where the window stood."""
        picture = _Picture(still)
        picture.painted.connect(self.pictured)
        self.setCentralWidget(picture)
        self.setWindowTitle(still.title)
        self.move(still.x, still.y)
        self.resize(still.image.size() / still.image.devicePixelRatio())
        if still.maximized:
            self.showMaximized()
        else:
            self.show()

    def move_in(self, inside: QMainWindow, size: QSize) -> None:
        """Take the living window in; `size` counts where no picture is on show."""
        from PySide6.QtCore import Qt  # its many enumerations take longer than the picture

        self._inside = inside
        inside.setWindowFlags(Qt.WindowType.Widget)
        self.setWindowTitle(inside.windowTitle())
        inside.windowTitleChanged.connect(self.setWindowTitle)
        if not self.isVisible():
            self.resize(size)
        else:
            inside.resize(self.size())
        self.setCentralWidget(inside)
        self.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close what is inside first: it may want to finish or to stay."""
        if self._inside is not None and not self._inside.close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)
