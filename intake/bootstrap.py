"""Wire a process: read the settings, choose the adapters, fill in the ports."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Semaphore

from intake import texts
from intake.adapters.book import FileBook
from intake.adapters.directory import CatalogueDirectory
from intake.adapters.folder import Folder
from intake.adapters.inspection import Examiner
from intake.adapters.inspection.examining import all_readers
from intake.adapters.live_catalogue import LiveCatalogue
from intake.adapters.oidc import OidcProvider, OidcSettings
from intake.adapters.passkeys import WebAuthn
from intake.adapters.passwords import Argon2Passwords
from intake.adapters.presence import presence_at
from intake.adapters.rasa import RasaDialogue
from intake.adapters.sql.mapping import start_mappers
from intake.adapters.sql.unit_of_work import SqlUnitOfWork, open_engine, reading, scrub, writing
from intake.config import Settings, SettingsError
from intake.ports import Ports, UnitOfWork
from intake.texts.letters import BadLetters, Letters
from intake.texts.tracks import profit_rules, track_rules
from intake.vault.codes import TotpCodes
from intake.vault.desks import box_desk, read_desks
from intake.vault.looks import BrowserLooks
from intake.vault.reports import Reports
from intake.vault.sealing import BoxSealer
from routing import catalogue, listening
from routing.conflict import Conflict
from routing.identifying import Finder, tagger
from routing.places import Places
from routing.urgency import FirstLook


def now() -> datetime:
    return datetime.now(UTC)


def _provider(settings: Settings) -> OidcProvider | None:
    if not settings.oidc_issuer:
        return None
    return OidcProvider(
        OidcSettings(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.oidc_label,
            settings.staff_url,
        )
    )


def _messages(settings: Settings) -> Letters:
    try:
        return texts.messages(settings.messages)
    except BadLetters as error:
        raise SettingsError(str(error)) from None


def bootstrap(settings: Settings, *, memory: Callable[[], UnitOfWork] | None = None) -> Ports:
    """`memory` replaces the database, for tests and trying out."""
    ear = listening.load(settings.model_dir)
    live = LiveCatalogue(
        settings.catalogue_dir,
        {
            "conflicts": lambda facts: Conflict(facts, Places(facts), settings.home_area),
            "first_look": lambda facts: FirstLook(facts.situations, facts.secrecy, ear),
            "directory": CatalogueDirectory,
        },
    )
    if memory is None:
        start_mappers()
        engine = open_engine(settings.database_url)
        to_write, to_read = writing(engine), reading(engine)
        turn = Semaphore() if engine.dialect.name == "sqlite" else None
    ports = Ports(
        uow=memory or (lambda: SqlUnitOfWork(to_write, turn)),
        view=memory or (lambda: SqlUnitOfWork(to_read)),
        clock=now,
        pepper=settings.pepper.get_secret_value().encode(),
        receipt_secret=settings.receipt_secret.get_secret_value().encode(),
        contact_sealer=BoxSealer(bytes.fromhex(settings.contact_public_key)),
        vault=Reports(
            box_desk(f"{settings.home_area}-{catalogue.DESK}", settings.report_public_key),
            settings.custodians(),
            read_desks(settings.desks),
        ),
        files=Folder(settings.files_dir),
        exports=Folder(settings.exports_dir),
        inspection=Examiner(all_readers()),
        conflicts=live.part("conflicts"),
        identifying=Finder(tagger.load(settings.model_dir)),
        first_look=live.part("first_look"),
        directory=live.part("directory"),
        book=FileBook(settings.catalogue_dir),
        dialogue=RasaDialogue(settings.bot_url, settings.bot_token.get_secret_value()),
        words=texts.interview(),
        messages=_messages(settings),
        passwords=Argon2Passwords(),
        codes=TotpCodes(settings.pepper.get_secret_value().encode()),
        passkeys=WebAuthn(settings.staff_url) if settings.staff_url else None,
        provider=_provider(settings),
        account_rules=settings.account_rules(),
        home_area=settings.home_area,
        retention=texts.retention(),
        visit_rules=texts.visit_rules(),
        formulas=texts.formulas(),
        public_url=settings.public_url,
        rising_rules=texts.rising_rules(),
        track_rules=track_rules(),
        profit_rules=profit_rules(),
        presence=presence_at(settings.broker_url),
        seat_rules=texts.seat_rules(),
        looks=BrowserLooks(settings.pepper.get_secret_value().encode()),
        scrub=(lambda: None) if memory else (lambda: scrub(engine)),
    )
    if ports.directory.area_name(settings.home_area) is None:
        raise ValueError("YIHAO_HOME_AREA is not an area of the catalogue")
    return ports
