import { describe, expect, test } from "vitest";
import type { Pill } from "../../bindings/Pill";
import { joinPills, pillRange, withCondition, withInvertedPill, withoutPill } from "./compose";

const pills: Pill[] = [
  { text: "actor:alice", field: "actor", negated: false },
  { text: "-outcome:(success,denied)", field: "outcome", negated: true },
  { text: '("timed out" OR status>=500)', field: null, negated: false },
];

describe("pill actions", () => {
  test("taking a pill away leaves the others as they are", () => {
    expect(withoutPill(pills, 1)).toBe('actor:alice ("timed out" OR status>=500)');
    expect(withoutPill([pills[0] as Pill], 0)).toBe("");
  });

  test("inverting wraps what is plain and unwraps what is negated", () => {
    expect(withInvertedPill(pills, 0)).toBe('NOT (actor:alice) -outcome:(success,denied) ("timed out" OR status>=500)');
    expect(withInvertedPill(pills, 1)).toBe('actor:alice outcome:(success,denied) ("timed out" OR status>=500)');
    expect(withInvertedPill(pills, 2)).toContain('NOT (("timed out" OR status>=500))');
  });

  test("a pill is found in the joined text", () => {
    const text = joinPills(pills);
    pills.forEach((pill, i) => {
      const { from, to } = pillRange(pills, i);
      expect(text.slice(from, to)).toBe(pill.text);
    });
  });

  test("a further condition comes last", () => {
    expect(withCondition(pills, "time:24h")).toBe(`${joinPills(pills)} time:24h`);
    expect(withCondition([], "time:24h")).toBe("time:24h");
  });
});
