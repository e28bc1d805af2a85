"""Any boundary file, or table of values, becomes a typed frame, within limits; nothing in a file is followed."""
