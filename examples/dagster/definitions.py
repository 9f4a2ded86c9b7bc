import os

os.environ["AIRBYTE_OFFLINE_MODE"] = "1"  # PyAirbyte reads it when it is imported.

import airbyte as ab
import dagster as dg

TOKEN = {"auth_method": "access_token", "access_token": os.environ["PINTEREST_ACCESS_TOKEN"]}
STREAMS = ["account_snapshots", "pins", "user_account_analytics"]


@dg.multi_asset(specs=[dg.AssetSpec(stream) for stream in STREAMS])
def pinterest():
    source = ab.get_source(
        "source-pinterest",
        local_executable=os.environ["SOURCE_PINTEREST"],
        config={"credentials": TOKEN},
        streams=STREAMS,
    )
    result = source.read(cache=ab.DuckDBCache(db_path="pinterest.duckdb"))
    for stream in STREAMS:
        yield dg.MaterializeResult(asset_key=stream, metadata={"rows": len(result[stream].to_pandas())})


selection = dg.AssetSelection.assets(*STREAMS)
daily = dg.ScheduleDefinition(name="daily", target=selection, cron_schedule="0 6 * * *")
defs = dg.Definitions(assets=[pinterest], schedules=[daily])
