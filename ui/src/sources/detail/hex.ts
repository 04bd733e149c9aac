/** Bytes per line of a dump. */
const LINE = 16;

/** A dump as programmers know it: place, sixteen bytes, what they are in ASCII. `hex` has two digits per byte, with or without spaces. */
export function hexDump(hex: string, offset: number): string {
  const digits = hex.replaceAll(/\s/g, "");
  const lines: string[] = [];
  for (let at = 0; at < digits.length; at += 2 * LINE) {
    const bytes = digits.slice(at, at + 2 * LINE).match(/../g) ?? [];
    const place = (offset + at / 2).toString(16).padStart(8, "0");
    const halves = `${bytes.slice(0, 8).join(" ").padEnd(23)}  ${bytes.slice(8).join(" ").padEnd(23)}`;
    lines.push(`${place}  ${halves}  ${bytes.map(ascii).join("")}`);
  }
  return lines.join("\n");
}

function ascii(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
}
