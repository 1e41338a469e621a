"""Manifest of the guide: what HUD is and how to search, in each of its languages, and searchable itself."""

from app.feature import FOOT, Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "guide",
    "/guide/",
    N_("Guide"),
    menu=FOOT,
    needs=("pages",),
    routes="app.guide.routes:handlers",
    on_start="app.guide.ingest:ingest",
    load_samples=(Sample("in the reader's language", "/guide/"),),
    addresses=("/guide/",),
)
