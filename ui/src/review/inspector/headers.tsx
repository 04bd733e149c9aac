import { t } from "@lingui/core/macro";
import { use } from "react";
import type { PartText } from "../../bindings/PartText";
import { CopyButton } from "../../parts";
import { Marked } from "../matches/marked";
import { FoundContext } from "./found-context";
import { PartView } from "./text";

/** Name and value of a header. */
export type Header = readonly [name: string, value: string];

/** Reads headers as the platforms write them: an object of texts or of lists of texts. `null` where it is something else. */
export function headersOf(text: string): Header[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const headers: Header[] = [];
  for (const [name, content] of Object.entries(value)) {
    const values: unknown[] = Array.isArray(content) ? content : [content];
    for (const one of values) {
      if (typeof one === "object" && one !== null) return null;
      headers.push([name, String(one)]);
    }
  }
  return headers.toSorted(([a], [b]) => a.localeCompare(b));
}

/** Request and response headers as tables. */
export function Headers({ entry, parts }: { entry: string; parts: readonly PartText[] }) {
  const { texts } = use(FoundContext);
  return parts.map((part) => {
    const label = part.name === "request_headers" ? t`Request headers` : t`Response headers`;
    const headers = part.cut ? null : headersOf(part.text);
    if (headers === null) return <PartView key={part.name} entry={entry} part={part} label={label} />;
    return (
      <section key={part.name} className="headers" aria-label={label}>
        <header className="part-head">
          <h3>{label}</h3>
          <span className="grow" />
          <CopyButton text={part.text} label={t`Copy ${label.toLowerCase()} as received`} />
        </header>
        <dl className="entry-facts">
          {headers.map(([name, value], index) => (
            // A header may occur twice with the same value.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={`${index} ${name}`} className="fact">
              <dt className="break">
                <Marked text={name} texts={texts} />
              </dt>
              <dd className="break mono">
                <bdi>
                  <Marked text={value} texts={texts} />
                </bdi>
                <span className="fact-actions">
                  <CopyButton text={value} label={t`Copy ${name}`} />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    );
  });
}
