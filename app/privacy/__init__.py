"""Manifest of the privacy page: data kept of people, in their language; admins may add their own text."""

from app.feature import FOOT, Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "privacy",
    "/privacy",
    N_("Privacy"),
    menu=FOOT,
    always=True,
    routes="app.privacy.routes:handlers",
    models=("app.privacy.models",),
    open_paths=("/privacy",),
    load_samples=(Sample("what is kept", "/privacy"),),
    addresses=("/privacy",),
)
