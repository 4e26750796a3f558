"""Bring a database to the present shape."""

from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parents[2] / "migrations"


def configuration(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(url: str, to: str = "head") -> None:
    """Up, or down when `to` is an earlier revision."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    config = configuration(url)
    if to in ("base",) or to.startswith("-"):
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def is_current(url: str) -> bool:
    """Whether the tables are what the code expects."""
    command.check(configuration(url))
    return True
