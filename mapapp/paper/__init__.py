"""A scene on paper: what a person chooses of a sheet, its kinds, and its layout in millimetres. No Qt."""
