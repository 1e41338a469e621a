"""Manifest of changes: what changed between two versions of a page, and since when it says what it says."""

from app.feature import Command, Feature, Sample

FEATURE = Feature(
    "changes",
    "/changes/",
    needs=("pages",),
    routes="app.changes.routes:handlers",
    commands=(
        Command("diff", "app.changes.cli:diff", "Show what changed between two versions of a page, by word."),
    ),
    load_samples=(Sample("what changed", "/pages/${page}/diff"),),
    addresses=(
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
