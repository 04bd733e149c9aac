"""Tools that read the lines themselves: ripgrep, jq, lnav."""

import json
import shlex
import time
from pathlib import Path

from process import run

# What lnav has to know of the lines. https://docs.lnav.org/en/latest/formats.html
LNAV_FORMAT = {
    "$schema": "https://lnav.org/schemas/format-v1.schema.json",
    "obot_log": {
        "title": "Obot audit log",
        "json": True,
        "timestamp-field": "createdAt",
        "hide-extra": True,
        "line-format": [{"field": "createdAt"}, " ", {"field": "userID"}, " ", {"field": "callType"}],
        "value": {
            "userID": {"kind": "string"},
            "callType": {"kind": "string"},
            "responseStatus": {"kind": "integer"},
        },
    },
}


def ripgrep(file, question):
    """How many lines have the texts: the count and milliseconds, the start of the program included."""
    case = [] if question["match_case"] else ["-i"]
    steps = []
    for place, spellings in enumerate(question["texts"]):
        last = place == len(question["texts"]) - 1
        texts = [part for text in spellings for part in ("-e", text)]
        source = [str(file)] if place == 0 else []
        steps.append(shlex.join(["rg", "--no-config", "-F", *case, *(["-c"] if last else []), *texts, *source]))
    started = time.perf_counter()
    done = run("sh", "-c", " | ".join(steps), check=False)
    return {"name": question["name"], "answer": {"count": int(done.out or 0)}, "ms": [(time.perf_counter() - started) * 1e3]}


def jq(file):
    """`count.actor_outcome`."""
    query = 'select(.userID == "1001" and (.responseStatus == 401 or .responseStatus == 403))'
    done = run("jq", "-c", query, file)
    return {"name": "count.actor_outcome", "answer": {"count": done.out.count(b"\n")}, "ms": [done.wall_s * 1e3]}, done


def lnav(file, folder):
    """`count.actor_outcome` and `search.two_hundred`, each with the loading that lnav does at every start."""
    formats = Path(folder) / "lnav" / "formats" / "obot"
    formats.mkdir(parents=True, exist_ok=True)
    (formats / "obot.json").write_text(json.dumps(LNAV_FORMAT))
    for name, condition in [
        ("count.actor_outcome", "userID = '1001' AND responseStatus IN (401, 403)"),
        ("search.two_hundred", "log_raw_text LIKE '%obsidian-kestrel%'"),
    ]:
        query = f";SELECT count(*) AS number FROM obot_log WHERE {condition}"
        done = run("lnav", "-n", "-I", Path(folder) / "lnav", "-c", query, "-c", ":write-json-to -", file)
        yield {"name": name, "answer": {"count": done.json()[0]["number"]}, "ms": [done.wall_s * 1e3]}, done
