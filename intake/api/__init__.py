"""The JSON API of the public site."""
