"""Run by Alembic: all pending migrations in one transaction, on the connection that `store.migrating` gives it."""

from alembic import context

from store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, although Alembic does not expect it to
)
context.run_migrations()
