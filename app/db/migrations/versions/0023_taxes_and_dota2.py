"""Tables of taxes and of Dota 2."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _taxes()
    _dota2()


def _taxes() -> None:
    op.create_table(
        "tax_country",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("former_name", sa.Text(), nullable=True),
        sa.Column("renamed_at", sa.BigInteger(), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("income", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tax_country")),
    )
    op.create_table(
        "tax_indicator",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_link", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tax_indicator")),
    )
    op.create_table(
        "tax_figure",
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("known_from", sa.BigInteger(), nullable=False),
        sa.Column("known_until", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("reading", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("indicator", "country", "year", "known_from", name=op.f("pk_tax_figure")),
    )
    op.create_index("ix_tax_figure_country", "tax_figure", ["country", "indicator"])


def _dota2() -> None:
    op.create_table(
        "dota_hero",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("attribute", sa.String(length=8), nullable=False),
        sa.Column("attack", sa.String(length=20), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dota_hero")),
        sa.UniqueConstraint("name", name=op.f("uq_dota_hero_name")),
    )
    op.create_table(
        "dota_count",
        sa.Column("hero_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("brackets", sa.Text(), nullable=False),
        sa.Column("pro_games", sa.Integer(), nullable=False),
        sa.Column("pro_wins", sa.Integer(), nullable=False),
        sa.Column("pro_bans", sa.Integer(), nullable=False),
        sa.Column("unranked", sa.BigInteger(), nullable=True),
        sa.Column("reading", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hero_id", "at", name=op.f("pk_dota_count")),
    )
    op.create_table(
        "dota_patch",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_dota_patch")),
    )
    op.create_table(
        "dota_match",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("radiant_id", sa.BigInteger(), nullable=True),
        sa.Column("radiant", sa.Text(), nullable=False),
        sa.Column("dire_id", sa.BigInteger(), nullable=True),
        sa.Column("dire", sa.Text(), nullable=False),
        sa.Column("league", sa.Text(), nullable=False),
        sa.Column("radiant_score", sa.Integer(), nullable=True),
        sa.Column("dire_score", sa.Integer(), nullable=True),
        sa.Column("is_radiant_win", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dota_match")),
    )
    op.create_index("ix_dota_match_at", "dota_match", ["at"])
    op.create_table(
        "dota_team",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("rating", sa.Float(precision=53), nullable=False),
        sa.Column("wins", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("last_match_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dota_team")),
    )
    op.create_index("ix_dota_team_rating", "dota_team", ["rating"])


def downgrade() -> None:
    """Take back."""
    tables = ("dota_team", "dota_match", "dota_patch", "dota_count", "dota_hero")
    for table in (*tables, "tax_figure", "tax_indicator", "tax_country"):
        op.drop_table(table)
