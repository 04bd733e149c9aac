import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { FileInspected } from "../bindings/FileInspected";
import type { Writer } from "../bindings/Writer";
import { formatBytes, formatCount } from "../numbers";
import { Facts, Notice, Select } from "../parts";
import { WRITERS } from "../sources/offers";
import { EMPTY_MAPPING } from "./mapping";

/** What a file is. */
export function FileFacts({ paths, found }: { paths: readonly string[]; found: FileInspected }) {
  const more = paths.length - 1;
  const count = formatCount(more);
  return (
    <Facts
      facts={[
        { label: t`File`, value: <span className="mono">{paths[0]}</span> },
        more === 0
          ? null
          : {
              label: t`And`,
              value: plural(more, { one: `${count} more path`, other: `${count} more paths` }),
            },
        { label: t`Form`, value: `${found.shape}, ${formatBytes(found.bytes)}` },
      ]}
    />
  );
}

/** Whether the writer was recognised, and what to do where it was not. */
export function Recognition({ found, writer }: { found: FileInspected; writer: Writer | null }) {
  if (found.recognised)
    return (
      <Notice>
        <Trans>Recognised: {WRITERS[found.writer.kind]}.</Trans>
      </Notice>
    );
  if (writer?.kind !== "mapped") return null;
  return (
    <Notice kind="warning">
      <Trans>
        Not recognised. Where the fields are was guessed from their names: look at the preview before you import.
      </Trans>
    </Notice>
  );
}

interface Props {
  found: FileInspected;
  writer: Writer | null;
  /** The source that the files go to says how they are read. */
  isFixed: boolean;
  onWriter: (writer: Writer) => void;
}

/** Who wrote the files: decides how they are read. */
export function WriterSelect({ found, writer, isFixed, onWriter }: Props) {
  const kinds = Object.keys(WRITERS) as Writer["kind"][];
  return (
    <Select
      label={t`Read as`}
      options={kinds.map((id) => ({ id, text: WRITERS[id] }))}
      value={writer?.kind ?? null}
      isDisabled={isFixed}
      onChange={(kind) => onWriter(kind === "mapped" ? mappedBy(found.writer) : { kind })}
    />
  );
}

function mappedBy(guess: Writer): Writer {
  return guess.kind === "mapped" ? guess : { kind: "mapped", mapping: EMPTY_MAPPING };
}
