/** What a chart or a table says, as a table: for screen readers, for "Table", for copies. */
export interface Sheet {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** RFC 4180 with a line of headings. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvOf({ columns, rows }: Sheet): string {
  const lines = [columns, ...rows].map((cells) => cells.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdownCell(cell: string | number | null): string {
  return String(cell ?? "")
    .replaceAll(/[\\`*_[\]<>|]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, " ");
}

/** A table of GitHub's Markdown under its title. */
export function markdownOf({ title, columns, rows }: Sheet): string {
  const line = (cells: readonly (string | number | null)[]) => `| ${cells.map(markdownCell).join(" | ")} |`;
  const isNumber = (column: number) => rows.length > 0 && rows.every((row) => typeof row[column] !== "string");
  const rule = columns.map((_, column) => (isNumber(column) ? "--:" : "---"));
  return [`**${markdownCell(title)}**`, "", line(columns), `| ${rule.join(" | ")} |`, ...rows.map(line), ""].join("\n");
}
