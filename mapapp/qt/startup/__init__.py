"""From the command to a living window: the last picture first, everything else behind it."""
