"""Manifest of changes: what changed between two versions of a page, and since when it says what it says."""

from app.feature import MAIN, Command, Feature, Sample
from app.mark import N_

FEATURE = Feature(
    "changes",
    "/changes/",
    N_("Changes"),
    menu=MAIN,
    needs=("pages",),
    routes="app.changes.routes:handlers",
    commands=(
        Command("diff", "app.changes.cli:diff", "Show what changed between two versions of a page, by word."),
        Command(
            "changes",
            "app.changes.latest_cli:changes",
            "List what changed lately on all pages, newest first.",
        ),
    ),
    load_samples=(Sample("what changed", "/pages/${page}/diff"), Sample("latest changes", "/changes/")),
    addresses=(
        "/changes/",
        "/changes/?size=large&q=flood",
        "/changes/?tag=news",
        "/changes.atom",
        "/pages/1/changes.atom",
        "/api/changes",
        "/pages/1/diff",
        "/pages/1/diff?from=1&to=2",
        "/pages/1/since",
        "/api/pages/1/diff",
        "/api/pages/1/since",
    ),
    checks="app.changes.doctor:findings",
    style="changes.css",
    tags=(("changes", "What changed between two versions of a page, and since when it says what it says."),),
)
