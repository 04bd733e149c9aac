import { describe, expect, test } from "vitest";
import { LONG_LINE, longFolds, openAround } from "./long-lines";

/** What is left to see. */
function visible(text: string, folds: readonly { from: number; to: number }[]): string {
  let shown = "";
  let at = 0;
  for (const fold of folds) {
    shown += text.slice(at, fold.from);
    at = fold.to;
  }
  return shown + text.slice(at);
}

/** Half of a character outside the basic plane. */
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

describe("folding long lines", () => {
  test("leaves ordinary text alone", () => {
    expect(longFolds("")).toEqual([]);
    expect(longFolds("a\n".repeat(100_000))).toEqual([]);
    expect(longFolds("x".repeat(LONG_LINE))).toEqual([]);
  });

  test("keeps the start and the end of a long line and everything around it", () => {
    const text = `{\n"a": "${"x".repeat(3_000_000)}END",\n"b": 1\n}`;
    const folds = longFolds(text);
    expect(folds.length).toBe(1);
    const shown = visible(text, folds);
    expect(shown.startsWith('{\n"a": "xxx')).toBe(true);
    expect(shown.endsWith('xEND",\n"b": 1\n}')).toBe(true);
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(LONG_LINE);
  });

  test("folds every long line by itself, the last one too", () => {
    const text = ["y".repeat(5000), "short", "z".repeat(5000)].join("\n");
    const folds = longFolds(text);
    expect(folds.length).toBe(2);
    expect(
      visible(text, folds)
        .split("\n")
        .map((line) => line.length),
    ).toEqual([800, 5, 800]);
  });

  test("never cuts a character in half", () => {
    for (const shift of [0, 1]) {
      const text = "a".repeat(shift) + "😀".repeat(4000);
      expect(visible(text, longFolds(text))).not.toMatch(LONE);
      const opened = openAround(longFolds(text), text, 3001, 3003);
      expect(visible(text, opened)).not.toMatch(LONE);
    }
  });

  test("a search hit inside a fold opens its surroundings only", () => {
    const text = "x".repeat(500_000) + "needle" + "x".repeat(500_000);
    const folds = longFolds(text);
    const opened = openAround(folds, text, 500_000, 500_006);
    expect(opened.length).toBe(2);
    const shown = visible(text, opened);
    expect(shown).toContain("needle");
    expect(shown.length).toBeLessThan(2000);
    expect(openAround(folds, text, 0, 10)).toEqual(folds);
  });

  test("what is nearly open is opened wholly", () => {
    const text = "x".repeat(2100);
    const folds = longFolds(text);
    const middle = folds[0] ? (folds[0].from + folds[0].to) / 2 : 0;
    const once = openAround(folds, text, middle, middle + 1);
    expect(
      openAround(
        openAround(once, text, once[0]?.from ?? 0, once[0]?.to ?? 0),
        text,
        once[1]?.from ?? 0,
        once[1]?.to ?? 0,
      ),
    ).toEqual([]);
  });
});
