import type { Compression } from "../../bindings/Compression";
import type { Format } from "../../bindings/Format";
import type { Output } from "../../bindings/Output";
import { formatBytes, formatCount, formatCountOf } from "../../numbers";

export const FORMATS: Record<Format, { text: string; help: string }> = {
  jsonl: { text: "JSONL", help: "One JSON object per line." },
  csv: { text: "CSV", help: "A table for spreadsheets; formulas in values are made harmless." },
  parquet: { text: "Parquet", help: "A table for Athena, BigQuery, DuckDB, Spark and Trino." },
};

export const COMPRESSIONS: Record<Compression, string> = { none: "None", gzip: "gzip", zstd: "Zstandard" };

/** `CSV, gzip, with request and response, 12 fields, at most 1,000,000 rows per object, 2 redactions` */
export function outputWords(output: Output): string {
  const parts = [
    FORMATS[output.format].text,
    output.compression === "none" ? "" : COMPRESSIONS[output.compression],
    output.bom ? "with BOM" : "",
    output.payload ? "with request and response" : "metadata only",
    output.fields.length === 0 ? "" : formatCountOf(output.fields.length, "field", "fields"),
    output.by_day ? "by day of the event" : "",
    output.split_rows === 0 ? "" : `at most ${formatCount(output.split_rows)} rows per object`,
    output.split_bytes === 0 ? "" : `about ${formatBytes(output.split_bytes)} per object at most`,
    output.redactions.length === 0 ? "" : formatCountOf(output.redactions.length, "redaction", "redactions"),
  ];
  return parts.filter((part) => part !== "").join(", ");
}
