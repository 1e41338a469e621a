"""E-mail addresses of people, their tokens and one-time links, and counted attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    # Column by column: a table that is copied is dropped, and takes along what refers to it.
    op.add_column("person", sa.Column("looks", sa.String(length=200), nullable=True))
    op.add_column("person", sa.Column("email", sa.String(length=254), nullable=True))
    op.add_column("person", sa.Column("email_key", sa.String(length=254), nullable=True))
    op.add_column(
        "person", sa.Column("pending_email", sa.String(length=254), server_default="", nullable=False)
    )
    op.add_column("person", sa.Column("disabled_at", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_person_looks"), "person", ["looks"], unique=True)
    op.create_index(op.f("ix_person_email_key"), "person", ["email_key"], unique=True)
    # Names in Latin letters look like themselves; others were not compared by their looks when made.
    op.execute("UPDATE person SET looks = name_key")
    for name in ("browser", "place"):
        op.add_column("session", sa.Column(name, sa.String(length=60), server_default="", nullable=False))
    op.create_table(
        "api_token",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("scope", sa.String(length=5), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_table(
        "account_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", IDENTIFIER, nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_account_link")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"])
    op.create_index(op.f("ix_account_link_person_id"), "account_link", ["person_id"])
    op.create_index(op.f("ix_account_link_expires_at"), "account_link", ["expires_at"])
    op.create_index("ix_attempt_counted", "attempt", ["kind", "key", "at"])
    op.create_index("ix_attempt_old", "attempt", ["kind", "at"])


def downgrade() -> None:
    """Take back."""
    for table in ("attempt", "account_link", "api_token"):
        op.drop_table(table)
    for name in ("place", "browser"):
        op.drop_column("session", name)
    for index in ("ix_person_email_key", "ix_person_looks"):
        op.drop_index(op.f(index), "person")
    for name in ("disabled_at", "pending_email", "email_key", "email", "looks"):
        op.drop_column("person", name)
