"""Alembic's entry: runs the revisions on the connection that app.db.migrate hands over."""

from alembic import context

from app.db.base import Base

connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"
# SQLite cannot alter a table in place: Alembic copies it (batch). One transaction a revision on both
# databases, so that an interrupted upgrade is taken up where it stood; Alembic takes SQLite for unable
# to roll back its schema, which holds for the driver's own transactions only, not for ours.
context.configure(
    connection=connection,
    # Only `make migration` compares it with the database, and imports all tables before.
    target_metadata=Base.metadata,
    render_as_batch=sqlite,
    transaction_per_migration=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
