"""Manifest of accounts: who people are, how they sign in, and what stays of it (a hashed session)."""

from app.feature import Card, Command, Feature, Job, Sample

FEATURE = Feature(
    "accounts",
    "/account/",
    always=True,
    routes="app.accounts.routes:handlers",
    models=("app.accounts.models",),
    jobs=(Job("mail", "app.accounts.actors:mail", wanted=lambda settings: settings.sends_mail),),
    commands=(Command("user", "app.accounts.cli:user", "Manage users."),),
    on_start="app.accounts.sign_in.first:announce",
    on_web_start="app.accounts.web:join",
    cards=(
        Card(
            "account/_no_admin.html",
            "app.accounts.cards:no_admin",
            ("app.accounts.models:Person",),
            place="top",
        ),
    ),
    tidy="app.accounts.upkeep:sweep",
    open_paths=(
        "/.well-known/change-password",
        "/account/first",
        "/account/sign-in",
        "/account/sign-out",
        "/account/language",
        "/account/sign-up",
        "/account/confirm",
        "/account/forgotten",
        "/account/reset",
    ),
    closed_to_robots=("/account/",),
    load_samples=(Sample("preferences", "/account/preferences"),),
)
