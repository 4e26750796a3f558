from tests.intake.phone.exchange import exchange, redis  # noqa: F401
from tests.intake.phone.things import model  # noqa: F401
from tests.intake.service.conftest import post  # noqa: F401
