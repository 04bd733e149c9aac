import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
  same: { text: t`As written`, kind: "good" },
  different: { text: t`Different`, kind: "bad" },
  missing: { text: t`Missing`, kind: "bad" },
  refused: { text: t`Not readable`, kind: "warning" },
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
        <section key={object.key} className="written" aria-label={t`Object`}>
          <Facts
            facts={[
              { label: t`Key`, value: <Copyable text={object.key} what={t`key`} /> },
              { label: t`Location`, value: <Location location={object.location} what={t`location`} /> },
              { label: "SHA-256", value: <Copyable text={object.sha256} what="SHA-256" /> },
              { label: t`Content`, value: t`${formatCount(object.rows)} rows, ${formatBytes(object.bytes)}` },
              foundFact(foundOf(object.key)),
            ]}
          />
        </section>
      ))}
      {objects.length > shown && (
        <div className="row">
          <Button onPress={() => setShown(shown * 5)}>
            <Trans>Show more of {formatCount(objects.length)} objects</Trans>
          </Button>
        </div>
      )}
      {manifest && (
        <section className="written" aria-label={t`Manifest`}>
          <Facts
            facts={[
              { label: t`Manifest`, value: <Copyable text={manifest.key} what={t`key of the manifest`} /> },
              {
                label: t`Location`,
                value: <Location location={manifest.location} what={t`location of the manifest`} />,
              },
              { label: "SHA-256", value: <Copyable text={manifest.sha256} what={t`SHA-256 of the manifest`} /> },
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
    label: t`Found`,
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
          label={t`Show in its folder`}
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
      <CopyButton text={text} label={t`Copy ${what}`} />
      {children}
    </span>
  );
}
