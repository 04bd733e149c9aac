import type { Rights } from "../bindings/Rights";
import { CodeBlock, ErrorPanel } from "../parts";
import type { RpcError } from "../rpc";
import "./rights.css";

interface Props {
  title: string;
  rights: Rights | undefined;
  error: RpcError | null;
}

/** What an administrator has to grant or to make, ready to paste. */
export function RightsHelp({ title, rights, error }: Props) {
  return (
    <aside className="rights" aria-label={title}>
      <h3>{title}</h3>
      {error && <ErrorPanel error={error} />}
      {rights && (
        <>
          <p>{rights.summary}</p>
          {rights.pastes.map((paste) => (
            <div key={paste.title} className="stack tight">
              <span className="label">{paste.title}</span>
              <CodeBlock label={paste.title} text={paste.text} />
            </div>
          ))}
        </>
      )}
    </aside>
  );
}
