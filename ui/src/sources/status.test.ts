import { expect, test } from "vitest";
import type { SourceInfo } from "../bindings/SourceInfo";
import { dayVerdict, intervalWords, sourceStatus, syncSummary } from "./status";

const SYNC = {
  started: 0,
  ended: 1,
  new: 0,
  settled: 0,
  pending: 0,
  unreadable: 0,
  remarks: [],
  limits: [],
  error: null,
};
const SOURCE: SourceInfo = {
  id: 1,
  name: "S",
  config: { kind: "obot", url: "https://obot.example.com", ca_pem: "" },
  credential: "none",
  entries: 0,
  pending: 0,
  unreadable: 0,
  last_sync: SYNC,
  last_success: 1,
  interval_s: null,
  next_sync: null,
  newest: null,
  last_day: 0,
  gaps: 0,
  job: null,
};

test("a source's state is the most urgent thing known of it", () => {
  const error = { code: "source_unauthorized", message: "m", details: null } as const;
  expect(sourceStatus(SOURCE)).toEqual({ kind: "good", text: "Synced" });
  expect(sourceStatus({ ...SOURCE, last_sync: null }).text).toBe("Never synced");
  expect(sourceStatus({ ...SOURCE, unreadable: 1 }).kind).toBe("warning");
  expect(sourceStatus({ ...SOURCE, last_sync: { ...SYNC, error } }).kind).toBe("bad");
  expect(sourceStatus({ ...SOURCE, job: 3, last_sync: { ...SYNC, error } }).text, "a new try is under way").toBe(
    "Syncing",
  );
});

test("a sync is told in words", () => {
  expect(syncSummary(SOURCE)).toBe("nothing new");
  expect(syncSummary({ ...SOURCE, last_sync: { ...SYNC, new: 1, settled: 1200, pending: 2 } })).toBe(
    "1 new entry, 1,200 settled, 2 pending",
  );
});

test("a day is complete, short, or holds more than the source still has", () => {
  const day = { day: "2026-08-20", stated: 10, held: 10, checked: 0 };
  expect(dayVerdict(day).kind).toBe("good");
  expect(dayVerdict({ ...day, held: 7 })).toEqual({ kind: "bad", text: "3 missing" });
  expect(dayVerdict({ ...day, held: 12 }).kind).toBe("plain");
});

test("a gap alone is no remark, and files are imported, not synced", () => {
  expect(sourceStatus({ ...SOURCE, gaps: 1 }).text).toBe("Synced");
  const files: SourceInfo = { ...SOURCE, config: { kind: "files", writer: { kind: "airkit" }, log: null } };
  expect(sourceStatus(files).text).toBe("Imported");
  expect(intervalWords(files)).toBe("by hand");
});
