"""Mail over SMTP. The server's answers are kept as numbers: its words may quote an address."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from intake.domain.contact import MAIL
from intake.domain.delivery import NotSent
from intake.ports.sending import MailServer, Message, Security


class SmtpMessenger:
    def __init__(self, server: MailServer, context: ssl.SSLContext | None = None):
        self._server = server
        self._context = context or ssl.create_default_context()

    def send(self, to: str, message: Message, id: str) -> str:
        mail = self._mail(to, message, id)
        with _told(), self._connected() as smtp:
            sender = parseaddr(self._server.sender)[1]
            smtp.sendmail(sender, [to], mail.as_bytes())
            # It is handed over now: whatever goes wrong while saying good-bye changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
        return "250"

    def _mail(self, to: str, message: Message, id: str) -> EmailMessage:
        # One plain address, or a list of them would be several receivers.
        if not MAIL.fullmatch(to):
            raise NotSent("bad-address", for_good=True)
        mail = EmailMessage()
        try:
            mail["From"], mail["To"], mail["Subject"] = self._server.sender, to, message.subject
        except ValueError:  # a line break, by which somebody wanted to add a header
            raise NotSent("bad-header", for_good=True) from None
        domain = parseaddr(self._server.sender)[1].rpartition("@")[2]
        mail["Message-ID"] = f"<{id}@{domain}>"
        mail["Date"] = formatdate()
        mail["Auto-Submitted"] = "auto-generated"  # nobody's holiday notice answers it
        mail.set_content(message.text, cte="base64")
        return mail

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        to = self._server
        if to.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                to.host, to.port, timeout=to.timeout, context=self._context
            )
        else:
            smtp = smtplib.SMTP(to.host, to.port, timeout=to.timeout)
        try:
            if to.security is Security.STARTTLS:
                smtp.starttls(context=self._context)
            if to.user:
                smtp.login(to.user, to.password)
            yield smtp
        finally:
            smtp.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        [(code, _)] = error.recipients.values()
        raise NotSent(str(code), for_good=code >= 500) from None
    except smtplib.SMTPResponseException as error:
        # About us, not about the receiver: somebody can set it right.
        raise NotSent(str(error.smtp_code)) from None
    except smtplib.SMTPNotSupportedError:
        raise NotSent("no-starttls") from None
    except ssl.SSLError:
        raise NotSent("tls") from None
    except (smtplib.SMTPException, OSError) as error:
        # smtplib says "disconnected" of a server that did not answer in time, too.
        silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        raise NotSent("timeout" if silent else "down") from None
