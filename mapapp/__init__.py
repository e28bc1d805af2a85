"""The atlas on the desktop: views, scenes, pictures, pages and the window over `geodata`."""

__version__ = "0.1.0"
