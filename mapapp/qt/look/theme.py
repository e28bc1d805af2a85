"""How the window looks: two sets of colours, one style sheet. The map itself stays on its own paper in both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

_ICONS: Final = (Path(__file__).resolve().parents[2] / "assets" / "icons").as_posix()


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#rrggbb``. Texts reach 4.5:1 on every ground they stand on, lines of controls 3:1.

    `window` is the ground of bars and panels, `surface` that of lists, pages and fields; `quiet` is for second words,
    `line` for quiet rules, `edge` for the outline of controls, `chosen` for the row that is selected, `tint` for
    notes and quotations, `warn` and `warn_line` for notices.
    """

    name: str
    window: str
    surface: str
    ink: str
    quiet: str
    off: str
    line: str
    edge: str
    accent: str
    on_accent: str
    hover: str
    chosen: str
    tint: str
    warn: str
    warn_line: str
    bar: str


LIGHT: Final = Theme(
    "light", window="#f4f2ed", surface="#ffffff", ink="#22262b", quiet="#575d65", off="#8d9197", line="#dcd8cf",
    edge="#858786", accent="#1f4e79", on_accent="#ffffff", hover="#eae6dd", chosen="#dbe5ef", tint="#f6f4ef",
    warn="#faf1d9", warn_line="#b08d3c", bar="#8a6a3a",
)  # fmt: skip
DARK: Final = Theme(
    "dark", window="#24272b", surface="#2c3035", ink="#ebe8e2", quiet="#b4b8be", off="#7d838a", line="#41464d",
    edge="#80868e", accent="#93bbe6", on_accent="#1c1f23", hover="#383d44", chosen="#34475b", tint="#33383e",
    warn="#463d26", warn_line="#b99a54", bar="#c9a66b",
)  # fmt: skip


def of(palette: QPalette) -> Theme:
    """Return the theme that a palette belongs to."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def current() -> Theme:
    """Return the theme that the application wears; a widget's own palette follows it a little later."""
    return of(QGuiApplication.palette())


def wanted(application: QApplication, appearance: str) -> Theme:
    """Return the theme for what a person chose, ``light`` or ``dark``; anything else follows the system."""
    chosen = {"light": LIGHT, "dark": DARK}.get(appearance)
    if chosen is not None:
        return chosen
    return DARK if application.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window, role.WindowText: theme.ink, role.Base: theme.surface, role.Text: theme.ink,
        role.AlternateBase: theme.tint, role.Button: theme.window, role.ButtonText: theme.ink,
        role.ToolTipBase: theme.surface, role.ToolTipText: theme.ink, role.PlaceholderText: theme.quiet,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent, role.Link: theme.accent,
        role.LinkVisited: theme.accent, role.Mid: theme.line, role.Dark: theme.edge, role.Light: theme.surface,
        role.Midlight: theme.hover, role.Shadow: theme.line, role.BrightText: theme.on_accent,
    }  # fmt: skip
    palette = QPalette()
    for where, colour in colours.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.off))
    return palette


def dress(application: QApplication, appearance: str = "") -> Theme:
    """Give the application its colours and style sheet; return the theme taken."""
    theme = wanted(application, appearance)
    application.setPalette(_palette(theme))
    values = {name: getattr(theme, name) for name in Theme.__dataclass_fields__}
    suffix = "-dark" if theme is DARK else ""
    application.setStyleSheet(Template(_SHEET).substitute(values, icons=_ICONS, suffix=suffix))
    return theme


