"""Reads a Pinterest account with PyAirbyte, and copies its tables to PostgreSQL.

PyAirbyte can write to PostgreSQL directly, but then infers types: it converts integers such as updated_time to dates, and rounds
long IDs. So this script reads into DuckDB, which also stores the state, and copies the tables from there.
"""

import os

import duckdb
import psycopg
from psycopg import sql

from read import DATABASE, STREAMS, read

TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "JSON": "jsonb",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}


def postgresql_type(duckdb_type: str) -> str:
    return "numeric" if duckdb_type.startswith("DECIMAL") else TYPES.get(duckdb_type, "text")


def copy(source: duckdb.DuckDBPyConnection, target: psycopg.Connection, stream: str) -> int:
    """Replaces the rows of a stream's table, in one transaction. Returns their number. Views on the table stay valid."""
    columns = [(name, postgresql_type(kind)) for name, kind, *_ in source.sql(f"DESCRIBE raw.{stream}").fetchall()]
    table = sql.Identifier("pinterest", stream)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    additions = sql.SQL(", ").join(
        sql.SQL("ADD COLUMN IF NOT EXISTS {} " + kind).format(sql.Identifier(name)) for name, kind in columns
    )
    rows = source.execute(f"SELECT * FROM raw.{stream}")
    count = 0
    with target.transaction(), target.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TABLE IF NOT EXISTS {} ()").format(table))
        cursor.execute(sql.SQL("ALTER TABLE {} {}").format(table, additions))
        cursor.execute(sql.SQL("TRUNCATE {}").format(table))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
            while chunk := rows.fetchmany(1000):
                for row in chunk:
                    copy.write_row(row)
                count += len(chunk)
    return count


if __name__ == "__main__":
    read().close()
    with duckdb.connect(DATABASE, read_only=True) as source, psycopg.connect(os.environ["POSTGRES"]) as target:
        target.execute("CREATE SCHEMA IF NOT EXISTS pinterest")
        for stream in STREAMS:
            print(f"{stream}: {copy(source, target, stream)} rows")
