"""The stages of a run: what Auditdesk does, and right after it the other tools with the same data."""

import datetime
import json
import os
import shutil
import sys
from pathlib import Path

import text
from process import forget, remember, run
from results import Results

HERE = Path(__file__).parent
STAGES = ["physical", "load", "ask", "cold", "export", "verify", "others"]
# Lines for the tools that would take minutes over all of them.
SAMPLE = 200_000
# The first day of the data, and how many of its ninety days are exported: of more data fewer, some 250,000 entries.
FIRST_DAY = datetime.date(2026, 5, 4)
EXPORTED_DAYS = 20
COLD = ["search.once", "search.absent"]


class Bench:
    def __init__(self, given):
        self.given, self.folder, self.results = given, given.folder, Results()
        self.peers, self.before = not given.no_peers, {}
        self.folder.mkdir(parents=True, exist_ok=True)
        names = ["jsonl", "workspace", "duckdb", "loaded.json", "sample.jsonl", "sample.workspace", "sqlite"]
        paths = [self.folder / f"{given.size}.{name}" for name in names]
        self.file, self.workspace, self.duck, self.loaded, self.sample, self.sample_workspace, self.lite = paths

    def auditdesk(self, command, *rest):
        done = run(self.given.program, command, *rest)
        return done, done.json()

    def python(self, script, *rest):
        return run(self.given.python if script == "duck.py" else sys.executable, HERE / script, *rest)

    def prepare(self):
        entries = int(self.given.size.lower().replace("k", "000").replace("m", "000000"))
        self.data = self.left_behind(entries)
        if self.data is None:
            self.loaded.unlink(missing_ok=True)
            self.room(entries)
            _, self.data = self.auditdesk("generate", "--entries", entries, "--seed", self.given.seed, self.file)
        self.whole = self.data["entries"] <= SAMPLE
        if self.whole:
            self.sample, self.sample_workspace = self.file, self.workspace
        _, questions = self.auditdesk("questions", self.file)
        names = tuple(self.given.questions.split(","))
        self.questions = [question for question in questions if question["name"].startswith(names)]
        self.planted = {question["name"]: question["planted"] for question in self.questions}
        # The disk is quiet before anything is timed.
        os.sync()
        if self.given.reuse and self.loaded.exists():
            self.before = json.loads(self.loaded.read_text())
            self.results.stages.update(self.before)

    def left_behind(self, entries):
        """What is known of the data that an earlier run left."""
        sidecar = Path(f"{self.file}.json")
        if not self.given.reuse or not sidecar.exists() or not self.file.exists():
            return None
        data = json.loads(sidecar.read_text())
        wanted = (entries, self.given.seed, self.file.stat().st_size)
        return data if (data["entries"], data["seed"], data["bytes"]) == wanted else None

    def room(self, entries):
        """2.44 KB a line; of that Auditdesk takes 0.4, DuckDB 1.2; the samples and exports some 2 GB at most."""
        needed = entries * 2_440 * (1.4 + 1.2 * self.peers) + min(entries * 10_000, 2e9)
        shutil.rmtree(self.workspace, ignore_errors=True)
        for path in (self.file, self.duck):
            path.unlink(missing_ok=True)
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise SystemExit(f"{needed / 1e9:.0f} GB are needed in {self.folder}, {free / 1e9:.0f} GB are free.")

    def asked(self, *names):
        """A file with the questions of these names, all where there are none."""
        path = self.folder / "questions.json"
        path.write_text(json.dumps([question for question in self.questions if not names or question["name"] in names]))
        return path

    def sample_bytes(self):
        return self.sample.stat().st_size if self.sample.exists() else 0

    def physical(self):
        done, limits = self.auditdesk("physical", self.file)
        self.results.stage("machine", "physical", done, **limits)

    def load(self):
        if "auditdesk" not in self.before:
            self.load_auditdesk("load", self.file, self.workspace, self.data["entries"])
        if self.peers and "duckdb" not in self.before:
            self.duck.unlink(missing_ok=True)
            done = self.python("duck.py", "load", self.file, self.duck)
            self.results.stage("duckdb", "load", done, file_bytes=self.duck.stat().st_size)
        stages = {tool: {"load": used["load"]} for tool, used in self.results.stages.items() if "load" in used}
        self.loaded.write_text(json.dumps(stages))

    def load_auditdesk(self, stage, file, workspace, entries):
        shutil.rmtree(workspace, ignore_errors=True)
        done, loaded = self.auditdesk("load", file, workspace)
        if loaded["entries"] != entries:
            raise SystemExit(f"{loaded['entries']} entries were loaded of {entries}.")
        self.results.stage("auditdesk", stage, done, file_bytes=loaded["file_bytes"])

    def ask(self):
        # Usage figures take memory of their own, for a moment: they are asked apart.
        kinds = {question["name"].split(".")[0] for question in self.questions}
        for stage, asked in (("ask", kinds - {"usage"}), ("ask usage", kinds & {"usage"})):
            if not asked:
                continue
            only = ",".join(sorted(asked)) if stage == "ask usage" or not self.given.questions else self.given.questions
            done, session = self.auditdesk("ask", self.file, self.workspace, "--runs", 5, "--only", only)
            opened = {name: session[name] for name in ("open_ms", "first_page_ms", "resident_bytes")}
            self.results.stage("auditdesk", stage, done, **opened)
            self.results.answered("auditdesk", "all", session["answers"], self.planted)
        if self.peers:
            done = self.python("duck.py", "ask", self.duck, self.asked(), 5)
            self.results.stage("duckdb", "ask", done)
            self.results.answered("duckdb", "all", done.json()["answers"], self.planted)
            # It knows lines and no fields.
            searches = [asked for asked in self.questions if asked["texts"] and asked["wanted"] == "count" and asked["sql"] == "1 = 1"]
            remember(self.file)
            self.results.answered("ripgrep", "all", [text.ripgrep(self.file, asked) for asked in searches], self.planted)

    def cold(self):
        """One question to a program just started, with nothing of its file in memory."""
        for name in COLD:
            forget(self.workspace / "workspace.db")
            done, session = self.auditdesk("ask", self.file, self.workspace, "--runs", 1, "--only", name)
            ms = session["answers"][0]["ms"][0]
            self.results.stage("auditdesk", f"cold {name}", done, ms=ms, open_ms=session["open_ms"])
            if self.peers:
                forget(self.duck)
                done = self.python("duck.py", "ask", self.duck, self.asked(name), 1)
                self.results.stage("duckdb", f"cold {name}", done, ms=done.json()["answers"][0]["ms"][0])
                forget(self.file)
                needle = next(asked["texts"][0][0] for asked in self.questions if asked["name"] == name)
                done = run("rg", "--no-config", "-cF", needle, self.file, check=False)
                self.results.stage("ripgrep", f"cold {name}", done, ms=done.wall_s * 1e3)

    def export(self):
        # zstd for both: DuckDB's own choice, snappy, is faster to write and half as large again.
        for stage, form, other in (("export", "jsonl", "FORMAT json"), ("export parquet", "parquet", "FORMAT parquet, COMPRESSION zstd")):
            self.export_as(stage, form, other)

    def export_as(self, stage, form, other):
        days = max(1, min(EXPORTED_DAYS, EXPORTED_DAYS * 1_000_000 // self.data["entries"]))
        end, out = FIRST_DAY + datetime.timedelta(days), self.folder / "export"
        shutil.rmtree(out, ignore_errors=True)
        done, exported = self.auditdesk("export", self.workspace, out, f"time<{end}T00:00Z", "--format", form)
        done.wall_s = exported["wall_s"]
        self.results.stage("auditdesk", stage, done, rows=exported["rows"], file_bytes=exported["bytes"])
        shutil.rmtree(out)
        if self.peers:
            file = self.folder / f"duck.export.{form}"
            done = self.python("duck.py", "export", self.duck, file, f"occurred < '{end}'", other)
            copied = done.json()
            file.unlink()
            if copied["rows"] != exported["rows"]:
                raise SystemExit(f"DuckDB exports {copied['rows']} rows, Auditdesk {exported['rows']}.")
            done.wall_s = copied["wall_s"]
            self.results.stage("duckdb", stage, done, rows=copied["rows"], file_bytes=copied["bytes"])

    def verify(self):
        done, verified = self.auditdesk("verify", self.workspace)
        if verified["records"] != self.data["entries"]:
            raise SystemExit("The workspace does not verify.")
        self.results.stage("auditdesk", "verify", done)

    def others(self):
        """Tools on a sample, where it is one with Auditdesk on the same: they would take minutes over everything."""
        planted = self.planted if self.whole else None
        if not self.whole:
            with open(self.file, "rb") as lines, open(self.sample, "wb") as out:
                for _ in range(SAMPLE):
                    out.write(lines.readline())
            self.load_auditdesk("load sample", self.sample, self.sample_workspace, SAMPLE)
            only = ["--only", self.given.questions] if self.given.questions else []
            _, session = self.auditdesk("ask", self.file, self.sample_workspace, "--runs", 3, *only)
            self.results.answered("auditdesk (sample)", "sample", session["answers"])
            shutil.rmtree(self.sample_workspace)
        data = "all" if self.whole else "sample"
        done = self.python("lite.py", "load", self.sample, self.lite)
        self.results.stage("sqlite", "load sample", done, file_bytes=self.lite.stat().st_size)
        answers = self.python("lite.py", "ask", self.lite, self.asked(), 2).json()["answers"]
        self.results.answered("sqlite", data, answers, planted)
        for suffix in ("", "-shm", "-wal"):
            Path(f"{self.lite}{suffix}").unlink(missing_ok=True)
        if not self.peers:
            return
        answer, done = text.jq(self.sample)
        self.results.answered("jq", data, [answer])
        for answer, done in text.lnav(self.sample, self.folder):
            self.results.answered("lnav", data, [answer])
            self.results.stage("lnav", "load and ask sample", done)
        other = self.folder / "sqlite-utils.db"
        other.unlink(missing_ok=True)
        done = run(Path(self.given.python).parent / "sqlite-utils", "insert", other, "entry", self.sample, "--nl", "--alter", "--pk", "id")
        self.results.stage("sqlite-utils", "load sample", done, file_bytes=other.stat().st_size)
        other.unlink()

    def clear(self):
        """Removes everything but the report."""
        for path in (self.file, Path(f"{self.file}.json"), self.sample, self.duck, self.loaded):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.workspace, ignore_errors=True)
