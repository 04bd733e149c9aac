/**
 * Where free texts occur in a text that is shown. The core decides which entries match; this finds the same places again to mark them: without case
 * character by character, in the text as it is and with its JSON escapes decoded.
 */
import type { SearchText } from "../../bindings/SearchText";

/** A stretch in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Places marked at most: more are no help, and cost time. */
const MOST = 5000;

/** A text changed for comparison, with the place in the original of each of its units, and of its end; `null`: the same places. */
interface Changed {
  readonly text: string;
  readonly origins: Uint32Array | null;
}

/** The places of all texts in a short text such as a cell's, in order and apart from each other. */
export function findPlain(text: string, texts: readonly SearchText[]): Span[] {
  return apart(occurrences({ text, origins: null }, texts));
}

/** As `findPlain`, and also where a text is found once JSON escapes are decoded: `é` finds `\u00e9`. */
export function findEscaped(text: string, texts: readonly SearchText[]): Span[] {
  const found = occurrences({ text, origins: null }, texts);
  if (text.includes("\\")) found.push(...occurrences(unescape(text), texts));
  return apart(found);
}

function occurrences(shown: Changed, texts: readonly SearchText[]): Span[] {
  const found: Span[] = [];
  let folded: Changed | undefined;
  for (const { needle, match_case } of texts) {
    const wanted = match_case ? needle : fold({ text: needle, origins: null }).text;
    if (wanted === "") continue;
    folded ??= match_case ? undefined : fold(shown);
    const { text, origins } = match_case ? shown : (folded ?? fold(shown));
    let at = text.indexOf(wanted);
    while (at !== -1 && found.length < MOST) {
      const end = at + wanted.length;
      found.push({ from: origins?.[at] ?? at, to: origins?.[end] ?? end });
      at = text.indexOf(wanted, end);
    }
  }
  return found;
}

/** In order, those that overlap joined. */
export function apart(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = joined.at(-1);
    if (last && span.from < last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else if (joined.length < MOST) joined.push(span);
  }
  return joined;
}

/** Characters for which the lower case of a text is not that of its characters one by one, in length or by their place in a word. */
const UNEVEN = /[\u0130\u03a3]/;

/** The lower case of every character by itself, as the core compares. */
function fold(shown: Changed): Changed {
  if (!UNEVEN.test(shown.text)) return { text: shown.text.toLowerCase(), origins: shown.origins };
  const pieces: string[] = [];
  const origins: number[] = [];
  const originOf = (unit: number) => shown.origins?.[unit] ?? unit;
  let unit = 0;
  for (const char of shown.text) {
    const lower = char.toLowerCase();
    pieces.push(lower);
    // What one character became begins and ends where the character does.
    for (let i = 0; i < lower.length; i += 1) origins.push(originOf(char.length === lower.length ? unit + i : unit));
    unit += char.length;
  }
  origins.push(originOf(unit));
  return { text: pieces.join(""), origins: Uint32Array.from(origins) };
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The text with its JSON escapes decoded, each once; a backslash that begins no escape stays. */
export function unescape(text: string): { text: string; origins: Uint32Array } {
  const pieces: string[] = [];
  const origins = new Uint32Array(text.length + 1);
  let length = 0;
  let at = 0;
  while (at < text.length) {
    const slash = text.indexOf("\\", at);
    const end = slash === -1 ? text.length : slash;
    pieces.push(text.slice(at, end));
    for (; at < end; at += 1, length += 1) origins[length] = at;
    if (slash === -1) break;
    const [char, size] = decode(text, slash);
    pieces.push(char);
    origins[length] = slash;
    length += 1;
    at += size;
  }
  origins[length] = text.length;
  return { text: pieces.join(""), origins };
}

/** The escape at a backslash, and its length. The halves of a pair are decoded one after the other. */
function decode(text: string, slash: number): [char: string, size: number] {
  const kind = text.charAt(slash + 1);
  const short = SHORT[kind];
  if (short !== undefined) return [short, 2];
  const digits = text.slice(slash + 2, slash + 6);
  if (kind !== "u" || !/^[0-9a-f]{4}$/i.test(digits)) return ["\\", 1];
  return [String.fromCharCode(Number.parseInt(digits, 16)), 6];
}
