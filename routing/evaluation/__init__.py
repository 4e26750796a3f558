"""Measure any method on any labelled file, beside the plain baseline, and show where it fails."""
