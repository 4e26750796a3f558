"""One machine's folder: secrets, keys, database, models, logs. Made at the first start."""

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake.vault.desks import write_desk
from intake.vault.handler_keys import new_pair, save_pair
from intake.vault.keys import make_key_pair

ROOT = Path(__file__).resolve().parents[2]
CUSTODIANS = "custodians.pub"  # their three public keys, a line each
SECRETS = ("pepper", "receipt_secret", "bot_token")


@dataclass(frozen=True)
class Workplace:
    var: Path

    @property
    def keys(self) -> Path:
        return self.var / "secrets"

    @property
    def models(self) -> Path:
        return self.var / "models"

    @property
    def logs(self) -> Path:
        return self.var / "logs"

    @property
    def custodian(self) -> Path:
        """Holds the private key of protected reports until the custodian takes it away."""
        return self.var / "custodian"

    @property
    def desks(self) -> Path:
        """Further desks for protected reports, with their locked keys."""
        return self.var / "desks.yml"

    @property
    def catalogue(self) -> Path:
        """Catalogue files that administrators put in place of the shipped ones."""
        return self.var / "catalogue"

    def settings(self) -> dict[str, str]:
        """Environment for every process. What is set already wins, as in containers."""
        own = {f"YIHAO_{name.upper()}_FILE": str(self.keys / name) for name in SECRETS}
        own |= {
            "YIHAO_DATABASE_URL": f"sqlite:///{self.var / 'yihao.db'}",
            "YIHAO_CONTACT_PUBLIC_KEY_FILE": str(self.keys / "contact.pub"),
            "YIHAO_REPORT_PUBLIC_KEY_FILE": str(self.custodian / "report.pub"),
            "YIHAO_CUSTODIAN_PUBLIC_KEYS_FILE": str(self.custodian / CUSTODIANS),
            "YIHAO_DESKS": str(self.desks),
            "YIHAO_MESSAGES": str(self.var / "messages.yml"),
            "YIHAO_MODEL_DIR": str(self.models / "routing"),
            "YIHAO_CITY_MODEL_DIR": str(self.models / "city"),
            "YIHAO_TRAINING_DIR": str(ROOT / "training_data"),
            "YIHAO_OUTBOX_DIR": str(self.var / "outbox"),
            "YIHAO_CATALOGUE_DIR": str(self.catalogue),
            "YIHAO_WEBHOOKS": str(self.var / "webhooks.yml"),
            "YIHAO_FILES_DIR": str(self.var / "files"),
            "YIHAO_EXPORTS_DIR": str(self.var / "exports"),
        }
        given = {name for name in os.environ if name.startswith("YIHAO_")}
        return {
            name: value
            for name, value in own.items()
            if not given & {name, name.removesuffix("_FILE"), name + "_FILE"}
        }

    def open_desk(self, name: str, office: str, passphrase: str) -> None:
        """Give a handler's desk a key under the password they were just given."""
        write_desk(self.desks, name, office, passphrase)

    @contextmanager
    def environment(self) -> Iterator[None]:
        more = self.settings()
        os.environ.update(more)
        try:
            yield
        finally:
            for name in more:
                os.environ.pop(name, None)


def prepare(var: Path) -> Workplace:
    """Make what is missing; nothing that is there is touched."""
    place = Workplace(var.resolve())
    for folder in (place.var, place.keys, place.models, place.logs):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in SECRETS:
        _write_once(place.keys / name, secrets.token_urlsafe(48))
    fernet = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    _write_once(place.keys / "tracker_keys", fernet)
    make_key_pair(place.keys, "contact")
    make_key_pair(place.custodian, "report")
    _make_custodians(place.custodian)
    return place


def _make_custodians(folder: Path) -> None:
    """Three key pairs to try it out with. In production each custodian makes his own at home."""
    together = folder / CUSTODIANS
    if together.exists():
        return
    public = []
    for number in (1, 2, 3):
        pair = new_pair()
        save_pair(folder, f"custodian-{number}", pair.public.hex(), pair.private.hex())
        public.append(pair.public.hex())
    _write_once(together, "\n".join(public))


def _write_once(path: Path, value: str) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(value + "\n")
