"""What can go wrong, in the words of the trade.

The API maps `status` to HTTP; what people read about `code` is in intake/texts/problems.yml.
"""

import re


class IntakeError(Exception):
    status = 400

    def __init__(self, pointer: str = "", **values: str | int) -> None:
        """`pointer` is the JSON pointer of the field at fault; `values` fill the sentence.

        Neither may hold what a citizen wrote: exceptions end up in logs.
        """
        super().__init__(self.code)
        self.pointer = pointer
        self.values = values

    @property
    def code(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class EmptyText(IntakeError):
    status = 422


class TooLong(IntakeError):
    status = 422


class BadPeriod(IntakeError):
    """It ends before it begins, or is longer than two years."""

    status = 422


class UnknownArea(IntakeError):
    status = 422


class UnknownOffice(IntakeError):
    status = 422


class UnknownColleague(IntakeError):
    status = 422


class UnknownGround(IntakeError):
    """No item of the article in force on the day of receipt."""

    status = 422


class NobodyFree(IntakeError):
    """Every desk that could take this report is accused in it."""

    status = 409


class ReadersChanged(IntakeError):
    """Somebody wrote to the database who may read a report: nothing more is sealed to it."""

    status = 409


class TooBusy(IntakeError):
    """A flood: this one waits a moment, with a ticket."""

    status = 429


class TooLate(IntakeError):
    """The window for sending a ticket back is over."""

    status = 409


class BoundByPanel(IntakeError):
    """Decided by the panel: it cannot be sent back again."""

    status = 409


class HelpersStillOpen(IntakeError):
    """The lead answers last."""

    status = 409


class AlreadyExtended(IntakeError):
    status = 409


class HandledAbove(IntakeError):
    """The supervisor decides on it: it cannot be sent back meanwhile."""

    status = 409


class HalfAnswered(IntakeError):
    """A call-back has three answers, or says that nobody was reached."""

    status = 422


class LinkUsed(IntakeError):
    """A link to a survey that was answered, or is too old."""

    status = 410


class TookPart(IntakeError):
    """Whoever worked on a complaint does not decide whether it counts."""

    status = 409


class ExclusionTooLate(IntakeError):
    status = 409


class AlreadyAsked(IntakeError):
    """An office asks once for each complaint."""

    status = 409


class NothingAsked(IntakeError):
    status = 409


class NothingSuggested(IntakeError):
    """No office was suggested that could be accepted."""

    status = 409


class SecondPersonNeeded(IntakeError):
    """Whoever asked for it cannot be the one who agrees."""

    status = 409


class LastHolder(IntakeError):
    """Whoever leaves must hand the report to somebody first."""

    status = 409


class KeptFrom(IntakeError):
    """This desk is accused in the report, or belongs to those accused."""

    status = 409


class WrongPassphrase(IntakeError):
    status = 403


class BadName(IntakeError):
    status = 422


class BadContact(IntakeError):
    status = 422


class BadReceipt(IntakeError):
    """The check digit does not match: a typing mistake, worth saying so."""

    status = 422


class BadConversation(IntakeError):
    status = 422


class BadKey(IntakeError):
    """An idempotency key so short that a stranger could guess it, and with it a receipt."""

    status = 422


class KeyReused(IntakeError):
    """The idempotency key was used before with another body."""

    status = 409


class UnknownNumber(IntakeError):
    """No complaint under this number that another could be handled with."""

    status = 422


class NotJoinable(IntakeError):
    """It is answered by now, or is not about what this text tells."""

    status = 422


class NotFound(IntakeError):
    status = 404


class NotAllowedNow(IntakeError):
    """The complaint is in a state where this step makes no sense."""

    status = 409


class ChangedMeanwhile(IntakeError):
    """Somebody else changed it between our reading and our writing."""

    status = 409


class NotAllowed(IntakeError):
    """This person may not do this. Pages answer 404 instead where existence is a secret."""

    status = 403


class NotLoggedIn(IntakeError):
    status = 401


class BadPublicKey(IntakeError):
    """Not the hex of a public key that can be sealed to."""

    status = 422


class TooEarly(IntakeError):
    """The reporter may still object."""

    status = 409


class CutsDoNotFit(IntakeError):
    """What is to be cut out is not where it was shown. Nothing is stored: it would stay in."""

    status = 422


class NoCustodians(IntakeError):
    """Fewer than three custodians: an identity is not taken rather than guarded by fewer."""

    status = 422


class CustodiansInvolved(IntakeError):
    """Fewer than three custodians are outside the line of those whom the report is about."""

    status = 422


class RequesterIsCustodian(IntakeError):
    """Whoever guards an identity may not ask for one, of whatever report."""

    status = 422


class CannotHandOver(IntakeError):
    """Not from a retired custodian to an active one of the same office."""

    status = 409


class CannotTakeFiles(IntakeError):
    """What looks into files is not installed here."""

    status = 503


class FileRefused(IntakeError):
    """Not taken for what it is; `reason` is the sentence that says why."""

    status = 422


class FileTooLarge(IntakeError):
    status = 413


class TooManyFiles(IntakeError):
    status = 409


class UploadBroken(IntakeError):
    """It did not arrive whole, or not as our page sends it."""

    status = 400


class TooManyTries(IntakeError):
    """Guessing is slow; `seconds` until the next try is looked at."""

    status = 429


class WrongPassword(IntakeError):
    """Of somebody who is logged in and must say it again."""

    status = 403


class WeakPassword(IntakeError):
    status = 422


class NotTheSame(IntakeError):
    """The new password was typed twice, differently."""

    status = 422


class WrongCode(IntakeError):
    """Or one that was used before."""

    status = 403


class CodeRequired(IntakeError):
    """This role may not work without a second factor."""

    status = 409


class DeskUnderPassword(IntakeError):
    """A handler's password locks a key, which the web process cannot lock anew."""

    status = 409


class ProposalOver(IntakeError):
    """Nobody agreed in time, or somebody else has decided it."""


class NameTaken(IntakeError):
    """A new member may not take over an account there is."""

    status = 409


class NoSuchArea(IntakeError):
    """Not an area, or a role that works in none."""


class OwnAccount(IntakeError):
    """Nobody changes their own role, nor ends their own account."""

    status = 409


class ByOperator(IntakeError):
    """This role opens what an administrator must not: it is done at the server."""

    status = 409


class BadFile(IntakeError):
    """The catalogue does not load with it; `where` and `what` say why, in the loader's words."""

    status = 422


class AccountStopped(IntakeError):
    """Said only to whoever has just proved who they are."""

    status = 403


class BadPasskey(IntakeError):
    """Not answered by a passkey of this member, or not to what was asked just now."""

    status = 403


class PasskeyCopied(IntakeError):
    """It counted backwards."""

    status = 403


class LastSecondStep(IntakeError):
    """This role needs one, and this is the only one left."""

    status = 409


class TooManyPasskeys(IntakeError):
    status = 409


class ProviderAway(IntakeError):
    """The provider of logins does not answer, or not as it should."""

    status = 502


class ProviderRefused(IntakeError):
    """Its answer is not for this login: another nonce, issuer, signature, or too old."""

    status = 403


class NobodyBySubject(IntakeError):
    """The provider knows them, and nobody here is that."""

    status = 403


class NothingChanged(IntakeError):
    """The text is the one in force already."""

    status = 422


class UnknownScope(IntakeError):
    status = 422


class TooManyReveals(IntakeError):
    """The office has read this complaint unmasked as often as it may in one day."""

    status = 429


class BadExtension(IntakeError):
    status = 422


class NotConnected(IntakeError):
    """The operator's file names no address for that line."""

    status = 409


class UnknownCode(IntakeError):
    """None of the operator's codes."""

    status = 422


class StorageBusy(IntakeError):
    """Disk full, database locked or away; nothing was stored."""

    status = 503


class BadDays(IntakeError):
    """A day is missing, or the last one lies before the first."""

    status = 422


class NoSuchCode(IntakeError):
    """Wrong, used, or too old."""

    status = 404


class NothingToGoOn(IntakeError):
    """Nothing was said yet that could go on elsewhere."""

    status = 409


class NotAStandIn(IntakeError):
    status = 422


class TooManyViews(IntakeError):
    status = 409


class TooManyExports(IntakeError):
    status = 429


class KeyNeeded(IntakeError):
    """No key, or none of ours."""

    status = 401


class ScopeNeeded(IntakeError):
    """The key is good, for something else."""

    status = 403


class OfficeNeeded(IntakeError):
    status = 422


class BadChannel(IntakeError):
    status = 422


class TooManyRequests(IntakeError):
    status = 429


class BadViewName(IntakeError):
    status = 422


class ViewNameTaken(IntakeError):
    status = 409
