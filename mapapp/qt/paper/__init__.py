"""Laid-out sheets as pictures, PDF, SVG and on the printer, and the proof of what was written."""
