"""Reads exports by the statements given, and prints what DuckDB found as JSON."""

import json
import sys

import duckdb

FACTS = """
SELECT count(*) AS rows, sum(seq)::BIGINT AS seq, sum(response_status)::BIGINT AS status,
  sum(round(duration_ms * 1000))::BIGINT AS duration_us, count(*) FILTER (tool_error) AS tool_errors,
  count(*) FILTER (tool_error IS NULL) AS untold, sum(supersedes)::BIGINT AS supersedes, min(epoch_us("timestamp")) AS first_us,
  (sum(epoch_us("timestamp")::HUGEINT) % 1000000007)::BIGINT AS micros, {flags} AS flags,
  max(error) FILTER (seq = 12) AS error, max(session_id) FILTER (seq = 22) AS session,
  sum(length(request::JSON->>'id'))::BIGINT AS question FROM entry
"""


def read(statement):
    connection = duckdb.connect()
    connection.execute(statement)
    types = {name: kind for name, kind, *_ in connection.execute("DESCRIBE entry").fetchall()}
    flags = "sum(len(flags))::BIGINT" if types["flags"] == "VARCHAR[]" else "sum(len(string_split(nullif(flags, ''), ' ')))::BIGINT"
    found = connection.execute(FACTS.format(flags=flags))
    facts = dict(zip([column[0] for column in found.description], found.fetchone()))
    days = connection.execute("SELECT count(DISTINCT dt) FROM entry").fetchone()[0] if "dt" in types else None
    return {"facts": facts, "types": types, "days": days}


print(json.dumps([read(statement) for statement in sys.argv[1:]]))
