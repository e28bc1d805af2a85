"""Commands that write pictures run in this process, where later tests need an application with widgets."""

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session", autouse=True)
def widgets(qapp: QApplication) -> QApplication:
    """Make the application with widgets before a command makes one without them."""
    return qapp
