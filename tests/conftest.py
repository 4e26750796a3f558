"""What all tests share. Time is measured in benchmarks, never asserted here."""

from hypothesis import settings

settings.register_profile("yihao", deadline=None)
settings.load_profile("yihao")
