import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Fix } from "../../bindings/Fix";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { Checklist } from "../../connection/Checklist";
import { useChecklist } from "../../connection/useChecklist";
import { Button, Dialog, ErrorPanel, tellError, TextField } from "../../parts";
import { withFix } from "../../place/draft";
import { rpc, useCommand } from "../../rpc";
import { OFFERS } from "../offers";
import { ConnectionFields } from "./ConnectionFields";
import { configOf, credentialOf, isConnectionFilled, suggestedName, type SourceDraft } from "./draft";
import { IntervalField } from "./IntervalField";
import { LogField } from "./LogField";
import { RightsPanel } from "./RightsPanel";
import "../../connection/rights.css";

interface Props {
  /** The source to edit; `null` adds one. */
  source: SourceInfo | null;
  initial: SourceDraft;
  sources: readonly SourceInfo[];
  /** Goes back to the choice of the platform; only while adding. */
  onBack?: () => void;
  onClose: () => void;
  onSaved: (source: SourceInfo) => void;
}

/** Adds or edits a source: the form, what rights it needs beside it, and the connection test. */
export function SourceForm({ source, initial, sources, onBack, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(initial);
  const checklist = useChecklist();
  const sync = useCommand("source_sync", { onError: tellError });
  const add = useCommand("source_add");
  const update = useCommand("source_update");
  const save = source ? update : add;

  const config = configOf(draft) ?? (draft.offer === null ? (source?.config ?? null) : null);
  const credential = credentialOf(draft);
  const isConnected = config !== null && isConnectionFilled(draft) && credential !== null;
  const isReady = isConnected && draft.name.trim() !== "" && draft.interval !== undefined;

  function change(part: Partial<SourceDraft>): void {
    // A changed way has not been tested; a name and an interval are no way.
    if (Object.keys(part).some((field) => !["name", "interval"].includes(field))) checklist.clear();
    setDraft((now) => ({ ...now, ...part }));
  }

  function test(asked: SourceDraft): void {
    const [config, credential] = [configOf(asked), credentialOf(asked)];
    if (!config || !credential || !isConnectionFilled(asked)) return;
    void checklist.run((ticket) => rpc("source_test", { id: source?.id ?? null, config, credential, ticket }));
  }

  function mend(fix: Fix): void {
    const mended = { ...draft, place: withFix(draft.place, fix) };
    setDraft(mended);
    test(mended);
  }

  function submit(): void {
    if (!isReady) return;
    const wanted = { name: draft.name.trim(), config, credential, interval_s: draft.interval ?? null };
    if (source) {
      update.mutate({ id: source.id, ...wanted }, { onSuccess: onSaved });
    } else {
      add.mutate(wanted, {
        onSuccess: (added) => {
          sync.mutate({ id: added.id });
          onSaved(added);
        },
      });
    }
  }

  const { offer } = draft;
  const isBucket = config?.kind === "bucket" || (offer === "mapped" && config === null);
  return (
    <Dialog
      title={source ? t`Edit ${source.name}` : t`Add source: ${offer === null ? "" : OFFERS[offer].title}`}
      size={offer === null ? "normal" : "large"}
      isOpen
      onClose={onClose}
      actions={
        <>
          {offer !== null && (
            <Button isDisabled={!isConnected} isPending={checklist.running} onPress={() => test(draft)}>
              <Trans>Test connection</Trans>
            </Button>
          )}
          <div className="grow" />
          {onBack && (
            <Button onPress={onBack}>
              <Trans>Back</Trans>
            </Button>
          )}
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="source-form" kind="primary" isDisabled={!isReady} isPending={save.isPending}>
            {source ? t`Save` : t`Add and sync`}
          </Button>
        </>
      }
    >
      <div className={offer === null ? "" : "form-with-rights"}>
        <div className="stack">
          <form
            id="source-form"
            className="stack form"
            aria-label={t`Source`}
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            {offer !== null && (
              <ConnectionFields
                offer={offer}
                draft={draft}
                isStored={source !== null && source.credential !== "none"}
                isNew={source === null}
                onChange={change}
                onLeft={() => {
                  if (draft.name === "") change({ name: suggestedName(draft) });
                }}
              />
            )}
            <div className="form-pair even">
              <TextField
                label={t`Name`}
                value={draft.name}
                onChange={(name) => change({ name })}
                help={t`How it is called here.`}
              />
              {offer !== null && <IntervalField value={draft.interval} onChange={(interval) => change({ interval })} />}
            </div>
            {(isBucket || offer === null) && (
              <LogField
                value={draft.log}
                sources={sources.filter(({ id }) => id !== source?.id)}
                isFixed={source !== null}
                onChange={(log) => change({ log })}
              />
            )}
          </form>
          <Checklist state={checklist} onFix={mend} />
          {save.error && <ErrorPanel error={save.error} actions={{ retry: submit }} />}
        </div>
        {offer !== null && <RightsPanel config={config} />}
      </div>
    </Dialog>
  );
}
