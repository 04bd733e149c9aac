"""What was measured, and that all tools gave the same answers."""

import statistics

# Microseconds.
DAY = 86_400_000_000


class Results:
    def __init__(self):
        # By tool and stage: what each run used.
        self.stages = {}
        # By tool and question: milliseconds.
        self.times = {}
        # By data and question: the answer, and the tool that gave it first.
        self.answers = {}

    def stage(self, tool, stage, run, **more):
        used = {"wall_s": run.wall_s, "cpu_s": run.cpu_s, "peak_bytes": run.peak_bytes} | more
        self.stages.setdefault(tool, {}).setdefault(stage, []).append(used)

    def answered(self, tool, data, answers, planted=None):
        """Notes times, and stops everything where an answer is not the one that the others gave."""
        for asked in answers:
            name, answer = asked["name"], comparable(asked["answer"])
            first_tool, first = self.answers.setdefault((data, name), (tool, answer))
            if answer != first:
                raise SystemExit(f"{name}: {tool} answers\n{answer}\nbut {first_tool}\n{first}")
            wanted = (planted or {}).get(name)
            if wanted is not None and answer.get("count", wanted) != wanted:
                raise SystemExit(f"{name}: {tool} finds {answer['count']}, but {wanted} were planted")
            # The first time of a session fills caches; it is left out where there are others.
            warm = asked["ms"][1:] or asked["ms"]
            self.times.setdefault(tool, {}).setdefault(name, []).extend(warm)

    def ms(self, tool, question):
        times = self.times.get(tool, {}).get(question)
        return statistics.median(times) if times else None

    def median(self, tool, stage, what):
        values = self.values(tool, stage, what)
        return statistics.median(values) if values else None

    def most(self, tool, stage, what):
        return max(self.values(tool, stage, what), default=None)

    def values(self, tool, stage, what):
        """What each run has of it. The speed of something that was too short to be measured is none."""
        runs = self.stages.get(tool, {}).get(stage, [])
        return [run[what] for run in runs if run.get(what) is not None]


def comparable(answer):
    """An answer without what tools may well differ in: which of equally frequent values are the last of ten."""
    if "usage" in answer:
        # Rows with as few calls as the last one: which of them are shown is not certain.
        def top(rows):
            return [row for row in rows if len(rows) < 10 or row[0] > rows[-1][0]]

        tables = {name: top(rows) for name, rows in answer["usage"]["tables"].items()}
        return {"totals": answer["usage"]["totals"], "tables": tables}
    if "facets" not in answer:
        return answer

    def cut(values):
        least = values[-1][1] if len(values) == 10 else 0
        return sorted([value, number] for value, number in values if number > least), least

    values = {field: cut(values) for field, values in answer["facets"]["values"].items()}
    # Auditdesk chooses finer buckets over a shorter time; the others are asked for days.
    days = {}
    for start, counts in answer["facets"]["timeline"]:
        day = days.setdefault(start - start % DAY, [0] * len(counts))
        day[:] = map(sum, zip(day, counts))
    return {"values": values, "timeline": sorted(days.items())}
