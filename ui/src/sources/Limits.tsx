import { t } from "@lingui/core/macro";
import type { SightLimit } from "../bindings/SightLimit";
import type { SourceInfo } from "../bindings/SourceInfo";
import { Icon } from "../parts";
import { useQueryOf } from "../rpc";
import "./limits.css";

const WORDS: Record<SightLimit, string> = {
  part_of_entries: t`shows this key a part of its entries only`,
  no_payloads: t`withholds requests and responses from this key`,
};

/** What the roles that sign in do not see: without it, every figure beside it says more than is known. */
export function Limits() {
  const { data: sources = [] } = useQueryOf("source_list", {});
  const words = limitWords(sources);
  if (words.length === 0) return null;
  return (
    <p className="limits" role="note">
      <Icon name="warning" size={13} /> <span>{words.join(" ")}</span>
    </p>
  );
}

/** One sentence for each source with a limit. */
export function limitWords(sources: readonly SourceInfo[]): string[] {
  return sources.flatMap(({ name, last_sync: last }) => {
    const limits = last?.limits ?? [];
    return limits.length === 0 ? [] : [`${name} ${limits.map((limit) => WORDS[limit]).join(` ${t`and`} `)}.`];
  });
}
