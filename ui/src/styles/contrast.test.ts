import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

// WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for borders of controls, marks and focus rings (1.4.11).
const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const OUTCOMES = [
  "outcome-success",
  "outcome-failure",
  "outcome-denied",
  "outcome-timeout",
  "outcome-unknown",
  "tool-error",
];
const GROUNDS = ["canvas", "surface", "surface-raised", "surface-sunken"];

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map(
    Array.from(block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g), ([, name = "", value = ""]) => [name, value]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ["light", tokensOf(":root")],
  ["dark", tokensOf(':root[data-theme="dark"]')],
])("the %s theme", (_, tokens) => {
  function colour(name: string): string {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`--${name} is not a colour of this theme`);
    return value;
  }

  test.each([
    ...["text", "text-quiet", "text-faint"].flatMap((text) =>
      [...GROUNDS, "hover", "selected", "selected-quiet"].map((ground) => [text, ground]),
    ),
    ...["accent", "danger", "good", "warning"].flatMap((text) => [...GROUNDS].map((ground) => [text, ground])),
    ...["danger", "good", "warning", "accent"].map((text) => [text, `${text}-soft`]),
    ["text", "danger-soft"],
    ["text", "warning-soft"],
    ["text", "accent-soft"],
    ["text", "mark"],
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["on-danger", "danger"],
    ["on-danger", "danger-hover"],
    ...OUTCOMES.flatMap((outcome) =>
      [`${outcome}-soft`, "surface", "selected", "hover"].map((g) => [`${outcome}-text`, g]),
    ),
    ...["key", "string", "number", "keyword", "operator"].flatMap((kind) =>
      ["surface", "surface-sunken"].map((ground) => [`syntax-${kind}`, ground]),
    ),
  ])("text --%s can be read on --%s", (text, ground) => {
    expect(ratio(colour(text ?? ""), colour(ground ?? ""))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ...["border-control", "focus"].flatMap((mark) => ["canvas", "surface", "surface-sunken"].map((g) => [mark, g])),
    ...OUTCOMES.map((outcome) => [outcome, "surface"]),
  ])("mark --%s can be seen on --%s", (mark, ground) => {
    expect(ratio(colour(mark ?? ""), colour(ground ?? ""))).toBeGreaterThanOrEqual(3);
  });
});
