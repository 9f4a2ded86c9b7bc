"""Reads every stream twice with PyAirbyte into DuckDB and PostgreSQL, and tracked streams of an account that changes
ten times. Compares the tables with the simulator.

The names of the tests with PostgreSQL say whether pandas is patched as in docs/scheduling.md."""

import json
import os
import re
import urllib.request
from pathlib import Path

import airbyte
import pandas
import pytest
import sqlalchemy
from airbyte.caches import DuckDBCache, PostgresCache

CONFIG = json.loads(Path(os.environ["CONFIG"]).read_text())
EXPECTED = json.loads(Path(os.environ["EXPECTED_RECORDS"]).read_text())
"""The number of records of each stream, and the sum of each numeric field."""
TRACKED = {
    "boards": ["id", "pin_count"],
    "board_sections": ["board_id", "id"],
    "board_pins": ["id", "board_id"],
    "pins": ["id", "board_id", "link"],
    "likes": ["id", "board_id"],
    "followers": ["username", "type"],
}
"""The compared fields of tracked streams."""


def duckdb_cache(folder, patch):
    return DuckDBCache(db_path=folder / "cache.duckdb")


def postgresql_cache(folder):
    if "POSTGRESQL" not in os.environ:
        pytest.skip("there is no PostgreSQL")
    return PostgresCache(**json.loads(os.environ["POSTGRESQL"]), schema_name=folder.name.replace("-", "_"))


def source_of(config, streams):
    executable = Path(os.environ["SOURCE_PINTEREST"])
    return airbyte.get_source("source-pinterest", config=config, local_executable=executable, streams=streams)