_SHEET: Final = """
QToolTip { background: $surface; color: $ink; border: 1px solid $edge; padding: 4px 6px; }
QMainWindow::separator { background: $window; width: 5px; height: 5px; }
QMainWindow::separator:hover { background: $line; }
QMenuBar { background: $window; color: $ink; padding: 1px 2px; spacing: 0; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $surface; color: $ink; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: $chosen; }
QMenu::item:disabled { color: $off; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }

QToolBar { background: $window; border: 0; border-bottom: 1px solid $line; padding: 4px 8px; spacing: 2px; }
QToolBar::separator { background: $line; width: 1px; margin: 5px 6px; }
QToolButton { color: $ink; background: transparent; border: 1px solid transparent; border-radius: 5px;
  padding: 4px 6px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $chosen; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton:disabled { color: $off; }
QToolButton::menu-indicator { image: none; }
#over QToolButton { background: $surface; border: 1px solid $edge; border-radius: 5px; padding: 4px; }
#over QToolButton:hover { background: $hover; }
#over QToolButton:focus { border: 2px solid $accent; padding: 3px; }

QPushButton { color: $ink; background: $surface; border: 1px solid $edge; border-radius: 5px; padding: 5px 12px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $chosen; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton:default { border-color: $accent; }
QPushButton:disabled { color: $off; border-color: $line; }
QPushButton:checked { background: $accent; color: $on_accent; border-color: $accent; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit, QDateEdit { background: $surface;
  color: $ink; border: 1px solid $edge; border-radius: 5px; padding: 4px 7px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $off;
  background: $window; border-color: $line; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url("$icons/arrow-opened.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; selection-background-color: $chosen;
  selection-color: $ink; outline: 0; padding: 3px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
  border: 0; background: transparent; width: 20px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icons/arrow-up.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$icons/arrow-opened.svg"); width: 12px; height: 12px; }

QCheckBox::indicator, QTreeView::indicator, QListView::indicator { width: 14px; height: 14px;
  border: 1px solid $edge; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icons/ticked$suffix.svg"); }
QTreeView::indicator:indeterminate { background: $accent; border-color: $accent;
  image: url("$icons/partly$suffix.svg"); }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 8px;
  background: $surface; }
QRadioButton::indicator:checked { background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
  stop: 0 $accent, stop: 0.55 $accent, stop: 0.65 $surface, stop: 1 $surface); border-color: $accent; }
QRadioButton:focus { color: $accent; }
QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QSlider::handle:horizontal { width: 14px; margin: -6px 0; border-radius: 8px; background: $surface;
  border: 1px solid $edge; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }

QTreeView, QListView, QTableView, QTextBrowser { background: $surface; color: $ink; border: 0; }
QTreeView#samples::item { padding: 2px 5px; }
QTreeView::item { padding: 1px 0; border: 0; color: $ink; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $chosen; color: $ink; }
QTreeView, QTableView, QTextBrowser { border: 1px solid transparent; }
QTreeView:focus, QListView:focus, QTableView:focus, QTextBrowser:focus { border: 1px solid $accent; }
QTreeView { show-decoration-selected: 1; outline: 0; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: $chosen; }
QTreeView::branch:hover:!selected { background: $hover; }
QTreeView::branch:has-children:closed { image: url("$icons/arrow-closed.svg"); }
QTreeView::branch:has-children:open { image: url("$icons/arrow-opened.svg"); }
QListView::item { padding: 5px 8px; color: $ink; }
QListView::item:disabled { color: $quiet; }
QTableView { gridline-color: $line; alternate-background-color: $tint; selection-background-color: $chosen;
  selection-color: $ink; }
QTableView::item { padding: 3px 8px; }
QHeaderView { background: $window; border: 0; }
QHeaderView::section { background: $window; color: $quiet; border: 0; border-bottom: 1px solid $line;
  padding: 5px 18px 5px 8px; font-weight: 600; }
QHeaderView::section:hover { color: $ink; background: $hover; }
QHeaderView::up-arrow { image: url("$icons/arrow-up.svg"); width: 12px; height: 12px; }
QHeaderView::down-arrow { image: url("$icons/arrow-opened.svg"); width: 12px; height: 12px; }

QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabBar { background: $window; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $quiet; padding: 6px 10px; border: 0;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $ink; background: $hover; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $off; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

#dock-title { background: $window; border-bottom: 1px solid $line; }
#dock-title QLabel { color: $ink; font-weight: 600; }
#layers-panel, #table-panel, #details-panel { background: $surface; }
#layers-foot, #table-head, #timeline { background: $window; }
#timeline { border-top: 1px solid $line; }
#notice { background: $warn; border: 1px solid $warn_line; border-radius: 6px; }
#notice QLabel { color: $ink; background: transparent; }
#hint { background: $surface; border: 1px solid $edge; border-radius: 8px; }
#hint QLabel { color: $ink; background: transparent; }
#quiet { color: $quiet; }
#hits { background: $surface; border: 1px solid $edge; border-radius: 6px; padding: 3px; }
QProgressBar { border: 1px solid $edge; border-radius: 4px; background: $surface; color: $ink; text-align: center; }
QProgressBar::chunk { background: $chosen; }
"""
