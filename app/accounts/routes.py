"""Routes under /account/, one line for each part."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from app.accounts.avatar_routes import AvatarPage
from app.accounts.entry_routes import Entry
from app.accounts.jobs_routes import Jobs
from app.accounts.language import Switcher
from app.accounts.people_routes import People
from app.accounts.preferences_routes import PreferencesPage
from app.accounts.profile_routes import Profile
from app.accounts.reset_routes import Resets
from app.accounts.sessions_routes import Sessions
from app.accounts.sign_up_routes import Joining
from app.accounts.tokens_routes import Tokens
from app.accounts.well_known import change_password

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
