"""Routes under /account/, one line for each part."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from app.accounts.admin.jobs_routes import Jobs
from app.accounts.admin.people_routes import People
from app.accounts.avatar.routes import AvatarPage
from app.accounts.preferences.language import Switcher
from app.accounts.preferences.routes import PreferencesPage
from app.accounts.profile.routes import Profile
from app.accounts.profile.sessions_routes import Sessions
from app.accounts.profile.tokens_routes import Tokens
from app.accounts.sign_in.reset_routes import Resets
from app.accounts.sign_in.routes import Entry
from app.accounts.sign_in.well_known import change_password
from app.accounts.sign_up.routes import Joining

handlers: list[ControllerRouterHandler] = [
    Entry,
    Joining,
    Resets,
    Profile,
    Sessions,
    Tokens,
    People,
    Jobs,
    AvatarPage,
    PreferencesPage,
    Switcher,
    change_password,
]
