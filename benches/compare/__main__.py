"""Measures Auditdesk and other tools on the same data in the same run, alternating. Run by scripts/bench."""

import argparse
import json
import sys
import time
from pathlib import Path

from bench import STAGES, Bench
from machine import facts
from report import place, report, write

DOCUMENT = Path("docs/performance.md")


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--size", default="200k", help="entries: 5k, 200k, 1m, 10m")
    parser.add_argument("--runs", type=int, default=3, help="how often everything is done")
    parser.add_argument("--loads", type=int, help="how often the loads are, where that is less")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(STAGES), help=f"stages: {','.join(STAGES)}")
    parser.add_argument("--questions", default="", help="only questions whose names begin so, separated by commas")
    parser.add_argument("--no-peers", action="store_true", help="only Auditdesk, its answers checked against Python's SQLite on at most 200,000 entries")
    parser.add_argument("--reuse", action="store_true", help="take data and databases that a run with --keep left; do not load again")
    parser.add_argument("--keep", action="store_true", help="keep data and databases")
    parser.add_argument("--write", action="store_true", help=f"put the report into {DOCUMENT}, where it has a place for this size")
    parser.add_argument("--check", action="store_true", help="only whether the answers are right: no report")
    parser.add_argument("--program", type=Path, required=True, help="a built auditdesk-bench; none is built then")
    parser.add_argument("--python", default=sys.executable, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    given, started = arguments(), time.monotonic()

    def say(words):
        print(f"== {time.monotonic() - started:5.0f} s  {words}", file=sys.stderr, flush=True)

    stages = given.only.split(",")
    if unknown := set(stages) - set(STAGES):
        raise SystemExit(f"There is no stage {', '.join(sorted(unknown))}; there are {', '.join(STAGES)}.")
    if given.write and not place(given.size).search(DOCUMENT.read_text()):
        raise SystemExit(f"{DOCUMENT} has no place for {given.size}.")
    bench = Bench(given)
    say(f"Data: {given.size}")
    bench.prepare()
    for number in range(given.runs):
        for stage in STAGES:
            if stage in stages and not (stage == "load" and given.loads is not None and number >= given.loads):
                say(f"Run {number + 1} of {given.runs}: {stage}")
                getattr(bench, stage)()
    if given.check:
        print(f"{bench.data['entries']:,} entries: {len(bench.results.answers)} answers are right.")
    else:
        show(given, bench)
    if not given.keep:
        bench.clear()
    say("Done")


def show(given, bench):
    about = facts(given, bench)
    everything = {"facts": about, "stages": bench.results.stages, "times": bench.results.times}
    (bench.folder / f"{given.size}.results.json").write_text(json.dumps(everything, indent=1))
    shown = report(bench.results, about)
    (bench.folder / f"{given.size}.md").write_text(shown)
    print(shown)
    if given.write:
        write(DOCUMENT, given.size, shown)


main()
