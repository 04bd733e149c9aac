import { expect, test } from "vitest";
import { changeWords, shortCount } from "./words";

test("a change is told in per cent of what was before", () => {
  expect(changeWords(112, 100)).toBe("+12 %");
  expect(changeWords(97, 100)).toBe("−3 %");
  expect(changeWords(0, 40)).toBe("−100 %");
  expect(changeWords(5, 0)).toBe("new");
  expect(changeWords(7, 7)).toBe("±0 %");
  expect(changeWords(7, null)).toBe("");
  expect(changeWords(2_000_000, 1000)).toBe("+199900 %");
});

test("a count takes four characters at most and is never rounded up", () => {
  expect([0, 999, 1000, 1290, 9990, 19_900, 999_999, 5_190_000].map(shortCount)).toEqual([
    "0",
    "999",
    "1k",
    "1.2k",
    "9.9k",
    "19k",
    "999k",
    "5.1M",
  ]);
});
