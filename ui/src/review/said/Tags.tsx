import { t } from "@lingui/core/macro";
import { useId, useRef, useState } from "react";
import { IconButton } from "../../parts";
import { useQueryOf } from "../../rpc";
import { useAsked } from "./focus";
import { say } from "./say";

interface Props {
  entry: string;
  tags: readonly string[];
  /** The open view, whose tags are offered. */
  view: number | null;
}

/** The tags of an entry, and the field for another one. */
export function Tags({ entry, tags, view }: Props) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const offers = useId();
  useAsked("tag", entry, () => field.current?.focus());
  const { data } = useQueryOf(
    "view_facets",
    { view: view ?? 0, fields: ["tag"], limit: 50, search: "" },
    { enabled: view !== null },
  );
  const known = (data?.[0]?.values ?? []).map(({ value }) => value).filter((value) => !tags.includes(value));

  async function add(): Promise<void> {
    const tag = typed.trim();
    if (tag !== "" && (await say([entry], { type: "tag", tag }))) setTyped("");
  }

  return (
    <div className="tags" role="group" aria-label={t`Tags`}>
      {tags.map((tag) => (
        <span key={tag} className="tag">
          <bdi className="cut">{tag}</bdi>
          <IconButton
            icon="close"
            size="small"
            label={t`Take off ${tag}`}
            onPress={() => void say([entry], { type: "untag", tag })}
          />
        </span>
      ))}
      <input
        ref={field}
        className="tag-field"
        aria-label={t`Put on a tag`}
        placeholder={t`+ tag`}
        list={offers}
        value={typed}
        maxLength={64}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            void add();
          } else if (event.key === "Escape" && typed !== "") {
            event.preventDefault();
            event.stopPropagation();
            setTyped("");
          }
        }}
      />
      <datalist id={offers}>
        {known.map((tag) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </datalist>
    </div>
  );
}
