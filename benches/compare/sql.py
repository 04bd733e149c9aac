"""What DuckDB and SQLite share: one table with a column per fact, and questions about it."""

import json
import sys
import time

# A question is not asked again once it has taken this long in all, in seconds. As in Auditdesk's measurement.
PATIENCE = 6

# How Auditdesk reads the outcome out of a flat entry. SQL of both tools.
OUTCOME = """CASE WHEN status IN (401, 403) THEN 'denied' WHEN status IN (408, 504) THEN 'timeout' WHEN status >= 400 THEN 'failure'
  WHEN error <> '' THEN 'failure' WHEN status > 0 THEN 'success' ELSE 'unknown' END"""
TARGET = "CASE WHEN operation IN ('tools/call', 'resources/read', 'prompts/get') THEN identifier ELSE server_name END"
OUTCOMES = ["success", "failure", "denied", "timeout", "unknown"]
FACETS = ["actor", "server", "operation", "target", "outcome", "client"]
VALUES = 10


def ask(rows, contains, day, questions, runs):
    """Asks each question `runs` times. `rows(sql)`: the rows of a query. `contains(column, text, match_case)` and `day(column)`: SQL."""
    answers = []
    for question in questions:
        if question["wanted"] == "usage" and not hasattr(rows, "usage"):
            continue
        took = []
        while True:
            started = time.perf_counter()
            answer = ANSWERS[question["wanted"]](rows, contains, day, question)
            took.append((time.perf_counter() - started) * 1e3)
            if len(took) >= runs or sum(took) > PATIENCE * 1e3:
                break
        answers.append({"name": question["name"], "answer": answer, "ms": took})
    return answers


def where(contains, question):
    def one(spellings):
        return " OR ".join(
            contains(column, text, question["match_case"]) for text in spellings for column in ("request", "response")
        )

    return " AND ".join([question["sql"]] + [f"({one(spellings)})" for spellings in question["texts"]])


def count(rows, contains, _day, question):
    return {"count": rows(f"SELECT count(*) FROM entry WHERE {where(contains, question)}")[0][0]}


def page(rows, contains, _day, question):
    found = rows(
        "SELECT id, occurred, actor, server, server_name, operation, target, outcome, status, duration, client, ip, session, error"
        f" FROM entry WHERE {where(contains, question)} ORDER BY {question['sql_order']} LIMIT 100"
    )
    return {"page": [str(row[0]) for row in found]}


def facets(rows, _contains, day, question):
    values = {}
    groups = {}
    for field, condition in question["sql_facets"]:
        groups.setdefault(condition, []).append(field)
    for condition, fields in groups.items():
        for field, found in rows.facets(fields, condition):
            values[field] = found
    timeline = {}
    for start, outcome, number in rows(
        f"SELECT {day('occurred')} AS day, outcome, count(*) FROM entry WHERE {question['sql']} GROUP BY day, outcome ORDER BY day"
    ):
        timeline.setdefault(int(start), [0] * len(OUTCOMES))[OUTCOMES.index(outcome)] = number
    return {"facets": {"values": values, "timeline": [[start, counts] for start, counts in timeline.items()]}}


def usage(rows, _contains, day, question):
    return {"usage": rows.usage(question["sql"], day)}


ANSWERS = {"count": count, "page": page, "facets": facets, "usage": usage}


def main(load, open_rows, contains, day):
    """`load FILE DATABASE` or `ask DATABASE QUESTIONS RUNS` (questions as JSON in a file)."""
    if sys.argv[1] == "load":
        load(sys.argv[2], sys.argv[3])
        return
    with open(sys.argv[3], encoding="utf-8") as file:
        questions = json.load(file)
    rows = open_rows(sys.argv[2])
    print(json.dumps({"answers": ask(rows, contains, day, questions, int(sys.argv[4]))}))
