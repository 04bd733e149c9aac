import { useState } from "react";
import type { RunManifest } from "../bindings/RunManifest";
import type { RunObject } from "../bindings/RunObject";
import { Button, CopyButton, Facts } from "../parts";
import { formatBytes, formatCount } from "../numbers";

/** How many objects are shown at first. */
const FIRST = 20;

interface Props {
  objects: readonly RunObject[];
  manifest: RunManifest | null;
}

/** What a run wrote, with keys and hashes to copy. */
export function RunObjects({ objects, manifest }: Props) {
  const [shown, setShown] = useState(FIRST);
  return (
    <>
      {objects.slice(0, shown).map((object) => (
        <section key={object.key} className="written" aria-label="Object">
          <Facts
            facts={[
              { label: "Key", value: <Copyable text={object.key} what="key" /> },
              { label: "Location", value: <Copyable text={object.location} what="location" /> },
              { label: "SHA-256", value: <Copyable text={object.sha256} what="SHA-256" /> },
              { label: "Content", value: `${formatCount(object.rows)} rows, ${formatBytes(object.bytes)}` },
            ]}
          />
        </section>
      ))}
      {objects.length > shown && (
        <div className="row">
          <Button onPress={() => setShown(shown * 5)}>Show more of {formatCount(objects.length)} objects</Button>
        </div>
      )}
      {manifest && (
        <section className="written" aria-label="Manifest">
          <Facts
            facts={[
              { label: "Manifest", value: <Copyable text={manifest.key} what="key of the manifest" /> },
              { label: "Location", value: <Copyable text={manifest.location} what="location of the manifest" /> },
              { label: "SHA-256", value: <Copyable text={manifest.sha256} what="SHA-256 of the manifest" /> },
            ]}
          />
        </section>
      )}
    </>
  );
}

function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className="copyable">
      <span className="mono break">{text}</span>
      <CopyButton text={text} label={`Copy ${what}`} />
    </span>
  );
}
