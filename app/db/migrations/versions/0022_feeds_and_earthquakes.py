"""Tables of feeds, of what came from them, and of earthquakes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    _feeds()
    _earthquakes()


def _feeds() -> None:
    op.create_table(
        "feed_state",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("is_anew", sa.Boolean(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("succeeded_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("good", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed_state")),
    )
    op.create_table(
        "feed_reading",
        sa.Column("id", _ID, nullable=False),
        sa.Column("feed", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("elapsed", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_reading")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feed_reading_feed_at", "feed_reading", ["feed", "at"])
    op.create_table(
        "feed_part",
        sa.Column("reading_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"],
            ["feed_reading.id"],
            name=op.f("fk_feed_part_reading_id_feed_reading"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reading_id", "number", name=op.f("pk_feed_part")),
    )
    op.create_index("ix_feed_part_sha256", "feed_part", ["sha256"])
    op.create_table(
        "feed_payload",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("zstd", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_feed_payload")),
    )


def _earthquakes() -> None:
    op.create_table(
        "quake",
        sa.Column("id", _ID, nullable=False),
        sa.Column("usgs", sa.String(length=40), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("mag", sa.Float(precision=53), nullable=True),
        sa.Column("mag_type", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("depth", sa.Float(precision=53), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("net", sa.String(length=8), nullable=False),
        sa.Column("tsunami", sa.Boolean(), nullable=False),
        sa.Column("sig", sa.Integer(), nullable=True),
        sa.Column("felt", sa.Integer(), nullable=True),
        sa.Column("cdi", sa.Float(precision=53), nullable=True),
        sa.Column("mmi", sa.Float(precision=53), nullable=True),
        sa.Column("alert", sa.String(length=10), nullable=False),
        sa.Column("nst", sa.Integer(), nullable=True),
        sa.Column("gap", sa.Float(precision=53), nullable=True),
        sa.Column("dmin", sa.Float(precision=53), nullable=True),
        sa.Column("rms", sa.Float(precision=53), nullable=True),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("first_reading", sa.BigInteger(), nullable=False),
        sa.Column("reading", sa.BigInteger(), nullable=False),
        sa.Column("revised_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quake")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quake_time", "quake", ["time"])
    op.create_index("ix_quake_mag_time", "quake", ["mag", "time"])
    op.create_index(op.f("ix_quake_usgs"), "quake", ["usgs"])
    op.create_index(op.f("ix_quake_revised_at"), "quake", ["revised_at"])
    op.create_table(
        "quake_id",
        sa.Column("usgs", sa.String(length=40), nullable=False),
        sa.Column("quake_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["quake_id"], ["quake.id"], name=op.f("fk_quake_id_quake_id_quake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("usgs", name=op.f("pk_quake_id")),
    )
    op.create_index(op.f("ix_quake_id_quake_id"), "quake_id", ["quake_id"])
    op.create_table(
        "quake_revision",
        sa.Column("id", _ID, nullable=False),
        sa.Column("quake_id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reading", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quake_id"], ["quake.id"], name=op.f("fk_quake_revision_quake_id_quake"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quake_revision")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_quake_revision_quake_id"), "quake_revision", ["quake_id"])
    op.create_index(op.f("ix_quake_revision_at"), "quake_revision", ["at"])


def downgrade() -> None:
    """Take back."""
    for table in (
        "quake_revision",
        "quake_id",
        "quake",
        "feed_payload",
        "feed_part",
        "feed_reading",
        "feed_state",
    ):
        op.drop_table(table)
