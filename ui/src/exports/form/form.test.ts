import { expect, test } from "vitest";
import type { Recurrence } from "../../bindings/Recurrence";
import type { ScheduleSetup } from "../../bindings/ScheduleSetup";
import { outputDraftOf, outputOf } from "../output/draft";
import { beginningOf, copyName, copyOf, draftOf, emptyDraft, exportOf, setupOf } from "./draft";
import { recurrenceDraftOf, recurrenceOf, typedMinute } from "./recurrence";

const RECURRENCES: Recurrence[] = [
  { every: "hourly", minute: 59 },
  { every: "daily", hour: 0, minute: 0 },
  { every: "weekly", weekday: 7, hour: 23, minute: 5 },
  { every: "monthly", day: 0, hour: 2, minute: 30 },
  { every: "monthly", day: 31, hour: 2, minute: 30 },
  { every: "cron", expression: "*/15 8-18 * * 1-5" },
];

test.each(RECURRENCES)("the form gives back %j", (recurrence) => {
  expect(recurrenceOf(recurrenceDraftOf(recurrence))).toEqual(recurrence);
});

test("a minute is one of an hour", () => {
  expect(["0", " 7 ", "07", "59"].map(typedMinute)).toEqual([0, 7, 7, 59]);
  expect(["", "60", "-1", "1.5", "five"].map(typedMinute)).toEqual(Array(5).fill(undefined));
  expect(recurrenceOf({ ...recurrenceDraftOf(null), every: "hourly", minute: "60" })).toBeNull();
  expect(recurrenceOf({ ...recurrenceDraftOf(null), every: "cron", expression: " " })).toBeNull();
});

const output = outputOf(outputDraftOf(null));
if (!output) throw new Error("an empty form of the output is filled in");
const SETUP: ScheduleSetup = {
  name: "nightly",
  filter: "outcome:denied",
  view: null,
  zone: "Europe/Berlin",
  destination: 7,
  output: { ...output, format: "parquet", by_day: true },
  recurrence: { every: "weekly", weekday: 5, hour: 18, minute: 30 },
  catch_up: "each",
  allow_empty: true,
};

test("the form gives back a schedule as it was", () => {
  expect(setupOf(draftOf(SETUP), SETUP.destination)).toEqual(SETUP);
});

test("a copy differs in its name alone", () => {
  const copy = copyOf(SETUP, ["nightly", "nightly-2"]);
  expect(setupOf(copy, SETUP.destination)).toEqual({ ...SETUP, name: "nightly-3" });
  expect(copyName("nightly-2", ["nightly-2"]), "a copy of a copy counts on").toBe("nightly-3");
});

test("the same form makes a one-time export, in the zone of the screen", () => {
  const draft = { ...draftOf(SETUP), isScheduled: false };
  expect(exportOf(draft, 7, "UTC")).toEqual({
    name: "nightly",
    filter: "outcome:denied",
    zone: "UTC",
    destination: 7,
    output: SETUP.output,
    allow_empty: true,
  });
});

test("nothing is asked while something is missing", () => {
  const draft = emptyDraft("", "UTC");
  expect(exportOf(draft, null, "UTC")).toBeNull();
  expect(exportOf({ ...draft, name: "" }, 1, "UTC")).toBeNull();
  expect(setupOf({ ...draft, name: "a/b" }, 1)).toBeNull();
  expect(setupOf({ ...draft, recurrence: { ...draft.recurrence, every: "hourly", minute: "" } }, 1)).toBeNull();
  expect(beginningOf({ ...draft, beginning: "since" })).toBeNull();
  expect(beginningOf({ ...draft, beginning: "since", since: 5 })).toEqual({ from: "since", at: 5 });
  expect(beginningOf({ ...draft, beginning: "now", since: 5 })).toEqual({ from: "now" });
});
