import { useState } from "react";
import type { ObjectFound } from "../bindings/ObjectFound";
import type { RunManifest } from "../bindings/RunManifest";
import type { RunObject } from "../bindings/RunObject";
import type { VerifiedObject } from "../bindings/VerifiedObject";
import { Badge, Button, CopyButton, Facts, IconButton, tellError } from "../parts";
import { formatBytes, formatCount } from "../numbers";
import { platform } from "../platform";
import type { StateWords } from "./states";
import { isFile } from "./verification";

/** How many objects are shown at first. */
const FIRST = 20;

const FOUND: Record<ObjectFound, StateWords> = {
  same: { text: "As written", kind: "good" },
  different: { text: "Different", kind: "bad" },
  missing: { text: "Missing", kind: "bad" },
  refused: { text: "Not readable", kind: "warning" },
};

interface Props {
  objects: readonly RunObject[];
  manifest: RunManifest | null;
  /** What was found when they were read again. */
  found: readonly VerifiedObject[];
}

/** What a run wrote, with keys and hashes to copy. */
export function RunObjects({ objects, manifest, found }: Props) {
  const [shown, setShown] = useState(FIRST);
  const foundOf = (key: string) => found.find((object) => object.key === key);
  return (
    <>
      {objects.slice(0, shown).map((object) => (
        <section key={object.key} className="written" aria-label="Object">
          <Facts
            facts={[
              { label: "Key", value: <Copyable text={object.key} what="key" /> },
              { label: "Location", value: <Location location={object.location} what="location" /> },
              { label: "SHA-256", value: <Copyable text={object.sha256} what="SHA-256" /> },
              { label: "Content", value: `${formatCount(object.rows)} rows, ${formatBytes(object.bytes)}` },
              foundFact(foundOf(object.key)),
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
              { label: "Location", value: <Location location={manifest.location} what="location of the manifest" /> },
              { label: "SHA-256", value: <Copyable text={manifest.sha256} what="SHA-256 of the manifest" /> },
              foundFact(foundOf(manifest.key)),
            ]}
          />
        </section>
      )}
    </>
  );
}

function foundFact(found: VerifiedObject | undefined): React.ComponentProps<typeof Facts>["facts"][number] {
  if (!found) return null;
  const { text, kind } = FOUND[found.verdict];
  return {
    label: "Found",
    value: (
      <>
        <Badge kind={kind}>{text}</Badge> {found.message}
      </>
    ),
  };
}

function Location({ location, what }: { location: string; what: string }) {
  return (
    <Copyable text={location} what={what}>
      {platform.canShowFiles && isFile(location) && (
        <IconButton
          icon="folder"
          label="Show in its folder"
          size="small"
          onPress={() => void platform.showFile(location).catch(tellError)}
        />
      )}
    </Copyable>
  );
}

function Copyable({ text, what, children }: { text: string; what: string; children?: React.ReactNode }) {
  return (
    <span className="copyable">
      <span className="mono break">{text}</span>
      <CopyButton text={text} label={`Copy ${what}`} />
      {children}
    </span>
  );
}
