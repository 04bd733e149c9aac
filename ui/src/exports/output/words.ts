import { t } from "@lingui/core/macro";
import type { Compression } from "../../bindings/Compression";
import type { Format } from "../../bindings/Format";
import type { Output } from "../../bindings/Output";
import { formatFields, formatRedactions } from "../../counts";
import { formatBytes, formatCount } from "../../numbers";

export const FORMATS: Record<Format, { text: string; help: string }> = {
  jsonl: { text: "JSONL", help: t`One JSON object per line.` },
  csv: { text: "CSV", help: t`A table for spreadsheets; formulas in values are made harmless.` },
  parquet: { text: "Parquet", help: t`A table for Athena, BigQuery, DuckDB, Spark and Trino.` },
};

export const COMPRESSIONS: Record<Compression, string> = { none: t`None`, gzip: "gzip", zstd: "Zstandard" };

/** `CSV, gzip, with request and response, 12 fields, at most 1,000,000 rows per object, 2 redactions` */
export function outputWords(output: Output): string {
  const parts = [
    FORMATS[output.format].text,
    output.compression === "none" ? "" : COMPRESSIONS[output.compression],
    output.bom ? t`with BOM` : "",
    output.payload ? t`with request and response` : t`metadata only`,
    output.fields.length === 0 ? "" : formatFields(output.fields.length),
    output.by_day ? t`by day of the event` : "",
    output.split_rows === 0 ? "" : t`at most ${formatCount(output.split_rows)} rows per object`,
    output.split_bytes === 0 ? "" : t`about ${formatBytes(output.split_bytes)} per object at most`,
    output.redactions.length === 0 ? "" : formatRedactions(output.redactions.length),
  ];
  return parts.filter((part) => part !== "").join(", ");
}
