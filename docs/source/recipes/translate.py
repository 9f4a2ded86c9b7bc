"""Translates queries from DuckDB's SQL for the tables that Airbyte's destinations create.

Reads {"queries": [SQL, ...], "upperCase": {table: [column, ...]}} from stdin, where the columns are those with upper case. Writes
[{database: SQL, ...}, ...], each of which its own dialect has parsed.

The rules are for what sqlglot can't know, because it depends on the tables, and for what it leaves as it is: objects are JSON columns
(JSONB, JSON, OBJECT), and PostgreSQL's tables keep the case of columns.
"""

import json
import sys

from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.optimizer.scope import traverse_scope


def json_path(node):
    """Returns the column and the keys of `column -> 'a' ->> 'b'` or `column ->> '$.a.b'`."""
    if not isinstance(node, (exp.JSONExtract, exp.JSONExtractScalar)):
        return node, []
    column, keys = json_path(node.this)
    return column, keys + [part.this for part in node.expression.expressions[1:]]


def dotted(keys):
    """Returns the path `a."600x"[0]`."""
    path = ""
    for key in keys:
        name = key if str(key).isidentifier() else f'"{key}"'
        path += f"[{key}]" if isinstance(key, int) else f".{name}"
    return path.removeprefix(".")


def call(name, *arguments):
    return exp.Anonymous(this=name, expressions=list(arguments))


text = exp.Literal.string


# PostgreSQL


def operator_of_jsonb(node):
    column, keys = json_path(node)
    if len(keys) == 1:
        return exp.JSONExtractScalar(this=column, expression=text(keys[0]), only_json_types=True)
    return exp.JSONBExtractScalar(this=column, expression=text(f"{{{','.join(map(str, keys))}}}"))


def first_by_time(node):
    ordered = exp.Ordered(this=node.expression, desc=True, nulls_first=True)
    values = exp.ArrayAgg(this=exp.Order(this=node.this, expressions=[ordered]))
    return exp.Bracket(this=exp.Paren(this=values), expressions=[exp.Literal.number(0)])


def quotient_of_decimals(node):
    # PostgreSQL rounds decimals to digits, and no floating-point numbers.
    node.set("typed", True)
    return node


def temporary_view(node):
    # A permanent view keeps Airbyte from recreating the table.
    node.set("exists", False)
    node.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
    return node


postgresql = {
    exp.ArgMax: first_by_time,
    exp.Create: temporary_view,
    exp.Div: quotient_of_decimals,
    # PostgreSQL has ANY_VALUE since version 16.
    exp.IgnoreNulls: lambda node: exp.Min(this=node.this.this),
    exp.JSONExtractScalar: operator_of_jsonb,
    exp.RegexpExtract: lambda node: call("SUBSTRING", node.this, node.expression),
    "json_each": lambda node: call("JSONB_EACH", *node.expressions),
}


def quote_upper_case(query, upper_case):
    """Quotes the columns that have upper case in their tables. The names of the result stay in lower case."""
    actual = {table: {column.lower(): column for column in columns} for table, columns in upper_case.items()}
    for scope in traverse_scope(query):
        own = {alias: source for alias, (_, source) in scope.selected_sources.items()}
        tables = {alias: source.name for alias, source in own.items() if isinstance(source, exp.Table)}
        # A scope also has the columns of its subqueries that name no table.
        for column in [column for column in scope.columns if column.parent_select is scope.expression]:
            owners = [tables.get(column.table)] if column.table else tables.values()
            for name in [actual[owner][column.name] for owner in owners if column.name in actual.get(owner, {})]:
                if isinstance(column.parent, exp.Select) and column.arg_key == "expressions":
                    unnamed = column
                    column = column.copy()
                    unnamed.replace(exp.alias_(column, unnamed.name, copy=False))
                column.set("this", exp.to_identifier(name, quoted=True))


# BigQuery


def value_in_json(node):
    column, keys = json_path(node)
    return call("JSON_VALUE", column, text(f"$.{dotted(keys)}"))


def first_day(node):
    unit = node.unit.name.upper()
    return call("DATE_TRUNC", exp.cast(node.this, "DATE"), exp.var("ISOWEEK" if unit == "WEEK" else unit))


def without_second_cast(node):
    return node.this if node.this.name == "DATE_TRUNC" else node


def nulls_as_usual(node):
    node.set("nulls_first", not node.args.get("desc"))
    return node


def keys_of_object(node):
    if node.this.name != "json_each":
        return node
    for column in node.parent_select.find_all(exp.Column):
        if column.table == node.alias:
            column.replace(exp.column(node.alias))
    keys = call("JSON_KEYS", *node.this.expressions, exp.Literal.number(1))
    return exp.Unnest(expressions=[keys], alias=exp.TableAlias(columns=[exp.to_identifier(node.alias)]))


bigquery = {
    exp.Cast: without_second_cast,
    exp.IgnoreNulls: lambda node: node.this,
    exp.Interval: lambda node: exp.Interval(this=exp.Literal.number(node.this.name), unit=node.unit),
    exp.JSONExtractScalar: value_in_json,
    exp.Ordered: nulls_as_usual,
    exp.Table: keys_of_object,
    exp.TimestampTrunc: first_day,
}


# Snowflake


def value_in_object(node):
    column, keys = json_path(node)
    value = call("GET_PATH", column, text(dotted(keys)))
    return value if isinstance(node.parent, exp.Cast) else exp.cast(value, "TEXT")


snowflake = {
    exp.IgnoreNulls: lambda node: node.this,
    exp.JSONExtractScalar: value_in_object,
    "json_each": lambda node: call(
        "LATERAL FLATTEN", exp.Kwarg(this=exp.var("INPUT"), expression=node.expressions[0])
    ),
}


def translated(sql, dialect, rules, upper_case):
    create_or_query = parse_one(sql, read="duckdb")
    if dialect == "postgres":
        quote_upper_case(create_or_query.find(exp.Select), upper_case)
    for node in list(create_or_query.find_all(exp.Paren)):
        if isinstance(node.parent, exp.Cast):
            node.replace(node.this)
    # Inner nodes first, so that each rule finds the original nodes around its own.
    for node in reversed(list(create_or_query.walk())):
        rule = rules.get(node.name if isinstance(node, exp.Anonymous) else type(node))
        replacement = node if rule is None else rule(node)
        if replacement is not node:
            node.replace(replacement)
    result = create_or_query.sql(dialect, pretty=True, max_text_width=110, unsupported_level=ErrorLevel.RAISE)
    parse_one(result, read=dialect)
    return f"{result};"


if __name__ == "__main__":
    request = json.load(sys.stdin)
    dialects = {
        "PostgreSQL": ("postgres", postgresql),
        "BigQuery (parsed, not run)": ("bigquery", bigquery),
        "Snowflake (parsed, not run)": ("snowflake", snowflake),
    }
    translations = [
        {title: translated(query, *dialect, request["upperCase"]) for title, dialect in dialects.items()}
        for query in request["queries"]
    ]
    json.dump(translations, sys.stdout)
