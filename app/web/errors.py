"""What can go wrong in a request, as typed errors that carry a sentence for the reader.

A handler raises one of these; how it is shown (page, fragment or JSON) is decided in one place,
`app.web.troubles`.
"""

from __future__ import annotations

from app.i18n import N_


class Trouble(Exception):
    """An error with an HTTP status and a sentence that says what to do.

    `detail` is for the reader (marked with `N_` or already translated), `position` points into a
    query, `field` names the parameter or the field of a form at fault, `retry_after` is in seconds.
    """

    status = 500
    title = N_("Something broke")
    default = N_("It is our mistake, and it has been noted. Please try again in a while.")

    def __init__(
        self,
        detail: str = "",
        *,
        position: int | None = None,
        field: str = "",
        retry_after: int | None = None,
    ) -> None:
        self.detail = detail or self.default
        self.position = position
        self.field = field
        self.retry_after = retry_after
        super().__init__(self.detail)


class BadRequest(Trouble):
    """What was sent cannot be understood."""

    status = 400
    title = N_("That request makes no sense")
    default = N_("Something in the address or in the form cannot be read. Please check it.")


class Unauthorized(Trouble):
    """Nobody is signed in, and somebody has to be."""

    status = 401
    title = N_("Please sign in")
    default = N_("This is only for people with an account here. Sign in and try again.")


class Forbidden(Trouble):
    """Who asks may not do this."""

    status = 403
    title = N_("That is not allowed")
    default = N_("You may look, but not do this. Ask an editor of this installation.")


class NotFound(Trouble):
    """There is nothing at this address."""

    status = 404
    title = N_("There is nothing here")
    default = N_("The address may be mistyped, or what was here has been deleted.")


class MethodNotAllowed(Trouble):
    """The address exists, but does not take this method."""

    status = 405
    title = N_("That does not work this way")
    default = N_("This address can be read, but not used like that. Start again from the page.")

    allow = ""
    """The methods that it takes, as the header has them; "" where that is not known."""


class TooSlow(Trouble):
    """What was sent came too slowly to wait for the rest."""

    status = 408
    title = N_("That took too long to arrive")
    default = N_("The connection was too slow, so nothing was taken. Please send it again.")


class TooLarge(Trouble):
    """More was sent than is taken."""

    status = 413
    title = N_("That is too much at once")
    default = N_("At most one megabyte can be sent at a time. Please send less.")


class UnsupportedType(Trouble):
    """What was sent is of a kind that this address does not read."""

    status = 415
    title = N_("That cannot be read here")
    default = N_("Send JSON, with the header “Content-Type: application/json”.")


class Unprocessable(Trouble):
    """It could be read, but not be done."""

    status = 422
    title = N_("That cannot be done")
    default = N_("Something that was filled in does not fit. Please check it.")


class TooMany(Trouble):
    """The same was tried too often."""

    status = 429
    title = N_("Slow down a little")
    default = N_("That was tried too often. Please wait a while and try again.")


class HeadersTooLarge(Trouble):
    """A header is longer than any browser sends."""

    status = 431
    title = N_("That request is too long")
    default = N_("Your browser sent too much. Deleting the cookies of this site usually helps.")


class DiskFull(Trouble):
    """There is no room to write anything."""

    status = 503
    title = N_("The disk is full")
    default = N_(
        "The disk of this installation is full. Nothing was lost, but nothing new can be kept until its admin"
        " makes room."
    )


class DiskReadOnly(Trouble):
    """The disk takes no writes."""

    status = 503
    title = N_("Nothing can be kept now")
    default = N_(
        "The disk of this installation can only be read. Nothing was lost, but nothing new can be kept until"
        " its admin makes it writable again."
    )


class Busy(Trouble):
    """It cannot be done at this moment, but soon."""

    status = 503
    title = N_("Busy for a moment")
    default = N_("Nothing is lost. Please try again in a few seconds.")

    def __init__(
        self,
        detail: str = "",
        *,
        position: int | None = None,
        field: str = "",
        retry_after: int | None = 5,
    ) -> None:
        super().__init__(detail, position=position, field=field, retry_after=retry_after)


BY_STATUS: dict[int, type[Trouble]] = {kind.status: kind for kind in Trouble.__subclasses__()}
"""What every status of an error means here, and says unless somebody knows better."""


class NotReady(Exception):
    """A part is not well, and its text says in a few words how it is, without naming anything inside."""
