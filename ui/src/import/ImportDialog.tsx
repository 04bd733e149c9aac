import { useEffect, useState } from "react";
import type { SourceInfo } from "../bindings/SourceInfo";
import { ChooseFiles } from "./ChooseFiles";
import { ImportFiles } from "./ImportFiles";
import { dropPaths, useDroppedPaths } from "./paths";

interface Props {
  sources: readonly SourceInfo[];
  /** The source that is shown: files go there where it is one of files. */
  selected: number | null;
  onClose: () => void;
}

/** Brings in files: choose them, see what they are, say where the fields are if need be, import. */
export function ImportDialog({ sources, selected, onClose }: Props) {
  const dropped = useDroppedPaths();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // What was dropped is taken once.
  useEffect(() => () => dropPaths([]), []);
  const paths = dropped.length > 0 ? dropped : chosen;
  if (paths.length === 0) return <ChooseFiles onChosen={setChosen} onClose={onClose} />;
  return (
    <ImportFiles
      key={paths.join("\n")}
      paths={paths}
      sources={sources}
      selected={selected}
      onBack={() => {
        dropPaths([]);
        setChosen([]);
      }}
      onClose={onClose}
    />
  );
}
