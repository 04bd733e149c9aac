import { t } from "@lingui/core/macro";
import type { Redaction } from "../../bindings/Redaction";
import type { RedactionRule } from "../../bindings/RedactionRule";

export type RedactionKind = RedactionRule["kind"];

/** A redaction while it is filled in. */
export interface RedactionDraft {
  /** Tells the lines of the form apart; not part of what is saved. */
  key: number;
  name: string;
  kind: RedactionKind;
  /** Headers with commas between them, a pointer, or an expression; nothing for kinds that need nothing. */
  text: string;
}

interface KindWords {
  text: string;
  /** The name that a new one of this kind gets. */
  name: string;
  /** What `text` is; `null`: the kind needs nothing. */
  field: string | null;
  placeholder: string;
  help: string;
}

export const REDACTION_KINDS: Record<RedactionKind, KindWords> = {
  header: {
    text: t`Headers by name`,
    name: "headers",
    field: t`Header names`,
    placeholder: "Authorization, Cookie, X-Api-Key",
    help: t`With commas between them, in whatever case.`,
  },
  pointer: {
    text: t`A place in the payload`,
    name: "place",
    field: t`JSON pointer`,
    placeholder: "/params/arguments/password",
    help: t`In each part of the payload, RFC 6901.`,
  },
  email: { text: t`E-mail addresses`, name: "email", field: null, placeholder: "", help: "" },
  token: { text: t`Keys and tokens`, name: "token", field: null, placeholder: "", help: "" },
  card: { text: t`Payment cards`, name: "card", field: null, placeholder: "", help: "" },
  pattern: {
    text: t`A pattern`,
    name: "pattern",
    field: t`Regular expression`,
    placeholder: "CUST-[0-9]{8}",
    help: t`Whatever it finds is replaced.`,
  },
};

let lastKey = 0;

/** A new line of a kind, with a name that no other line has. */
export function newRedaction(kind: RedactionKind, others: readonly RedactionDraft[]): RedactionDraft {
  const { name } = REDACTION_KINDS[kind];
  const taken = new Set(others.map((other) => other.name));
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}-${count}`;
  lastKey += 1;
  return { key: lastKey, name: free, kind, text: "" };
}

export function redactionDraftOf({ name, rule }: Redaction): RedactionDraft {
  lastKey += 1;
  return { key: lastKey, name, kind: rule.kind, text: textOf(rule) };
}

/** What a line says, for the core; `null` while it is not filled in. */
export function redactionOf({ name, kind, text }: RedactionDraft): Redaction | null {
  const rule = ruleOf(kind, text);
  return rule && name.trim() !== "" ? { name: name.trim(), rule } : null;
}

function textOf(rule: RedactionRule): string {
  switch (rule.kind) {
    case "header":
      return rule.names.join(", ");
    case "pointer":
      return rule.pointer;
    case "pattern":
      return rule.regex;
    default:
      return "";
  }
}

function ruleOf(kind: RedactionKind, text: string): RedactionRule | null {
  switch (kind) {
    case "header": {
      const names = text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
      return names.length === 0 ? null : { kind, names };
    }
    case "pointer":
      return text.startsWith("/") ? { kind, pointer: text } : null;
    case "pattern":
      return text === "" ? null : { kind, regex: text };
    default:
      return { kind };
  }
}
