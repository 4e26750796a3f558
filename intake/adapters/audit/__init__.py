"""The outside witness of the events table: signed heads in a file that no database holds."""
