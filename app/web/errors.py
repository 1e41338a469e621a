"""Typed errors of requests, each with a sentence for the reader.

A handler raises one of these; how it is shown (page, fragment or JSON) is decided in one place,
`app.web.response.errors_page`.
"""

from __future__ import annotations

from app.i18n import N_


class Trouble(Exception):
    """An error with an HTTP status and a sentence that says what to do.

    `detail` is for the reader (marked with `N_` or already translated), `position` points into a
    query, `field` names the parameter or the field of a form at fault, `retry_after` is in seconds.
    """

    status = 500
    title = N_("Something went wrong")
    default = N_("The error has been logged. Please try again later.")

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
    title = N_("Bad request")
    default = N_("The address or the form contains something that cannot be read. Please check it.")


class Unauthorized(Trouble):
    """Nobody is signed in, and somebody has to be."""

    status = 401
    title = N_("Please sign in")
    default = N_("You need an account for this. Sign in and try again.")


class Forbidden(Trouble):
    """Who asks may not do this."""

    status = 403
    title = N_("Access denied")
    default = N_("Your account does not have permission to do this. Ask an editor.")


class NotFound(Trouble):
    """There is nothing at this address."""

    status = 404
    title = N_("Page not found")
    default = N_("The address may be misspelled, or the page has been deleted.")


class MethodNotAllowed(Trouble):
    """The address exists, but does not take this method."""

    status = 405
    title = N_("Method not allowed")
    default = N_("This address does not accept this kind of request. Go back to the page and try again.")

    allow = ""
    """The methods that it takes, as the header has them; "" where that is not known."""


class TooSlow(Trouble):
    """What was sent came too slowly to wait for the rest."""

    status = 408
    title = N_("Request timed out")
    default = N_("The connection was too slow, so nothing was saved. Please send it again.")


class TooLarge(Trouble):
    """More was sent than is taken."""

    status = 413
    title = N_("Too large")
    default = N_("You can send at most 1 MB at a time.")


class UnsupportedType(Trouble):
    """What was sent is of a kind that this address does not read."""

    status = 415
    title = N_("Unsupported format")
    default = N_("Send JSON, with the header “Content-Type: application/json”.")


class Unprocessable(Trouble):
    """It could be read, but not be done."""

    status = 422
    title = N_("Not possible")
    default = N_("One of the values is not valid. Please check it.")


class TooMany(Trouble):
    """The same was tried too often."""

    status = 429
    title = N_("Too many requests")
    default = N_("Too many attempts. Wait a while and try again.")


class HeadersTooLarge(Trouble):
    """A header is longer than any browser sends."""

    status = 431
    title = N_("Request too long")
    default = N_("Your browser sent too much data. Deleting this site's cookies usually helps.")


class DiskFull(Trouble):
    """There is no room to write anything."""

    status = 503
    title = N_("The disk is full")
    default = N_(
        "The server's disk is full. Nothing was lost, but nothing new can be saved until an"
        " administrator frees up space."
    )


class DiskReadOnly(Trouble):
    """The disk takes no writes."""

    status = 503
    title = N_("Nothing can be saved right now")
    default = N_(
        "The server's disk is read-only. Nothing was lost, but nothing new can be saved until an"
        " administrator makes it writable again."
    )


class Busy(Trouble):
    """It cannot be done at this moment, but soon."""

    status = 503
    title = N_("Server busy")
    default = N_("Nothing was lost. Try again in a few seconds.")

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
