"""The report: Markdown with medians, ratios and what loses."""

from bars import bars


def report(results, size, facts):
    lines = [f"# {facts['entries']:,} entries, {facts['raw_bytes'] / 1e6:,.0f} MB of JSON Lines", ""]
    lines += [f"- {name}: {value}" for name, value in facts["shown"].items()]
    lines += ["", "## Bars", "", "| what | bar | measured | met |", "| --- | --- | --- | --- |"]
    words = {True: "yes", False: "**no**", None: "not measured"}
    lines += [f"| {what} | {bar} | {shown} | {words[met if met is None else bool(met)]} |" for what, bar, shown, met in bars(results, size, facts)]
    lines += ["", *stages(results, facts), "", *questions(results), "", *losses(results), ""]
    return "\n".join(lines)


def stages(results, facts):
    """Loads, exports and sessions."""
    yield "## Loading, exporting, memory"
    yield ""
    yield "| tool | stage | wall s | MB/s of lines | CPU s | peak MB | file MB |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for tool, stages in results.stages.items():
        if tool == "machine":
            continue
        for stage, runs in stages.items():
            wall, cpu, peak = (results.median(tool, stage, what) for what in ("wall_s", "cpu_s", "peak_bytes"))
            sized = "file_bytes" in runs[0]
            raw = facts["sample_bytes"] if stage.endswith("sample") else facts["raw_bytes"]
            speed = f"{raw / 1e6 / wall:.0f}" if "load" in stage else ""
            file = f"{results.median(tool, stage, 'file_bytes') / 1e6:,.0f}" if sized else ""
            yield f"| {tool} | {stage} | {wall:.2f} | {speed} | {cpu:.2f} | {peak / 1e6:,.0f} | {file} |"
    physical = results.stages.get("machine", {}).get("physical")
    if physical:
        yield ""
        yield "Physical limits, MB/s of lines on one processor (by processor time):"
        yield ""
        names = [name for name in physical[0] if name not in ("sample_bytes", "wall_s", "cpu_s", "peak_bytes") and results.median("machine", "physical", name)]
        yield "| " + " | ".join(names) + " |"
        yield "|" + " --- |" * len(names)
        yield "| " + " | ".join(f"{results.median('machine', 'physical', name):,.4g}" for name in names) + " |"


def questions(results):
    """Every question with every tool that was asked."""
    tools = [tool for tool in ("auditdesk", "duckdb", "ripgrep", "sqlite (sample)", "lnav (sample)", "jq (sample)") if tool in results.times]
    yield "## Questions, warm, median ms (and how many times Auditdesk's)"
    yield ""
    yield "| question | " + " | ".join(tools) + " |"
    yield "| --- |" + " --- |" * len(tools)
    for name in results.times.get("auditdesk", {}):
        own = results.ms("auditdesk", name)
        cells = [f"{own:.2f}"]
        for tool in tools[1:]:
            ms = results.ms(tool, name)
            cells.append("" if ms is None else f"{ms:.1f} ({ms / own:.1f}x)")
        yield f"| {name} | " + " | ".join(cells) + " |"


def losses(results):
    """Where a tool that answered the same question about the same data was faster."""
    yield "## Where others are faster"
    yield ""
    found = False
    for tool in ("duckdb", "ripgrep"):
        for name in results.times.get("auditdesk", {}):
            own, other = results.ms("auditdesk", name), results.ms(tool, name)
            if other and other < own:
                found = True
                yield f"- {name}: {tool} takes {other:.1f} ms, Auditdesk {own:.1f} ms ({own / other:.1f}x as long)"
    if not found:
        yield "Nowhere in these questions."
