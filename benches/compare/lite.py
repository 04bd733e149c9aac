"""SQLite: a plain table with one index per field that is filtered by."""

import os
import sqlite3

import sql

INDEXED = ["occurred", "actor, occurred", "server, occurred", "operation, occurred", "outcome, occurred", "target, occurred", "session"]


def load(file, database):
    if os.path.exists(database):
        os.remove(database)
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(
        """PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000; BEGIN;
        CREATE TABLE entry (id INTEGER PRIMARY KEY, occurred TEXT, actor TEXT, credential TEXT, server TEXT, server_name TEXT, catalog_entry TEXT,
          client TEXT, client_version TEXT, ip TEXT, operation TEXT, identifier TEXT, request_headers TEXT, request TEXT,
          response_headers TEXT, response TEXT, status INTEGER, error TEXT, millis INTEGER, session TEXT, request_id TEXT, user_agent TEXT,
          outcome TEXT, target TEXT, duration INTEGER)"""
    )
    for number, columns in enumerate(INDEXED):
        connection.execute(f"CREATE INDEX entry_{number} ON entry ({columns})")
    members = [
        "id", "createdAt", "userID", "apiKey", "mcpID", "mcpServerDisplayName", "mcpServerCatalogEntryName", "client.name",
        "client.version", "clientIP", "callType", "callIdentifier", "requestHeaders", "requestBody", "responseHeaders", "responseBody",
        "responseStatus", "error", "processingTimeMs", "sessionID", "requestID", "userAgent",
    ]  # fmt: skip
    names = (
        "id occurred actor credential server server_name catalog_entry client client_version ip operation identifier request_headers"
        " request response_headers response status error millis session request_id user_agent"
    ).split()
    # `->` keeps a body's own spelling, `->>` takes a value out of JSON.
    bodies = ("requestHeaders", "requestBody", "responseHeaders", "responseBody")
    extracts = ", ".join(
        f"?1 {'->' if member in bodies else '->>'} '$.{member}' AS {name}" for member, name in zip(members, names)
    )
    insert = (
        f"INSERT INTO entry SELECT *, {sql.OUTCOME}, {sql.TARGET}, CASE WHEN status > 0 OR error <> '' THEN millis END"
        f" FROM (SELECT {extracts})"
    )
    with open(file, encoding="utf-8") as lines:
        connection.executemany(insert, ((line,) for line in lines))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


class Rows:
    def __init__(self, database):
        self.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.connection.execute("PRAGMA cache_size = -64000")

    def __call__(self, query):
        return self.connection.execute(query).fetchall()

    def facets(self, fields, condition):
        for field in fields:
            yield field, self(
                f"SELECT {field}, count(*) AS number FROM entry WHERE {condition} AND {field} IS NOT NULL"
                f" GROUP BY 1 ORDER BY number DESC, 1 LIMIT {sql.VALUES}"
            )


def contains(column, text, match_case):
    text = text.replace("'", "''")
    # LIKE folds the letters of ASCII; instr does not, and is null where there is no body.
    return f"instr({column}, '{text}') > 0" if match_case else f"{column} LIKE '%{text}%'"


if __name__ == "__main__":
    sql.main(load, Rows, contains, lambda column: f"unixepoch(substr({column}, 1, 10)) * 1000000")
