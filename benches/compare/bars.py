"""The bars: what was promised, what was measured, whether it was met."""

SEARCHES = ["once", "two_hundred", "fifty_of_them", "two_terms", "email", "umlaut", "quoted", "absent"]


def bars(results, facts):
    """Rows of (what, bar, measured, met); met is None where it was not measured."""
    large = facts["entries"] > 2_000_000
    rows = []

    def add(what, bar, measured, met):
        rows.append((what, bar, measured, met))

    def worst(prefix, names=None):
        """The slowest question of a kind and its milliseconds."""
        asked = [name for name in results.times.get("auditdesk", {}) if name.startswith(prefix + ".")]
        asked = [name for name in asked if names is None or name.split(".")[1] in names]
        return max(((results.ms("auditdesk", name), name) for name in asked), default=None)

    def least_ratio(prefix, tool, names=None):
        """Where the other tool comes closest: how many times as long it takes."""
        asked = [name for name in results.times.get("auditdesk", {}) if name.startswith(prefix + ".")]
        asked = [name for name in asked if names is None or name.split(".")[1] in names]
        known = [(results.ms(tool, name) / results.ms("auditdesk", name), name) for name in asked if results.ms(tool, name)]
        return min(known, default=None)

    def at_most(what, prefix, limit, ratio=None, tool="duckdb", names=None):
        slowest, bar = worst(prefix, names), f"<= {limit} ms" if limit else "none"
        if slowest is None:
            return add(what, bar, "-", None)
        add(what, bar, f"{slowest[0]:.1f} ms ({slowest[1]})", slowest[0] <= limit if limit else None)
        if ratio:
            against(what, prefix, tool, ratio, names)

    def against(what, prefix, tool, ratio, names=None):
        closest = least_ratio(prefix, tool, names)
        measured = f"{closest[0]:.1f}x ({closest[1]})" if closest else "-"
        add(f"{what}, against {tool}", f">= {ratio}x", measured, closest[0] >= ratio if closest else None)

    load = results.median("auditdesk", "load", "wall_s")
    if load:
        peer = results.median("duckdb", "load", "wall_s")
        measured = f"{peer / load:.2f}x" if peer else "-"
        add("load, against duckdb read_json", ">= 1.1x", measured, peer and peer / load >= 1.1)
        limit = results.median("machine", "physical", "load_limit")
        if limit:
            share = facts["raw_bytes"] / 1e6 / results.median("auditdesk", "load", "cpu_s") / limit
            add("load, of the sum of physical stages", ">= 85 %", f"{share:.0%}", share >= 0.85)
        share = results.median("auditdesk", "load", "file_bytes") / facts["raw_bytes"]
        add("file, of the raw JSONL", "<= 0.45", f"{share:.3f}", share <= 0.45)
    at_most("at most 200 hits, all of them", "search", None if large else 40, 10, "ripgrep", SEARCHES)
    against("at most 200 hits, all of them", "search", "duckdb", 30, SEARCHES)
    at_most("absent or one hit, warm", "search", None if large else 5, names=["absent", "once"])
    asked = [stage for stage in results.stages.get("auditdesk", {}) if stage.startswith("cold")]
    cold = max((results.median("auditdesk", stage, "ms") for stage in asked), default=None)
    add("absent or one hit, cold", "<= 100 ms", f"{cold:.0f} ms" if cold else "-", cold and cold <= 100)
    at_most("first 100 hits of any needle", "first", None if large else 30)
    scan = results.ms("auditdesk", "search_any_case.frequent")
    speed = scan and facts["raw_bytes"] / 1e6 / scan
    add("every hit of a word in a tenth of all entries", ">= 1 GB/s", f"{speed:.2f} GB/s of raw lines" if speed else "-", speed and speed >= 1)
    at_most("any filter, newest 100", "newest", 40 if large else 3, 5)
    at_most("count of any filter", "count", 40 if large else 2, 5)
    at_most("six facets and timeline", "facets", 150 if large else 15, 3)
    at_most("usage figures, the whole page", "usage", 1000 if large else 150, 1)
    at_most("sort under a filter, first page", "sort", None if large else 10, 10)
    opened = results.median("auditdesk", "ask", "open_ms")
    if opened:
        millions = max(facts["entries"] / 1e6, 0.1)
        add("unlock to columns ready, per million", "<= 100 ms", f"{opened / millions:.0f} ms", opened / millions <= 100)
        peak = results.most("auditdesk", "ask", "peak_bytes") / 1e6
        limit = 600 if large else 200
        add("memory, open and searched", f"<= {limit} MB", f"{peak:.0f} MB", peak <= limit)
    for stage, what, bar in (("export", "export", 2), ("export parquet", "export as Parquet", 1 / 1.5)):
        (export, peer), (cpu, peer_cpu) = (
            [results.median(tool, stage, used) for tool in ("auditdesk", "duckdb")] for used in ("wall_s", "cpu_s")
        )
        if export:
            measured = f"{peer / export:.1f}x ({peer_cpu / cpu:.1f}x by processor time)" if peer else "-"
            add(f"{what}, against duckdb COPY", f">= {bar:.1g}x", measured, peer and peer / export >= bar)
            peak = results.most("auditdesk", stage, "peak_bytes") / 1e6
            add(f"memory, {what}", "<= 150 MB", f"{peak:.0f} MB", peak <= 150)
    return rows
