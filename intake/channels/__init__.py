"""Ways out to a citizen, one folder each; they know nothing of each other."""
