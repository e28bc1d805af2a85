"""Part of the window: map."""
