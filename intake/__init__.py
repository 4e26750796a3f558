"""Take a citizen's words in, keep them safe, bring them to the office that must answer."""
