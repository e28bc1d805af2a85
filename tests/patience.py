"""How long a test waits for what must come. Machines are busy at times; what comes ends the wait at once."""

PATIENCE_MS = 60_000