def control(url, path, body):
    request = urllib.request.Request(f"{url}/_simulator/{path}", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as response:
        return json.load(response)


SCHEDULING = (Path(__file__).parents[2] / "docs/scheduling.md").read_text()
[PATCH] = re.findall(r"```python\n([^`]*pandas\.read_json = [^`]*)```", SCHEDULING)


def patched_postgresql_cache(folder, patch):
    cache = postgresql_cache(folder)
    patch.setattr(pandas, "read_json", pandas.read_json)
    exec(PATCH, {})
    return cache


@pytest.fixture(scope="module")
def source():
    return source_of(CONFIG, "*")


CACHES = {"params": [duckdb_cache, patched_postgresql_cache], "ids": ["DuckDB", "PostgreSQL with pandas patched"]}


@pytest.fixture(scope="module", **CACHES)
def tables(request, source, tmp_path_factory):
    """Returns the tables after two reads, the second from the states of the first."""
    with pytest.MonkeyPatch.context() as patch:
        cache = request.param(tmp_path_factory.mktemp("cache"), patch)
        for _ in range(2):
            source.read(cache)
    return cache


def test_check(source):
    source.check()


def test_every_stream_is_offered(source):
    assert sorted(source.get_available_streams()) == sorted(EXPECTED)


@pytest.mark.parametrize("stream", sorted(EXPECTED))
def test_table_holds_what_there_is(tables, stream):
    expected = EXPECTED[stream]
    fields = list(expected["sums"])
    sums = [f'sum("{field.lower()}") AS sum_{index}' for index, field in enumerate(fields)]
    query = f"SELECT {', '.join(['count(*)', *sums])} FROM {tables.schema_name}.{stream}"
    [count, *values] = tables.run_sql_query(query)[0].values()
    assert count == expected["count"]
    found = {field: float(value or 0) for field, value in zip(fields, values)}
    # The tables of PyAirbyte keep nine decimals of a number.
    assert found == pytest.approx(expected["sums"], rel=1e-9, abs=count * 0.5e-9)


@pytest.mark.parametrize("stream", sorted(json.loads(os.environ["STREAMS_WITH_TIME_NUMBERS"])))
def test_postgresql_without_the_patch_rejects(stream, tmp_path_factory):
    cache = postgresql_cache(tmp_path_factory.mktemp("unpatched"))
    with pytest.raises(sqlalchemy.exc.ProgrammingError, match="is of type"):
        source_of(CONFIG, [stream]).read(cache)


def test_postgresql_without_the_patch_rounds_long_ids(tmp_path_factory):
    cache = postgresql_cache(tmp_path_factory.mktemp("unpatched"))
    source_of(CONFIG, ["boards"]).read(cache)
    loaded = {row["id"] for row in cache.run_sql_query(f"SELECT id FROM {cache.schema_name}.boards")}
    boards = control(os.environ["PINTEREST_API_BASE_URL"], "expected/boards", {})["records"]
    assert len(loaded) == len(boards) and loaded != {board["id"] for board in boards}


class Account:
    """A simulated account that changes from day to day."""

    def __init__(self, patch):
        self.url = os.environ["CHANGING_ACCOUNT"]
        self.patch = patch
        self.deleted = None
        patch.setenv("PINTEREST_API_BASE_URL", self.url)

    def control(self, path, body):
        return control(self.url, path, body)

    def records(self, stream):
        return self.control(f"expected/{stream}", {})["records"]

    def advance(self, hours):
        clock = int(os.environ["CLOCK_SHIFT_MILLISECONDS"]) + hours * 3_600_000
        self.patch.setenv("CLOCK_SHIFT_MILLISECONDS", str(clock))
        self.control("change", {"advance_seconds": hours * 3_600})

    def change(self):
        self.advance(24)
        boards = [board["id"] for board in self.records("boards") if board["name"] != "Your Pinterest Likes"]
        pins = self.records("pins")
        self.control("change", {"add_pins": 2, "add_boards": 1, "add_followers": 1})
        if self.deleted is not None:
            self.control("change", {"restore_pin": self.deleted})
        self.control("change", {"move_pin": pins[1]["id"], "board_id": boards[1]})
        self.deleted = pins[0]["id"] if self.deleted is None else None
        if self.deleted is not None:
            self.control("change", {"delete_pin": self.deleted})
        self.control("change", {"delete_pin": pins[-1]["id"]})
        self.control("change", {"delete_section": self.records("board_sections")[0]["id"]})


@pytest.mark.parametrize("new_cache", CACHES["params"], ids=CACHES["ids"])
def test_rows_that_are_not_marked_are_what_there_is(new_cache, tmp_path_factory, monkeypatch):
    account = Account(monkeypatch)
    cache = new_cache(tmp_path_factory.mktemp("tracked"), monkeypatch)
    source = source_of({**CONFIG, "track_changes": list(TRACKED)}, list(TRACKED))
    # The last two syncs read all boards again, and confirm deletions.
    for sync, hours in enumerate([0, *[24] * 9, 7 * 24, 2]):
        if hours == 24:
            account.change()
        elif hours > 0:
            account.advance(hours)
        source.read(cache)
        for stream, fields in TRACKED.items():
            columns = ", ".join(f'"{field}"' for field in fields)
            table = f"{cache.schema_name}.{stream}"
            found = cache.run_sql_query(f"SELECT {columns} FROM {table} WHERE _ab_cdc_deleted_at IS NULL")
            rows = sorted(repr(tuple(row.values())) for row in found)
            expected = sorted(repr(tuple(record[field] for field in fields)) for record in account.records(stream))
            assert [row for row in expected if row not in rows] == [], (stream, sync)
            if hours in (0, 2):
                assert expected == rows, (stream, sync)
    marked = cache.run_sql_query(f"SELECT id FROM {cache.schema_name}.pins WHERE _ab_cdc_deleted_at IS NOT NULL")
    assert len(marked) > 0


@pytest.mark.parametrize("new_cache", CACHES["params"], ids=CACHES["ids"])
def test_profiles_are_apart(new_cache, tmp_path_factory, monkeypatch):
    cache = new_cache(tmp_path_factory.mktemp("profiles"), monkeypatch)
    streams = ["account", "boards", "pins", "board_pins"]
    source = source_of({**CONFIG, "all_profiles": True}, streams)
    for _ in range(2):
        source.read(cache)
    url = os.environ["PINTEREST_API_BASE_URL"]
    [own] = control(url, "expected/account", {})["records"]
    for stream in streams:
        rows = [tuple(row.values()) for row in cache.run_sql_query(f"SELECT profile_id, id FROM {cache.schema_name}.{stream}")]
        expected = {record["id"] for record in control(url, f"expected/{stream}", {})["records"]}
        assert {key for profile, key in rows if profile == own["id"]} == expected
        assert len(set(rows)) == len(rows)
        assert len({profile for profile, _ in rows}) == 2
