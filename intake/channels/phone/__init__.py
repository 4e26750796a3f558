"""The phone: the same conversation as on the page, spoken. Asterisk hands over the sound."""
