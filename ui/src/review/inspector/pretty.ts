/**
 * Lays out JSON text without reading it into values: numbers keep all their digits, keys keep their order and their doubles, strings keep their
 * escapes. What comes out differs from what was received in white space between tokens only.
 */

const STEP = "  ";

/** The deepest nesting that is laid out. Every level indents every line within: 100,000 levels of 200 KB would become gigabytes. */
const DEEPEST = 500;

/** The text with one member a line; `undefined` where it is not JSON that can be laid out. */
export function prettyJson(text: string): string | undefined {
  const out: string[] = [];
  const closers: string[] = [];
  let at = 0;
  /** Whether the container just opened has had nothing yet. */
  let fresh = false;
  /** Whether a value has just ended, so that another one may not follow: `[1 2]` must not become `[12]`. */
  let ended = false;
  const newline = () => out.push("\n", STEP.repeat(closers.length));

  while (at < text.length) {
    const char = text.charAt(at);
    if (char === " " || char === "\n" || char === "\t" || char === "\r") {
      at += 1;
      continue;
    }
    if (char === "}" || char === "]") {
      if (closers.pop() !== char) return undefined;
      if (!fresh) newline();
      fresh = false;
      ended = true;
      out.push(char);
      at += 1;
      continue;
    }
    const separates = char === "," || char === ":";
    if (separates !== ended) return undefined;
    ended = false;
    if (fresh) {
      newline();
      fresh = false;
    }
    if (char === "{" || char === "[") {
      if (closers.length === DEEPEST) return undefined;
      out.push(char);
      closers.push(char === "{" ? "}" : "]");
      fresh = true;
      at += 1;
    } else if (char === ",") {
      out.push(char);
      newline();
      at += 1;
    } else if (char === ":") {
      out.push(": ");
      at += 1;
    } else {
      const end = tokenEnd(text, at);
      if (end === undefined) return undefined;
      out.push(text.slice(at, end));
      ended = true;
      at = end;
    }
  }
  return closers.length === 0 && out.length > 0 ? out.join("") : undefined;
}

/** The end of the string, number or word that starts here. */
function tokenEnd(text: string, start: number): number | undefined {
  if (text.charAt(start) === '"') {
    let quote = text.indexOf('"', start + 1);
    while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
    return quote === -1 ? undefined : quote + 1;
  }
  const token = /[-+.0-9a-zA-Z]+/y;
  token.lastIndex = start;
  const match = token.exec(text);
  return match ? start + match[0].length : undefined;
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text.charAt(quote - 1 - slashes) === "\\") slashes += 1;
  return slashes % 2 === 1;
}
