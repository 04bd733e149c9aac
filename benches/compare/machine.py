"""What a report says of where it comes from: the data, the machine, the versions."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path


def facts(given, bench):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    shown = {
        "Machine": f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()}",
        "Load average over the last 15 minutes, this run included": f"{os.getloadavg()[2]:.1f}",
        "Seed, runs": f"{given.seed}, {given.runs}",
        "Versions": ", ".join(versions(given.program, given.python, bench.peers)),
        "Files": "Auditdesk's is encrypted, compressed, hashed and searchable; the others' are plain",
    }
    if bench.before:
        shown["Loads"] = f"taken over from an earlier run: {', '.join(bench.before)}"
    return {"entries": bench.data["entries"], "raw_bytes": bench.data["bytes"], "sample_bytes": bench.sample_bytes(), "shown": shown}


def versions(program, python, peers):
    commands = [[program, "--version"]]
    if peers:
        utilities = Path(python).parent / "sqlite-utils"
        duck = [python, "-c", "import duckdb; print('DuckDB', duckdb.__version__)"]
        commands += [duck, ["rg", "--version"], ["jq", "--version"], ["lnav", "-V"], [utilities, "--version"]]
    yield f"SQLite {sqlite3.sqlite_version}"
    for command in commands:
        yield subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
