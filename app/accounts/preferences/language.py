"""The switcher in the footer: another language for the page one is on, without JavaScript.

It is a form and not a link, because it changes what this browser gets from now on; a link that did
so could be put on anybody's page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar import Controller, Response, post
from litestar.response import Redirect

from app.accounts.preferences.remember import remember_language
from app.i18n import N_, offered, split_prefix
from app.web.errors import Unprocessable
from app.web.request import HudRequest, forms
from app.web.response.redirects import safe_next


class Switcher(Controller):
    """`/account/language`."""

    path = "/account/language"
    include_in_schema = False

    @post(sync_to_thread=True)
    def switch(self, request: HudRequest, form: forms.FormBody) -> Response[None]:
        """Back to the page, in the language that was chosen; an address that names one names the new one."""
        language = form.values.get("language", "")
        if language not in offered():
            raise Unprocessable(N_("This language is not available. Choose one at the bottom of the page."))
        prefix = f"/{language}" if request.reader.prefix else ""
        place = prefix + _page(request, form.values.get("next", ""))
        response = Redirect(place, status_code=303, headers={"Cache-Control": "no-store"})
        remember_language(request, response, language)
        return response


def _page(request: HudRequest, written: str) -> str:
    # The form was made with the page; what was typed since stands in the address it was sent from.
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc and came.netloc == request.headers.get("host", ""):
        written = f"{came.path}?{came.query}" if came.query else came.path
    return safe_next(split_prefix(safe_next(written))[1])
