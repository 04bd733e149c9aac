import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forgetPayloads } from "../../invalidation";
import { Button, EmptyState, ErrorPanel, TextField } from "../../parts";
import { useCommand } from "../../rpc";

/** The reason that was given last: work on one case looks at many entries. */
let lastReason = "";

/** Stands in place of payloads that are shown only to who says why. */
export function Reveal({ keys }: { keys: readonly string[] }) {
  const client = useQueryClient();
  const [reason, setReason] = useState(lastReason);
  const reveal = useCommand("entry_reveal", { onSuccess: () => forgetPayloads(client) });

  function submit(event: React.FormEvent): void {
    event.preventDefault();
    lastReason = reason.trim();
    reveal.mutate({ keys: [...keys], reason: lastReason });
  }

  return (
    <EmptyState icon="lock" title={keys.length === 1 ? t`The payload is hidden` : t`The payloads are hidden`}>
      <form className="stack reveal" onSubmit={submit}>
        <p>
          <Trans>
            This workspace asks why a payload is looked at. Your name, the time and the reason stay on record.
          </Trans>
        </p>
        <TextField label={t`Reason`} value={reason} onChange={setReason} maxLength={500} placeholder={t`Case 4711`} />
        {reveal.error && <ErrorPanel error={reveal.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isDisabled={reason.trim() === "" || reveal.isPending}>
            <Trans>Show</Trans>
          </Button>
        </div>
      </form>
    </EmptyState>
  );
}
