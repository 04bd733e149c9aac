import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { EntryDetail } from "../../bindings/EntryDetail";
import { Button, Menu, MenuItem, tell, tellError } from "../../parts";
import { platform } from "../../platform";
import { toRpcError } from "../../rpc";
import { entryEvidence, entryJson, entryMarkdown } from "./copy";

/** Copies an entry in the form that is chosen. */
export function CopyEntry({ detail }: { detail: EntryDetail }) {
  return (
    <Menu
      label={t`Copy the entry`}
      trigger={
        <Button kind="quiet" icon="copy">
          <Trans>Copy entry</Trans>
        </Button>
      }
    >
      <MenuItem text={t`As JSON`} onAction={() => copy(entryJson(detail), t`Copied the entry as JSON`)} />
      <MenuItem text={t`As Markdown`} onAction={() => copy(entryMarkdown(detail), t`Copied the entry as Markdown`)} />
      <MenuItem
        text={t`As evidence: hash, source, when and how it came`}
        onAction={() => copy(Promise.resolve(entryEvidence(detail)), t`Copied the entry as evidence`)}
      />
    </Menu>
  );
}

/** Copies an entry and says so. */
function copy(text: Promise<string>, done: string): void {
  text
    .then((copied) => platform.copyText(copied))
    .then(
      () => tell(done),
      (thrown: unknown) => tellError(toRpcError(thrown)),
    );
}
