"""SQLAlchemy adapters: SQLite on one machine, PostgreSQL in production."""
