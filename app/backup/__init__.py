"""Manifest of backups: copies of all that HUD knows, restoring them, and moving to another database."""

from app.feature import Command, Feature
from app.mark import N_

FEATURE = Feature(
    "backup",
    "/backup/",
    N_("Backups"),
    always=True,
    models=("app.backup.models",),
    commands=(
        Command("backup", "app.backup.cli:backup", "Write everything HUD knows into one new file."),
        Command("restore", "app.backup.cli:restore", "Restore a backup into an installation without pages."),
        Command("migrate-data", "app.backup.cli:migrate_data", "Copy everything into a PostgreSQL database."),
    ),
)
