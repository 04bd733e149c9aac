import { t } from "@lingui/core/macro";
import { FileTrigger } from "react-aria-components";
import { Button } from "./Button";

interface Props {
  /** Endings of names, with their dot. */
  types: readonly string[];
  onText: (text: string) => void;
  label?: string;
}

/** Takes the text of a file instead of what would be pasted. */
export function ReadFile({ types, onText, label = t`Read from file…` }: Props) {
  return (
    <FileTrigger
      acceptedFileTypes={[...types]}
      onSelect={(files) => {
        void files?.[0]?.text().then(onText);
      }}
    >
      <Button icon="file">{label}</Button>
    </FileTrigger>
  );
}
