"""Parses compiled SQL in the dialect of a warehouse, and resolves all of its tables and columns.

Arguments: the dialect, the folder of the compiled SQL, and the catalog that dbt generated on another database.
"""

import json
import sys
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

KEYWORDS = set("as from in join over using".split())
COMMON = set("avg cast coalesce count max nullif power regexp_replace replace row_number sum".split())
# sqlglot also parses functions and operators of other dialects, so these are the ones to use.
FUNCTIONS = {
    "bigquery": set("datetime datetime_add json_value safe_offset split timestamp timestamp_trunc".split()),
    "snowflake": set("convert_timezone date_trunc dateadd split_part".split()),
}
FOREIGN_OPERATORS = {"->", "->>", "::", "zone"}


def check(sql: str, dialect: str, schema: dict) -> None:
    tokens = [token.text.lower() for token in sqlglot.tokenize(sql, dialect=dialect)]
    called = {word for word, after in zip(tokens, tokens[1:]) if after == "(" and word.replace("_", "").isalpha()}
    foreign = (called - KEYWORDS - COMMON - FUNCTIONS[dialect]) | (FOREIGN_OPERATORS & set(tokens))
    if foreign:
        raise ValueError(f"not in the list of {dialect}: {sorted(foreign)}")
    statement = sqlglot.parse_one(sql, dialect=dialect)
    for table in statement.find_all(exp.Table):
        table.set("catalog", None)
    qualify(statement, dialect=dialect, schema=schema)


def schema_of(catalog: dict) -> dict:
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for node in [*catalog["nodes"].values(), *catalog["sources"].values()]:
        columns = {name: "unknown" for name in node["columns"]}
        schema.setdefault(node["metadata"]["schema"], {})[node["metadata"]["name"]] = columns
    return schema


if __name__ == "__main__":
    dialect, folder, catalog_path = sys.argv[1:]
    schema = schema_of(json.loads(Path(catalog_path).read_text()))
    files = sorted(Path(folder).rglob("*.sql"))
    for file in files:
        try:
            check(file.read_text(), dialect, schema)
        except Exception as error:
            sys.exit(f"{file.relative_to(folder)}: {error}")
    print(f"{len(files)} statements")
