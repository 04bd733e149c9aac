"""The report: Markdown with medians, ratios and what loses."""

import re

from bars import bars

WHOLE = ["auditdesk", "duckdb", "ripgrep"]
SAMPLED = ["sqlite", "lnav", "jq"]


def report(results, facts):
    lines = [f"## {facts['entries']:,} entries, {facts['raw_bytes'] / 1e6:,.0f} MB of JSON Lines", ""]
    lines += [f"- {name}: {value}" for name, value in facts["shown"].items()]
    lines += ["", "### Bars", "", "| what | bar | measured | met |", "| --- | --- | --- | --- |"]
    words = {True: "yes", False: "**no**", None: "-"}
    lines += [f"| {what} | {bar} | {shown} | {words[met if met is None else bool(met)]} |" for what, bar, shown, met in bars(results, facts)]
    for part in (stages, cold, physical, questions, sampled, losses):
        lines += ["", *part(results, facts)]
    return "\n".join(lines) + "\n"


def write(document, size, shown):
    """Replaces the report of this size in a document that has a place for it."""
    place = re.compile(f"(?<=<!-- bench {size} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    before = document.read_text()
    if not place.search(before):
        raise SystemExit(f"{document} has no place for {size}.")
    document.write_text(place.sub(lambda _: f"\n{shown}\n", before))


def stages(results, facts):
    """Loads, exports and sessions."""
    yield "### Loading, asking everything, exporting"
    yield ""
    yield "| tool | stage | wall s | MB/s of lines | CPU s | peak MB | file MB |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for tool, used in results.stages.items():
        for stage, runs in used.items():
            if tool == "machine" or stage.startswith("cold"):
                continue
            wall, cpu, peak = (results.median(tool, stage, what) for what in ("wall_s", "cpu_s", "peak_bytes"))
            raw = facts["sample_bytes"] if stage.endswith("sample") else facts["raw_bytes"]
            speed = f"{raw / 1e6 / wall:.0f}" if stage.startswith("load") and raw else ""
            file = f"{results.median(tool, stage, 'file_bytes') / 1e6:,.0f}" if "file_bytes" in runs[0] else ""
            yield f"| {tool} | {stage} | {wall:.2f} | {speed} | {cpu:.2f} | {peak / 1e6:,.0f} | {file} |"
    opened = [results.median("auditdesk", "ask", what) for what in ("open_ms", "first_page_ms", "resident_bytes")]
    if all(opened):
        yield ""
        yield f"Unlocked after {opened[0]:.0f} ms, the first page after {opened[1]:.0f} ms; {opened[2] / 1e6:.0f} MB held after all questions."


def cold(results, _facts):
    """The first question of a program whose file is not in memory."""
    yield "### Cold: the first question after the start, the file not in memory"
    yield ""
    yield "| tool | question | opened after ms | answered ms later |"
    yield "| --- | --- | --- | --- |"
    for tool, used in results.stages.items():
        for stage in used:
            if stage.startswith("cold"):
                opened = results.median(tool, stage, "open_ms")
                shown = f"{opened:.0f}" if opened else ""
                yield f"| {tool} | {stage.removeprefix('cold ')} | {shown} | {results.median(tool, stage, 'ms'):.0f} |"


def physical(results, _facts):
    """The limits, in the order in which they were measured."""
    yield "### Physical limits, MB/s of lines on one processor, by processor time"
    yield ""
    known = results.stages.get("machine", {}).get("physical", [{}])[0]
    names = [name for name in known if name not in ("sample_bytes", "wall_s", "cpu_s", "peak_bytes")]
    yield "| " + " | ".join(names) + " |"
    yield "|" + " --- |" * len(names)
    yield "| " + " | ".join(number(results.median("machine", "physical", name)) for name in names) + " |"


def number(value):
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def questions(results, _facts):
    """Every question with every tool that has all the data."""
    yield "### Questions, warm: median ms (and how many times as long as Auditdesk)"
    yield ""
    yield from table(results, WHOLE)


def sampled(results, facts):
    """Every question with every tool that has a sample, which may be all."""
    yield "### The same on the first 200,000 entries" if facts["entries"] > 200_000 else "### The same with slower tools"
    yield ""
    own = "auditdesk (sample)" if "auditdesk (sample)" in results.times else "auditdesk"
    yield from table(results, [own, *SAMPLED])


def table(results, tools):
    own, *others = [tools[0], *(tool for tool in tools[1:] if tool in results.times)]
    yield "| question | " + " | ".join([own, *others]) + " |"
    yield "| --- |" + " --- |" * (1 + len(others))
    for name in results.times.get(own, {}):
        ms = results.ms(own, name)
        theirs = [results.ms(tool, name) for tool in others]
        if not others or any(theirs):
            cells = ["" if other is None else f"{other:.1f} ({other / ms:.1f}x)" for other in theirs]
            yield f"| {name} | " + " | ".join([f"{ms:.2f}", *cells]) + " |"


def losses(results, _facts):
    """Where a tool that answered the same question about the same data was faster."""
    yield "### Where others are faster"
    yield ""
    pairs = [("auditdesk", tool) for tool in WHOLE[1:]]
    pairs += [("auditdesk (sample)" if "auditdesk (sample)" in results.times else "auditdesk", tool) for tool in SAMPLED]
    rows = []
    for own, tool in pairs:
        for name in results.times.get(own, {}):
            ms, other = results.ms(own, name), results.ms(tool, name)
            if other and other < ms:
                rows.append(f"| {name} | {tool} | {other:.2f} | {ms:.2f} | {ms / other:.1f}x |")
    for stage in ("load", "export", *(stage for stage in results.stages.get("auditdesk", {}) if stage.startswith("cold"))):
        what = "ms" if stage.startswith("cold") else "wall_s"
        ms, unit = results.median("auditdesk", stage, what), 1 if what == "ms" else 1e3
        for tool in ("duckdb", "ripgrep"):
            other = results.median(tool, stage, what)
            if ms and other and other < ms:
                rows.append(f"| {stage} | {tool} | {other * unit:,.0f} | {ms * unit:,.0f} | {ms / other:.1f}x |")
    if not rows:
        yield "Nowhere in what was measured."
        return
    yield "| what | tool | its ms | Auditdesk's ms | as long |"
    yield "| --- | --- | --- | --- | --- |"
    yield from rows
