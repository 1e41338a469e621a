"""Manifest of backups: copies of all that HUD knows, restoring them, and moving to another database."""

from app.feature import Command, Feature, Job
from app.mark import N_

FEATURE = Feature(
    "backup",
    "/backup/",
    N_("Backups"),
    always=True,
    models=("app.backup.models",),
    jobs=(
        Job("backup", "app.backup.scheduled:backing_up", wanted=lambda settings: bool(settings.backup_dir)),
    ),
    tidy="app.backup.scheduled:sweep",
    on_web_start="app.backup.watch:start",
    checks="app.backup.watch:findings",
    commands=(
        Command("backup", "app.backup.cli:backup", "Write everything HUD knows into the new FILE."),
        Command(
            "restore",
            "app.backup.cli:restore",
            "Restore the backup FILE into an installation without people and pages.",
        ),
        Command(
            "migrate-data",
            "app.backup.cli:migrate_data",
            "Copy everything into a PostgreSQL database in which there are no people and no pages yet.",
        ),
    ),
)
