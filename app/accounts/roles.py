"""The three roles and what they are called."""

from app.i18n import N_

ROLES = {"reader": N_("reader"), "editor": N_("editor"), "admin": N_("admin")}
