import { t } from "@lingui/core/macro";
import { CopyButton } from "./CopyButton";
import "./code.css";

/** Text to paste somewhere else, with a button that copies it. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <figure className="code-block" aria-label={label}>
      {/* A scrolling region must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label={t`Copy ${label}`} />
    </figure>
  );
}
