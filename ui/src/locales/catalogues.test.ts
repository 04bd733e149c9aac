import { createCompiledCatalog, getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { describe, expect, test } from "vitest";

/** A text as the window holds it: words, and in lists what is put in or chosen from. */
type Compiled = string | readonly (string | readonly unknown[])[];

const config = getConfig();
const [catalog] = await getCatalogs(config);
const locales: readonly string[] = config.locales;
const source = await messagesOf(config.sourceLocale);

/** The texts of a language by their id; English where one is not translated. */
async function messagesOf(locale: string): Promise<Record<string, string>> {
  const wanted = { fallbackLocales: config.fallbackLocales, sourceLocale: config.sourceLocale };
  return (await catalog?.getTranslations(locale, wanted))?.messages ?? {};
}

function compiled(locale: string, messages: Record<string, string>, pseudoLocale = ""): Record<string, Compiled> {
  const { source: json, errors } = createCompiledCatalog(locale, messages, { namespace: "json", pseudoLocale });
  expect(errors).toEqual([]);
  return (JSON.parse(json) as { messages: Record<string, Compiled> }).messages;
}

/** What is put into a text: its placeholders by their names, and the elements around words. */
function partsOf(text: Compiled): string[] {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === "string") for (const [tag] of part.matchAll(/<\/?\w+\/?>/g)) found.add(tag);
    if (!Array.isArray(part)) return;
    const [name, , choices] = part as unknown[];
    found.add(String(name));
    if (typeof choices === "object" && choices !== null) Object.values(choices).forEach(visitAll);
  };
  const visitAll = (parts: unknown): void => (Array.isArray(parts) ? parts.forEach(visit) : visit(parts));
  visitAll(text);
  return [...found].toSorted();
}

test("there are texts, and one without placeholders is shown as it is written", () => {
  const texts = Object.entries(compiled("en", source));
  expect(texts.length).toBeGreaterThan(1000);
  for (const [id, text] of texts) {
    if (partsOf(text).length === 0) expect([text].flat().join("")).toBe(source[id]);
  }
});

describe.each(locales)("%s", (locale) => {
  test("every text takes what the English one takes", async () => {
    const english = compiled(config.sourceLocale, source);
    for (const [id, text] of Object.entries(compiled(locale, await messagesOf(locale)))) {
      expect([source[id], partsOf(text)]).toEqual([source[id], partsOf(english[id] ?? "")]);
    }
  });
});

test("in other letters every text is another one, and takes the same", () => {
  const english = compiled("en", source);
  for (const [id, text] of Object.entries(compiled("en", source, "en"))) {
    const plain = english[id] ?? "";
    if (/\p{L}{2}/u.test(wordsOf(plain))) expect(wordsOf(text)).not.toBe(wordsOf(plain));
    expect([source[id], partsOf(text)]).toEqual([source[id], partsOf(plain)]);
  }
});

/** The words of a text without what is put in. */
function wordsOf(text: Compiled): string {
  if (typeof text === "string") return text.replaceAll(/<[^>]*>/g, "");
  return text
    .map((part) =>
      typeof part === "string"
        ? wordsOf(part)
        : Object.values(part[2] ?? {})
            .map((choice) => wordsOf(choice as Compiled))
            .join(" "),
    )
    .join("");
}
