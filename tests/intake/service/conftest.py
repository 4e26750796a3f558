import pytest

from intake.vault.opening import BoxOpener
from tests.support.telling import Post


@pytest.fixture
def post(ports, contact_key):
    return Post(ports, BoxOpener(bytes(contact_key)))
