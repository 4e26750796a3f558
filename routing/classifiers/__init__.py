"""Ways to guess a category, one file each. They know nothing of each other."""
