"""Reads a Pinterest account into DuckDB. Another run reads only what is new."""

import json
import os
from pathlib import Path

# Airbyte's registry doesn't know this connector, and asking it fails offline.
os.environ.setdefault("AIRBYTE_OFFLINE_MODE", "1")

import airbyte as ab

HERE = Path(__file__).parent
PROGRAM = Path(os.environ.get("SOURCE_PINTEREST", HERE / "../../dist/src/main.js"))
CONFIG = Path(os.environ.get("PINTEREST_CONFIG", HERE / "config.json"))
DATABASE = Path(os.environ.get("PINTEREST_DATABASE", HERE / "pinterest.duckdb"))
STREAMS = ["account_snapshots", "boards", "pins", "campaigns", "campaign_analytics_report"]


def save(config: dict) -> None:
    """Keeps the renewed refresh token: the old one stops working."""
    CONFIG.write_text(json.dumps(config, indent=2))


def read() -> ab.DuckDBCache:
    source = ab.get_source(
        "source-pinterest",
        config=json.loads(CONFIG.read_text()),
        config_change_callback=save,
        local_executable=PROGRAM,
        streams=STREAMS,
    )
    source.check()
    cache = ab.DuckDBCache(db_path=DATABASE, schema_name="raw")
    source.read(cache)
    return cache


if __name__ == "__main__":
    cache = read()
    for stream in STREAMS:
        [row] = cache.run_sql_query(f"SELECT count(*) AS count FROM raw.{stream}")
        print(f"{stream}: {row['count']} rows")
