import type { FileInspected } from "../bindings/FileInspected";
import type { Writer } from "../bindings/Writer";
import { formatBytes, formatCountOf } from "../numbers";
import { Facts, Notice, Select } from "../parts";
import { WRITERS } from "../sources/offers";
import { EMPTY_MAPPING } from "./mapping";

interface Props {
  paths: readonly string[];
  found: FileInspected;
  writer: Writer | null;
  /** The source that the files go to says how they are read. */
  isFixed: boolean;
  onWriter: (writer: Writer) => void;
}

/** What a file is, and who wrote it. */
export function WriterFields({ paths, found, writer, isFixed, onWriter }: Props) {
  const kinds = Object.keys(WRITERS) as Writer["kind"][];
  const more = paths.length - 1;
  return (
    <>
      <Facts
        facts={[
          { label: "File", value: <span className="mono">{paths[0]}</span> },
          more === 0 ? null : { label: "And", value: formatCountOf(more, "more path", "more paths") },
          { label: "Form", value: `${found.shape}, ${formatBytes(found.bytes)}` },
        ]}
      />
      {!isFixed &&
        (found.recognised ? (
          <Notice>Recognised: {WRITERS[found.writer.kind]}.</Notice>
        ) : (
          writer?.kind === "mapped" && (
            <Notice kind="warning">
              Not recognised. The places of the fields below are guessed from their names: look at the preview before
              you import.
            </Notice>
          )
        ))}
      <Select
        label="Read as"
        options={kinds.map((id) => ({ id, text: WRITERS[id] }))}
        value={writer?.kind ?? null}
        isDisabled={isFixed}
        onChange={(kind) => onWriter(kind === "mapped" ? mappedBy(found.writer) : { kind })}
        help={isFixed ? "As the source says that they are added to." : ""}
      />
    </>
  );
}

function mappedBy(guess: Writer): Writer {
  return guess.kind === "mapped" ? guess : { kind: "mapped", mapping: EMPTY_MAPPING };
}
