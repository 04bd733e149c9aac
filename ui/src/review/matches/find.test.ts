import { describe, expect, test } from "vitest";
import { findEscaped, findPlain, unescape } from "./find";

const find = (text: string, needle: string, matchCase = false) =>
  findEscaped(text, [{ needle, match_case: matchCase }]).map(({ from, to }) => text.slice(from, to));

describe("places of free texts", () => {
  test("are found without case, and with it where it matters", () => {
    expect(find("Needle in a NEEDLE stack", "needle")).toEqual(["Needle", "NEEDLE"]);
    expect(find("Needle in a NEEDLE stack", "NEEDLE", true)).toEqual(["NEEDLE"]);
    expect(find("nothing", "needle")).toEqual([]);
  });

  test("are found in both spellings of JSON", () => {
    expect(find(String.raw`{"a":"Gr\u00f6\u00dfe, Größe"}`, "größe")).toEqual([String.raw`Gr\u00f6\u00dfe`, "Größe"]);
    expect(find(String.raw`{"a":"line\nbreak"}`, "line\nbreak")).toEqual([String.raw`line\nbreak`]);
    expect(find(String.raw`{"a":"line\nbreak"}`, String.raw`line\nb`)).toEqual([String.raw`line\nb`]);
    expect(find(String.raw`say \"yes\"`, '"yes"')).toEqual([String.raw`\"yes\"`]);
    expect(find(String.raw`C:\\temp \x`, String.raw`c:\temp \x`)).toEqual([String.raw`C:\\temp \x`]);
    expect(find(String.raw`\ud83d\ude00!`, "😀!")).toEqual([String.raw`\ud83d\ude00!`]);
  });

  test("fold character by character, as the core does", () => {
    expect(find("ΑΣ ΑΣΑ", "ας")).toEqual([]);
    expect(find("ΑΣ ΑΣΑ", "ΑΣ")).toEqual(["ΑΣ", "ΑΣ"]);
    expect(find("xİstanbul", "i\u0307stan")).toEqual(["İstan"]);
    expect(find("İ😀NEEDLE", "needle")).toEqual(["NEEDLE"]);
    expect(find("\u212aelvin", "kelvin")).toEqual(["\u212aelvin"]);
  });

  test("of several texts come in order, those that overlap as one", () => {
    const texts = ["cd", "abc", "x"].map((needle) => ({ needle, match_case: false }));
    expect(findPlain("x abcd x", texts)).toEqual([
      { from: 0, to: 1 },
      { from: 2, to: 6 },
      { from: 7, to: 8 },
    ]);
  });

  test("an escape is decoded once and keeps its place", () => {
    const { text, origins } = unescape(String.raw`a\\u0041\u0041\q`);
    expect(text).toBe(String.raw`a\u0041A\q`);
    expect(origins[text.indexOf("A")]).toBe(8);
    expect(origins[text.length]).toBe(16);
  });
});
