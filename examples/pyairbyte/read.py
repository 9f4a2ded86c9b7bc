"""Reads a Pinterest account into DuckDB. Later runs read what is new."""

import json
import os
from pathlib import Path

# This connector isn't in Airbyte's registry, and requests to the registry fail offline.
os.environ.setdefault("AIRBYTE_OFFLINE_MODE", "1")

import airbyte as ab

HERE = Path(__file__).parent
PROGRAM = Path(os.environ.get("SOURCE_PINTEREST", HERE / "../../dist/src/main.js"))
CONFIG = Path(os.environ.get("PINTEREST_CONFIG", HERE / "config.json"))
DATABASE = Path(os.environ.get("PINTEREST_DATABASE", HERE / "pinterest.duckdb"))
STREAMS = [
    "account_snapshots",
    "boards",
    "pins",
    "pin_analytics",
    "user_account_analytics",
    "user_account_analytics_split",
    "ad_accounts",
    "campaigns",
    "ad_groups",
    "ads",
    "ad_pins",
    "keywords",
    "advertiser_report",
    "campaign_analytics_report",
    "campaign_targeting_report",
    "ad_group_report",
    "pin_promotion_report",
    "keyword_report",
    "product_item_report",
    "product_group_report",
    "product_group_promotions",
    "catalogs_product_groups",
    "ad_account_countries",
]


def save(config: dict) -> None:
    """Saves the new refresh token, because the old one might stop working."""
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
