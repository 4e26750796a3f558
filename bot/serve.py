"""Rasa's own command line, made fit to run here: `python -W ignore serve.py train|run|data …`."""

import os
import sys
from pathlib import Path

# All of these must stand before anything of Rasa is imported.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # Segment and Sentry
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# The cache does not notice a change in our own components, and keeps training text on disk.
os.environ["RASA_MAX_CACHE_SIZE"] = "0"

import packaging.version

# Gone since packaging 22; Rasa only ever asks isinstance() with it.
if not hasattr(packaging.version, "LegacyVersion"):
    packaging.version.LegacyVersion = type("LegacyVersion", (), {})

HOST, MODEL = ("-i", "--interface"), ("-m", "--model")


def _value(arguments: list[str], names: tuple[str, ...]) -> str | None:
    for here, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if here in names:
            return following
        for name in names:
            if here.startswith(name + "="):
                return here.partition("=")[2]
    return None


def guarded(arguments: list[str]) -> list[str]:
    """Rasa would load the newest archive it can find for a missing one, and listen to everybody."""
    if arguments[:1] != ["run"]:
        return arguments
    model = _value(arguments, MODEL)
    if model is None or not Path(model).is_file():
        raise SystemExit("run: --model must name an existing archive")
    if any(argument.startswith("--enable-api") for argument in arguments):
        raise SystemExit("run: --enable-api would show every conversation to whoever asks")
    if _value(arguments, HOST) is None:
        return [*arguments, "-i", "127.0.0.1"]
    return arguments


def prepare() -> None:
    """Before anything of Rasa is imported."""
    # skops walks through every loaded module: 1.5 s now, 8 s once TensorFlow is among them.
    import skops.io  # noqa: F401, PLC0415


def main() -> None:
    arguments = guarded(sys.argv[1:])
    sys.argv = ["rasa", *arguments]
    prepare()
    from rasa import __main__ as rasa_main  # noqa: PLC0415

    import redaction  # noqa: PLC0415

    rasa_main.configure_structlog = redaction.configure_structlog
    redaction.install()
    sys.exit(rasa_main.main())


if __name__ == "__main__":
    main()
