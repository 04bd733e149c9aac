"""DuckDB: a table in its own format, unencrypted, on all processors."""

import json
import os
import sys
import time

import duckdb
import sql

COLUMNS = {
    "id": "BIGINT", "createdAt": "TIMESTAMP", "userID": "VARCHAR", "mcpID": "VARCHAR", "mcpServerDisplayName": "VARCHAR",
    "mcpServerCatalogEntryName": "VARCHAR", "apiKey": "VARCHAR", "client": "STRUCT(name VARCHAR, version VARCHAR)",
    "clientIP": "VARCHAR", "callType": "VARCHAR", "callIdentifier": "VARCHAR", "requestHeaders": "JSON", "requestBody": "JSON",
    "responseHeaders": "JSON", "responseBody": "JSON", "responseStatus": "INTEGER", "error": "VARCHAR",
    "processingTimeMs": "BIGINT", "sessionID": "VARCHAR", "requestID": "VARCHAR", "userAgent": "VARCHAR",
}  # fmt: skip


def load(file, database):
    connection = duckdb.connect(database)
    connection.execute(
        f"""CREATE TABLE entry AS SELECT *, {sql.OUTCOME} AS outcome, {sql.TARGET} AS target,
          CASE WHEN status > 0 OR error <> '' THEN millis END AS duration FROM (SELECT id, createdAt AS occurred, userID AS actor,
          apiKey AS credential, mcpID AS server, mcpServerDisplayName AS server_name, mcpServerCatalogEntryName AS catalog_entry,
          client.name AS client, client.version AS client_version, clientIP AS ip, callType AS operation, callIdentifier AS identifier,
          requestHeaders AS request_headers, requestBody AS request, responseHeaders AS response_headers, responseBody AS response,
          responseStatus AS status, error, processingTimeMs AS millis, sessionID AS session, requestID AS request_id,
          userAgent AS user_agent FROM read_json(?, format = 'newline_delimited', columns = {COLUMNS}))""",
        [file],
    )
    connection.close()


class Rows:
    def __init__(self, database):
        self.connection = duckdb.connect(database, read_only=True)

    def __call__(self, query):
        return self.connection.execute(query).fetchall()

    def facets(self, fields, condition):
        """One pass for all fields under the same condition."""
        names = ", ".join(fields)
        sets = ", ".join(f"({field})" for field in fields)
        found = self(
            f"SELECT grouping({names}) AS field, coalesce({names}) AS value, count(*) AS number FROM entry WHERE {condition}"
            f" GROUP BY GROUPING SETS ({sets}) QUALIFY row_number() OVER (PARTITION BY field ORDER BY number DESC, value) <= {sql.VALUES}"
            " ORDER BY number DESC, value"
        )
        every = (1 << len(fields)) - 1
        for at, field in enumerate(fields):
            bits = every & ~(1 << (len(fields) - 1 - at))
            yield field, [[value, number] for grouping, value, number in found if grouping == bits]

    def usage(self, condition, day):
        """The figures of Auditdesk's page that a table has: totals, seven tables, time series, hours of the week, response times. No tool errors: they
        are inside of responses."""
        figures = """count(*), count(*) FILTER (outcome IN ('failure', 'denied', 'timeout')), count(DISTINCT nullif(actor, '')),
            quantile_disc(duration, 0.5), quantile_disc(duration, 0.9), quantile_disc(duration, 0.99), max(duration)"""
        tables = {
            "server": "server", "actor": "actor", "client": "client", "operation": "operation",
            **{name: "server, target" for name in ("tool", "resource", "prompt")},
        }  # fmt: skip
        kinds = {"tool": "tools/call", "resource": "resources/read", "prompt": "prompts/get"}
        answers = {}
        for name, group in tables.items():
            kind = f" AND operation = '{kinds[name]}' AND target <> ''" if name in kinds else f" AND {group} <> ''"
            found = self(
                f"SELECT {figures}, min(occurred), max(occurred) FROM entry WHERE {condition}{kind} GROUP BY {group} ORDER BY 1 DESC LIMIT {sql.VALUES}"
            )
            answers[name] = sorted((compared(row) for row in found), reverse=True)
        self(f"SELECT {day('occurred')} AS day, {figures} FROM entry WHERE {condition} GROUP BY day ORDER BY day")
        self(f"SELECT isodow(occurred), hour(occurred), count(*) FROM entry WHERE {condition} GROUP BY ALL")
        self(f"SELECT floor(log10(duration + 1) * 3) AS bin, count(*) FROM entry WHERE {condition} GROUP BY bin")
        totals = self(f"SELECT {figures}, count(DISTINCT session) FROM entry WHERE {condition}")[0]
        return {"totals": compared(totals), "tables": answers}


def compared(row):
    """Times in microseconds, as Auditdesk has them."""
    return list(row[:3]) + [(value or 0) * 1000 for value in row[3:7]]


def export(database, file, condition, form):
    connection = duckdb.connect(database, read_only=True)
    started = time.perf_counter()
    rows = connection.execute(f"COPY (SELECT * FROM entry WHERE {condition}) TO '{file}' ({form})").fetchall()[0][0]
    wall = time.perf_counter() - started
    print(json.dumps({"rows": rows, "bytes": os.path.getsize(file), "wall_s": wall}))


def contains(column, text, match_case):
    text = text.replace("'", "''")
    return f"{column} {'LIKE' if match_case else 'ILIKE'} '%{text}%'"


if __name__ == "__main__":
    if sys.argv[1] == "export":
        export(*sys.argv[2:])
    else:
        sql.main(load, Rows, contains, lambda column: f"epoch_us(date_trunc('day', {column}))")
