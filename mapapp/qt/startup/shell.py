"""The outermost window: it shows the last picture at once, until the living window has moved in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QMainWindow, QWidget

from mapapp.qt.startup.stills import Still

if TYPE_CHECKING:  # each of these classes takes a millisecond to come in, and the picture waits for none of them
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

_MOST_KEPT = 64
_NAME, _NAME_PX = "Dala Atlas", 28


class _Picture(QWidget):
    painted = Signal()

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self._told = False
        self.kept: list[QMouseEvent | QWheelEvent | QKeyEvent] = []
        """What the person did meanwhile: the living window gets it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw(painter)
        painter.end()
        if not self._told:
            self._told = True
            self.painted.emit()

    def _draw(self, painter: QPainter) -> None:
        painter.drawImage(0, 0, self._image)

    def _keep(self, event: QMouseEvent | QWheelEvent | QKeyEvent) -> None:
        if len(self.kept) < _MOST_KEPT:
            self.kept.append(event.clone())
        event.accept()

    mousePressEvent = mouseReleaseEvent = mouseDoubleClickEvent = _keep  # noqa: N815
    wheelEvent = keyPressEvent = keyReleaseEvent = _keep  # noqa: N815


class _Name(_Picture):
    def __init__(self, ground: str, ink: str) -> None:
        super().__init__(QImage())
        self._ground, self._ink = QColor(ground), QColor(ink)

    def _draw(self, painter: QPainter) -> None:
        from PySide6.QtCore import Qt

        painter.fillRect(self.rect(), self._ground)
        face = painter.font()
        face.setPixelSize(_NAME_PX)
        painter.setFont(face)
        painter.setPen(self._ink)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), _NAME)


class Shell(QMainWindow):
    """Holds the picture of the last session first and the atlas afterwards.

    Signals
    -------
    pictured
        The kept picture has been painted, or the name where there is none.
    closing
        The window has agreed to close and still stands.
    """

    pictured = Signal()
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._inside: QMainWindow | None = None
        self._picture: _Picture | None = None
        self.setWindowTitle(_NAME)

    def _hang(self, picture: _Picture) -> None:
        picture.painted.connect(self.pictured)
        self.setCentralWidget(picture)
        picture.setFocus()
        self._picture = picture

    def show_name(self, size: QSize, ground: str, ink: str) -> None:
        """Show the name of the program in a size and in two colours, so that a start without a picture answers too."""
        self._hang(_Name(ground, ink))
        self._take_size(size)
        self.show()

    def show_still(self, still: Still) -> None:
        """Show the last picture where the window stood."""
        self._hang(_Picture(still.image))
        self.setWindowTitle(still.title)
        self.move(still.x, still.y)
        self.resize(still.image.size() / still.image.devicePixelRatio())
        if still.maximized:
            self.showMaximized()
        else:
            self.show()

    def move_in(self, inside: QMainWindow, size: QSize) -> None:
        """Take the living window in, a child of this one; `size` counts where no picture is on show."""
        self._inside = inside
        self.setWindowTitle(inside.windowTitle())
        inside.windowTitleChanged.connect(self.setWindowTitle)
        if not self.isVisible():
            self._take_size(size)
        else:
            inside.resize(self.size())
        kept = self._picture.kept if self._picture is not None else []
        self._picture = None
        self.setCentralWidget(inside)
        self.show()
        if (centre := inside.centralWidget()) is not None:
            centre.setFocus()  # keys belong to the map, as they did on its picture
        if kept:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, inside, lambda: _hand_over(kept, inside))

    def _take_size(self, size: QSize) -> None:
        """Take a size, or the whole screen where the size leaves no room for the window's own frame."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QStyle

        room = self.screen().availableGeometry()
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        self.resize(size)
        if size.height() + title > room.height():
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close what is inside first: it may want to finish or to stay."""
        if self._inside is not None and not self._inside.close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _hand_over(kept: list[QMouseEvent | QWheelEvent | QKeyEvent], inside: QMainWindow) -> None:
    """Let the living window have what was clicked, turned and typed on its picture."""
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QApplication

    holder: QWidget = inside
    for event in kept:
        if isinstance(event, QKeyEvent):
            QApplication.sendEvent(inside.focusWidget() or inside, event)
            continue
        place = event.position()
        if isinstance(event, QWheelEvent):
            target = inside.childAt(place.toPoint()) or inside
            local = QPointF(target.mapFrom(inside, place.toPoint()))
            QApplication.sendEvent(target, QWheelEvent(
                local, event.globalPosition(), event.pixelDelta(), event.angleDelta(), event.buttons(),
                event.modifiers(), event.phase(), event.inverted(),
            ))  # fmt: skip
            continue
        if event.type() is not event.Type.MouseButtonRelease:
            holder = inside.childAt(place.toPoint()) or inside
        local = QPointF(holder.mapFrom(inside, place.toPoint()))
        QApplication.sendEvent(holder, QMouseEvent(
            event.type(), local, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        ))  # fmt: skip
