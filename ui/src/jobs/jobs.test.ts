import { describe, expect, test } from "vitest";
import type { JobInfo } from "../bindings/JobInfo";
import { canPause, jobFigures, jobShare } from "./jobs";

const JOB: JobInfo = {
  id: 1,
  kind: "export",
  subject: 1,
  title: "Export daily",
  state: "running",
  doing: "Writing",
  done: 12_300,
  total: 50_000,
  rate: 1240,
  remaining: 31,
  bytes: 30_000_000,
  byte_rate: 3_000_000,
  paused: false,
  started: 0,
  error: null,
};

describe("figures of a job", () => {
  test("say how far it is, how fast, and how long it takes", () => {
    expect(jobFigures(JOB)).toBe("12,300 of 50,000 · 1,240/s · 3 MB/s · 31 s left");
    expect(jobFigures({ ...JOB, total: 0, byte_rate: 0, remaining: null })).toBe("12,300 · 1,240/s");
  });

  test("promise nothing while it is paused", () => {
    const paused = { ...JOB, paused: true, rate: 0, byte_rate: 0, remaining: null };
    expect(jobFigures(paused)).toBe("12,300 of 50,000 · paused");
  });

  test("are short in a list", () => {
    expect(jobShare(JOB)).toBe("24%, 31 s left");
    expect(jobShare({ ...JOB, paused: true, remaining: null })).toBe("Paused at 24%");
    expect(jobShare({ ...JOB, total: 0, remaining: null })).toBe("12,300 rows");
  });
});

test("only an export at work can be paused", () => {
  expect(canPause(JOB)).toBe(true);
  expect(canPause({ ...JOB, kind: "sync" })).toBe(false);
  expect(canPause({ ...JOB, state: "done" })).toBe(false);
});
