"""The report: Markdown with medians, ratios and what loses."""

import re

from bars import bars

WHOLE = ["auditdesk", "duckdb", "ripgrep"]
SAMPLED = ["sqlite", "lnav", "jq"]


def report(results, facts):
    lines = [f"## {facts['entries']:,} entries, {facts['raw_bytes'] / 1e6:,.0f} MB of JSON Lines", ""]
    lines += [f"- {name}: {value}" for name, value in facts["shown"].items()]
    for part in (barred, stages, cold, physical, questions, sampled, losses):
        title, columns, rows = part(results, facts)
        if rows := list(rows):
            lines += ["", f"### {title}", "", row(*columns), row(*("---" for _ in columns)), *rows]
    return "\n".join(lines) + "\n"


def row(*cells):
    return f"| {' | '.join(cells)} |"


def place(size):
    """Where a document has the report of this size."""
    return re.compile(f"(?<=<!-- bench {size} -->\n).*?(?=<!-- end -->)", re.DOTALL)


def write(document, size, shown):
    """Replaces the report of this size in a document."""
    document.write_text(place(size).sub(lambda _: f"\n{shown}\n", document.read_text()))


def barred(results, facts):
    words = {True: "yes", False: "**no**", None: "-"}
    known = [(what, bar, shown, words[met if met is None else bool(met)]) for what, bar, shown, met in bars(results, facts) if shown != "-"]
    return "Bars", ("what", "bar", "measured", "met"), (row(*cells) for cells in known)


def stages(results, facts):
    """Loads, exports and sessions."""

    def rows():
        for tool, used in results.stages.items():
            for stage, runs in used.items():
                if tool == "machine" or stage.startswith("cold"):
                    continue
                wall, cpu, peak = (results.median(tool, stage, what) for what in ("wall_s", "cpu_s", "peak_bytes"))
                raw = facts["sample_bytes"] if stage.endswith("sample") else facts["raw_bytes"]
                speed = f"{raw / 1e6 / wall:.0f}" if stage.startswith("load") and raw else ""
                file = f"{results.median(tool, stage, 'file_bytes') / 1e6:,.0f}" if "file_bytes" in runs[0] else ""
                yield row(tool, stage, f"{wall:.2f}", speed, f"{cpu:.2f}", f"{peak / 1e6:,.0f}", file)
        opened = [results.median("auditdesk", "ask", what) for what in ("open_ms", "first_page_ms", "resident_bytes")]
        if all(opened):
            yield ""
            yield f"Unlocked after {opened[0]:.0f} ms, the first page after {opened[1]:.0f} ms; {opened[2] / 1e6:.0f} MB held after all questions."

    return "Loading, asking everything, exporting", ("tool", "stage", "wall s", "MB/s of lines", "CPU s", "peak MB", "file MB"), rows()


def cold(results, _facts):
    """The first question to a program whose file is not in memory."""

    def rows():
        for tool, used in results.stages.items():
            for stage in used:
                if stage.startswith("cold"):
                    opened = results.median(tool, stage, "open_ms")
                    yield row(tool, stage.removeprefix("cold "), f"{opened:.0f}" if opened else "", f"{results.median(tool, stage, 'ms'):.0f}")

    return "Cold: the first question after the start, the file not in memory", ("tool", "question", "opened after ms", "answered ms later"), rows()


def physical(results, _facts):
    """The limits, in the order in which they were measured."""
    known = results.stages.get("machine", {}).get("physical", [{}])[0]
    names = [name for name in known if name not in ("sample_bytes", "wall_s", "cpu_s", "peak_bytes")]
    speeds = (row(name, number(results.median("machine", "physical", name))) for name in names)
    return "Physical limits per processor, all at work, by processor time", ("stage", "MB/s of lines"), speeds


def number(value):
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def questions(results, _facts):
    """Every question with every tool that has all the data."""
    return "Questions, warm: median ms (and how many times as long as Auditdesk)", *table(results, WHOLE)


def sampled(results, facts):
    """Every question with every tool that has a sample, which may be all."""
    which = " on the first 200,000 entries" if facts["entries"] > 200_000 else ""
    return f"With SQLite, lnav and jq{which}: median ms", *table(results, [sampled_as(results), *SAMPLED])


def sampled_as(results):
    return "auditdesk (sample)" if "auditdesk (sample)" in results.times else "auditdesk"


def table(results, tools):
    own, *others = [tools[0], *(tool for tool in tools[1:] if tool in results.times)]

    def rows():
        for name in results.times.get(own, {}):
            ms = results.ms(own, name)
            theirs = [results.ms(tool, name) for tool in others]
            if any(theirs) or tools == WHOLE:
                cells = ["" if other is None else f"{other:.1f} ({other / ms:.1f}x)" for other in theirs]
                yield row(name, f"{ms:.2f}", *cells)

    return ("question", own, *others), rows()


def losses(results, _facts):
    """Where a tool that answered the same question about the same data was faster."""

    def rows():
        pairs = [("auditdesk", tool) for tool in WHOLE[1:]] + [(sampled_as(results), tool) for tool in SAMPLED]
        for own, tool in pairs:
            for name in results.times.get(own, {}):
                ms, other = results.ms(own, name), results.ms(tool, name)
                if other and other < ms:
                    yield row(name, tool, f"{other:.2f}", f"{ms:.2f}", f"{ms / other:.1f}x")
        for stage in results.stages.get("auditdesk", {}):
            what, unit = ("ms", 1) if stage.startswith("cold") else ("wall_s", 1e3)
            ms = results.median("auditdesk", stage, what)
            for tool in WHOLE[1:] if stage != "ask" else ():
                other = results.median(tool, stage, what)
                if other and other < ms:
                    yield row(stage, tool, f"{other * unit:,.0f}", f"{ms * unit:,.0f}", f"{ms / other:.1f}x")

    return "Where others are faster", ("what", "tool", "its ms", "Auditdesk's ms", "as long"), rows()
