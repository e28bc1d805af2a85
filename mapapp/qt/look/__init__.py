"""How the window looks: its colours, icons, letters, and Qt's own words."""
