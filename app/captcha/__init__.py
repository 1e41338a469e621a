"""Manifest of captchas: pictures with changing questions, and work for the reader's computer instead.

Forms know only `app.web.human`; this is one way to do what it promises.
"""

from app.feature import ADMIN, Command, Feature, Job, Sample
from app.mark import N_

FEATURE = Feature(
    "captcha",
    "/captcha/",
    N_("Captchas"),
    menu=ADMIN,
    routes="app.captcha.routes:handlers",
    models=("app.captcha.models",),
    jobs=(Job("captcha", "app.captcha.actors:drawing"),),
    commands=(Command("captcha", "app.captcha.cli:captcha", "Manage captchas."),),
    on_start="app.captcha.image.pool:begin",
    on_web_start="app.captcha.check:join",
    open_paths=("/captcha/image/", "/captcha/sound/"),
    load_samples=(Sample("form with a check", "/pages/add"),),
    style="captcha.css",
    privacy="captcha/_privacy.html",
)
