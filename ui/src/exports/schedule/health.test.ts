import { describe, expect, test } from "vitest";
import type { RunInfo } from "../../bindings/RunInfo";
import type { ScheduleHealth } from "../../bindings/ScheduleHealth";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { exportLines, lineKey, lineName, lineRun, lineTotals } from "../list";
import { attentionOf, HEALTH, isStopped, passedOverWords, retryWords, scheduleTrouble } from "./health";

const NOW = Date.UTC(2026, 10, 21, 12) * 1000;
const MINUTE = 60_000_000;

const OUTPUT = {
  format: "jsonl",
  compression: "none",
  bom: false,
  fields: [],
  payload: true,
  split_rows: 0,
  split_bytes: 0,
  by_day: false,
  redactions: [],
} as const;

function run(id: number, change: Partial<RunInfo> = {}): RunInfo {
  return {
    id,
    name: `run-${id}`,
    filter: "",
    destination: "Archive",
    state: "done",
    started: NOW - MINUTE,
    ended: NOW,
    range: [1, 11],
    output: { ...OUTPUT, fields: [], redactions: [] },
    schedule: null,
    rows: 10,
    bytes: 1_000,
    objects: [],
    verification: null,
    error: null,
    ...change,
  };
}

function waiting(retryAt: number | null): RunInfo {
  return run(2, {
    state: "waiting",
    schedule: { id: 1, reason: "due", slot: NOW, attempts: 3, retry_at: retryAt, manifest: null, revisions: 0 },
    error: { code: "storage_denied", message: "403", details: null },
  });
}

function schedule(name: string, health: ScheduleHealth, change: Partial<ScheduleInfo> = {}): ScheduleInfo {
  return {
    id: 1,
    setup: {
      name,
      filter: "",
      view: null,
      zone: "UTC",
      destination: 1,
      output: { ...OUTPUT, fields: [], redactions: [] },
      recurrence: { every: "hourly", minute: 0 },
      catch_up: "together",
      allow_empty: false,
    },
    destination: "Archive",
    enabled: true,
    health,
    words: "Every hour",
    next: NOW + MINUTE,
    missed: 0,
    missed_more: false,
    passed_over: null,
    created: NOW,
    begins: 1,
    position: 11,
    failures: 0,
    open: null,
    last: null,
    totals: [0, 0, 0],
    ...change,
  };
}

describe("what needs attention", () => {
  test("a schedule that is well, off or at work does not", () => {
    for (const health of ["good", "disabled", "running"] as const) {
      expect(attentionOf(schedule("a", health), "UTC", NOW)).toBeNull();
    }
  });

  test("what should have run and did not, and since when", () => {
    const overdue = schedule("a", "overdue", { next: NOW - 60 * MINUTE, missed: 3 });
    expect(attentionOf(overdue, "Europe/Berlin", NOW)).toBe(
      "Should have run at 2026-11-21 12:00:00 UTC+01:00 and did not. 3 runs missed.",
    );
    const later = schedule("a", "overdue", { missed: 1 });
    expect(attentionOf(later, "UTC", NOW), "a moment that is still to come was not missed").toBe(
      "Should have run and did not.",
    );
  });

  test("moments that are passed over: one was skipped, many say that the clock was wrong", () => {
    const skipped = schedule("a", "good", { passed_over: [NOW + MINUTE, 1] });
    expect(attentionOf(skipped, "UTC", NOW)).toBeNull();
    expect(passedOverWords(skipped, "UTC")).toContain("Nothing runs until 2026-11-21");
    const ahead = schedule("a", "good", { passed_over: [NOW + MINUTE, 1_000] });
    expect(attentionOf(ahead, "UTC", NOW)).toBe(passedOverWords(ahead, "UTC"));
    expect(passedOverWords({ ...ahead, enabled: false }, "UTC")).toBeNull();
  });

  test("more missed runs than are counted", () => {
    const overdue = schedule("a", "overdue", { missed: 1_000, missed_more: true });
    expect(attentionOf(overdue, "UTC", NOW)).toBe("Should have run and did not. More than 1,000 runs missed.");
  });

  test("what failed, why, and when it is tried again", () => {
    const retrying = schedule("a", "retrying", { failures: 1, open: waiting(NOW + 4 * MINUTE) });
    expect(attentionOf(retrying, "UTC", NOW)).toBe("Failed once: Not allowed on the storage. Next attempt in 4 min.");
    const broken = schedule("a", "broken", { failures: 9, open: waiting(NOW) });
    expect(attentionOf(broken, "UTC", NOW)).toBe(
      "Failed 9 times in a row: Not allowed on the storage. The next attempt is due.",
    );
    expect(retryWords(waiting(null), NOW)).toBe("");
    expect(retryWords(null, NOW)).toBe("");
  });

  test("a run that somebody stopped is told from one that failed, and from a one-time export", () => {
    expect(isStopped({ ...waiting(null), error: null })).toBe(true);
    expect(isStopped(waiting(null))).toBe(false);
    expect(isStopped({ ...waiting(NOW), error: null })).toBe(false);
    expect(isStopped(run(1))).toBe(false);
  });

  test("the mark on the page is for what is bad, not for a retry", () => {
    expect(scheduleTrouble([schedule("a", "good"), schedule("b", "retrying")])).toBeNull();
    expect(scheduleTrouble([schedule("a", "broken"), schedule("b", "overdue")])).toBe("a: failing, and 1 more");
    expect(new Set(Object.values(HEALTH).map(({ text }) => text)).size, "states differ in words").toBe(6);
  });
});

describe("the list", () => {
  const lines = exportLines(
    [schedule("weekly", "good", { id: 2, totals: [2, 20, 300] }), schedule("daily", "good")],
    [run(9), waiting(null), run(3)],
  );

  test("has schedules by name, then one-time exports; runs of schedules are with their schedule", () => {
    expect(lines.map(lineName)).toEqual(["daily", "weekly", "run-9", "run-3"]);
  });

  test("tells a schedule from a run with the same number", () => {
    expect(new Set(lines.map(lineKey)).size).toBe(lines.length);
  });

  test("shows of a schedule the run that is open before the one that is committed", () => {
    const both = schedule("a", "retrying", { open: run(5), last: run(4) });
    expect(lineRun({ kind: "schedule", schedule: both })?.id).toBe(5);
    expect(lineRun({ kind: "schedule", schedule: { ...both, open: null } })?.id).toBe(4);
    expect(lineRun({ kind: "schedule", schedule: schedule("a", "good") })).toBeNull();
  });

  test("sums up what a schedule wrote", () => {
    expect(lines.map(lineTotals)).toEqual([
      [0, 0],
      [20, 300],
      [10, 1_000],
      [10, 1_000],
    ]);
  });
});
