from tests.intake.phone.things import model  # noqa: F401
