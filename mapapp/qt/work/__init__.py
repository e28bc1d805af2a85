"""Everything that is done off the GUI thread: threads, other processes, and what shows how far they are."""
