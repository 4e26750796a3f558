"""A protected report with a file, for who is not testing how it came in."""

from nacl.public import PrivateKey

from intake.adapters.sql.migrate import migrate
from intake.bootstrap import bootstrap
from intake.config import Settings
from intake.service import attaching
from intake.service.protected import file_protected, sealed_reports
from tests.support.builders import CUSTODIAN

TEXT = "某矿六月的冒顶没有报"


def a_report(ports, text=TEXT):
    """The receipt of a new report."""
    return file_protected(text, ports=ports).receipt


def uploaded(receipt, body, name="照片.jpg", *, ports, piece=1 << 16):
    """As the page does it: a piece at a time. Not yet sent."""
    incoming = attaching.begin(receipt, ports=ports)
    try:
        for at in range(0, len(body), piece):
            incoming.take(body[at : at + piece])
        return incoming.finish(name)
    finally:
        incoming.drop()


def sent(receipt, body, name="照片.jpg", *, ports):
    found = uploaded(receipt, body, name, ports=ports)
    attaching.send(receipt, found.attachment, ports=ports)
    return found


def the_report(ports, who=CUSTODIAN):
    [report] = sealed_reports(who, ports=ports)
    return report


def uploading(folder):
    """In a process of its own: a file of which a part has come, over a real database."""
    url = f"sqlite:///{folder}/yihao.db"
    migrate(url)
    raw = bytes(PrivateKey.generate().public_key).hex()
    secret = "secret " * 8
    ports = bootstrap(
        Settings(
            database_url=url, files_dir=f"{folder}/files",
            exports_dir=f"{folder}/exports", model_dir=f"{folder}/none",
            pepper=secret, receipt_secret=secret, bot_token=secret,
            contact_public_key=raw, report_public_key=raw,
        )
    )  # fmt: skip
    incoming = attaching.begin(a_report(ports), ports=ports)
    incoming.take(b"MARKER " * 20_000)
    return incoming
