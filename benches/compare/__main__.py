"""Measures Auditdesk and other tools on the same data in the same run, alternating. Run by scripts/bench."""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import text
from process import forget, run
from report import report
from results import Results

HERE = Path(__file__).parent
STAGES = ["physical", "load", "ask", "cold", "export", "verify", "others"]
# Lines for the tools that would take minutes over all of them.
SAMPLE = 200_000
# Some twenty of ninety days.
EXPORTED = ("time<2026-05-24T00:00Z", "occurred < '2026-05-24'")


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--size", default="200k", help="entries: 5k, 200k, 1m, 10m")
    parser.add_argument("--runs", type=int, default=3, help="how often everything is done")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(STAGES), help=f"stages: {','.join(STAGES)}")
    parser.add_argument("--questions", default="", help="only questions whose names begin so, separated by commas")
    parser.add_argument("--no-peers", action="store_true", help="only Auditdesk, checked against Python's SQLite")
    parser.add_argument("--keep", action="store_true", help="keep the data and the databases")
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--python", default=sys.executable, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def entries(size):
    return int(size.lower().replace("k", "000").replace("m", "000000"))


class Bench:
    def __init__(self, given):
        self.given, self.folder, self.results = given, given.folder, Results()
        self.stages = given.only.split(",")
        self.peers = not given.no_peers
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / f"{given.size}.jsonl"
        self.sample, self.whole = self.folder / "sample.jsonl", True
        self.workspace, self.duck, self.lite = (self.folder / name for name in ("workspace", "duck.db", "sqlite.db"))

    def auditdesk(self, command, *rest):
        done = run(self.given.program, command, *rest)
        return done, done.json()

    def python(self, script, *rest):
        return run(self.given.python if script == "duck.py" else sys.executable, HERE / script, *rest)

    def prepare(self):
        say(f"Generating {self.given.size}")
        _, self.data = self.auditdesk("generate", "--entries", entries(self.given.size), "--seed", self.given.seed, self.file)
        self.whole = self.data["entries"] <= SAMPLE
        if self.whole:
            self.sample = self.file
        else:
            with open(self.file, "rb") as lines, open(self.sample, "wb") as out:
                for _ in range(SAMPLE):
                    out.write(lines.readline())
        _, questions = self.auditdesk("questions", self.file)
        names = tuple(self.given.questions.split(","))
        self.questions = [question for question in questions if question["name"].startswith(names)]
        self.planted = {question["name"]: question["planted"] for question in self.questions}
        # The disk is quiet before anything is timed.
        os.sync()

    def asked(self, *names):
        """A file with the questions of these names, all where there are none."""
        path = self.folder / "questions.json"
        path.write_text(json.dumps([question for question in self.questions if not names or question["name"] in names]))
        return path

    def physical(self):
        done, limits = self.auditdesk("physical", self.file)
        self.results.stage("machine", "physical", done, **limits)

    def load(self):
        shutil.rmtree(self.workspace, ignore_errors=True)
        done, loaded = self.auditdesk("load", self.file, self.workspace)
        if loaded["entries"] != self.data["entries"]:
            raise SystemExit(f"{loaded['entries']} entries were loaded of {self.data['entries']}")
        self.results.stage("auditdesk", "load", done, file_bytes=loaded["file_bytes"])
        if self.peers:
            self.duck.unlink(missing_ok=True)
            done = self.python("duck.py", "load", self.file, self.duck)
            self.results.stage("duckdb", "load", done, file_bytes=self.duck.stat().st_size)

    def ask(self):
        done, session = self.auditdesk("ask", self.file, self.workspace, "--runs", 5, *(["--only", self.given.questions] if self.given.questions else []))
        opened = {name: session[name] for name in ("open_ms", "first_page_ms", "resident_bytes")}
        self.results.stage("auditdesk", "ask", done, **opened)
        self.results.answered("auditdesk", "all", session["answers"], self.planted)
        if self.peers:
            done = self.python("duck.py", "ask", self.duck, self.asked(), 5)
            self.results.stage("duckdb", "ask", done)
            self.results.answered("duckdb", "all", done.json()["answers"], self.planted)
            searches = [question for question in self.questions if question["texts"] and question["wanted"] == "count"]
            self.results.answered("ripgrep", "all", [text.ripgrep(self.file, question) for question in searches], self.planted)

    def cold(self):
        """One question to a program just started, with nothing of its file in memory."""
        for name in ("search.once", "search.absent"):
            forget(self.workspace / "workspace.db")
            done, session = self.auditdesk("ask", self.file, self.workspace, "--runs", 1, "--only", name)
            self.results.stage("auditdesk", "cold", done, ms=session["answers"][0]["ms"][0], open_ms=session["open_ms"])
            if self.peers:
                forget(self.duck)
                done = self.python("duck.py", "ask", self.duck, self.asked(name), 1)
                self.results.stage("duckdb", "cold", done, ms=done.json()["answers"][0]["ms"][0])
                forget(self.file)
                question = next(question for question in self.questions if question["name"] == name)
                done = run("rg", "--no-config", "-cF", question["texts"][0][0], self.file, check=False)
                self.results.stage("ripgrep", "cold", done, ms=done.wall_s * 1e3)

    def export(self):
        out = self.folder / "export"
        shutil.rmtree(out, ignore_errors=True)
        done, exported = self.auditdesk("export", self.workspace, out, EXPORTED[0])
        done.wall_s = exported["wall_s"]
        self.results.stage("auditdesk", "export", done, rows=exported["rows"], file_bytes=exported["bytes"])
        shutil.rmtree(out)
        if self.peers:
            file = self.folder / "duck.export.json"
            done = self.python("duck.py", "export", self.duck, file, EXPORTED[1])
            copied = done.json()
            file.unlink()
            if copied["rows"] != exported["rows"]:
                raise SystemExit(f"DuckDB exports {copied['rows']} rows, Auditdesk {exported['rows']}")
            done.wall_s = copied["wall_s"]
            self.results.stage("duckdb", "export", done, rows=copied["rows"], file_bytes=copied["bytes"])

    def verify(self):
        done, verified = self.auditdesk("verify", self.workspace)
        if verified["records"] != self.data["entries"]:
            raise SystemExit("The workspace does not verify.")
        self.results.stage("auditdesk", "verify", done)

    def others(self):
        """Tools on a sample: they would take minutes over everything."""
        done = self.python("lite.py", "load", self.sample, self.lite)
        self.results.stage("sqlite", "load sample", done, file_bytes=self.lite.stat().st_size)
        answers = self.python("lite.py", "ask", self.lite, self.asked(), 2).json()["answers"]
        # Texts in any case are left to tools that know letters beyond ASCII.
        data = "all" if self.whole else "sample"
        self.results.answered("sqlite (sample)", data, answers, self.planted if self.whole else None)
        if not self.peers:
            return
        answer, done = text.jq(self.sample)
        self.results.answered("jq (sample)", data, [answer])
        for answer, done in text.lnav(self.sample, self.folder):
            self.results.answered("lnav (sample)", data, [answer])
            self.results.stage("lnav", "load and ask sample", done)
        other = self.folder / "sqlite-utils.db"
        other.unlink(missing_ok=True)
        done = run(Path(self.given.python).parent / "sqlite-utils", "insert", other, "entry", self.sample, "--nl", "--alter", "--pk", "id")
        self.results.stage("sqlite-utils", "load sample", done, file_bytes=other.stat().st_size)
        other.unlink()

    def facts(self):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        shown = {
            "machine": f"{os.cpu_count()} processors ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()}",
            "load average at the end": f"{os.getloadavg()[2]:.1f} over 15 minutes (that of this run included)",
            "seed, runs": f"{self.given.seed}, {self.given.runs}",
            "versions": ", ".join(versions(self.given.python, self.peers)),
            "encryption": "Auditdesk's file is encrypted, compressed and hashed; the others' files are plain",
        }
        return {
            "entries": self.data["entries"],
            "raw_bytes": self.data["bytes"],
            "sample_bytes": self.sample.stat().st_size,
            "shown": shown,
        }


def versions(python, peers):
    yield f"SQLite {sqlite3.sqlite_version}"
    if peers:
        for command in ([python, "-c", "import duckdb; print('DuckDB', duckdb.__version__)"], ["rg", "--version"], ["jq", "--version"], ["lnav", "-V"], [str(Path(python).parent / "sqlite-utils"), "--version"]):
            yield subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def say(words):
    print(f"== {words}", file=sys.stderr, flush=True)


def main():
    given = arguments()
    bench = Bench(given)
    bench.prepare()
    for number in range(given.runs):
        for stage in STAGES:
            if stage in bench.stages:
                say(f"Run {number + 1} of {given.runs}: {stage}")
                getattr(bench, stage)()
    facts = bench.facts()
    shown = report(bench.results, given.size, facts)
    (bench.folder / f"{given.size}.md").write_text(shown)
    everything = {"facts": facts, "stages": bench.results.stages, "times": bench.results.times}
    (bench.folder / f"{given.size}.results.json").write_text(json.dumps(everything, indent=1))
    if not given.keep:
        for path in (bench.file, bench.sample, bench.duck, bench.lite):
            path.unlink(missing_ok=True)
        shutil.rmtree(bench.workspace, ignore_errors=True)
    print(shown)


main()
