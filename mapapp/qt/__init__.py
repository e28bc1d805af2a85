"""The window and everything drawn with Qt."""
