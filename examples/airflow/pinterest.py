from datetime import datetime

from airflow.sdk import dag, task


@dag(schedule="0 6 * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1)
def pinterest():
    @task.external_python(python="/opt/pyairbyte/bin/python", expect_airflow=False)
    def read():
        import os

        os.environ["AIRBYTE_OFFLINE_MODE"] = "1"
        import airbyte as ab

        token = {"auth_method": "access_token", "access_token": os.environ["PINTEREST_ACCESS_TOKEN"]}
        source = ab.get_source(
            "source-pinterest",
            local_executable=os.environ["SOURCE_PINTEREST"],
            config={"credentials": token},
            streams=["account_snapshots", "pins", "user_account_analytics"],
        )
        source.read(cache=ab.DuckDBCache(db_path="pinterest.duckdb"))

    read()


pinterest()
