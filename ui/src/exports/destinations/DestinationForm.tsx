import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import type { Fix } from "../../bindings/Fix";
import { Checklist } from "../../connection/Checklist";
import { useChecklist } from "../../connection/useChecklist";
import { Button, Dialog, Disclosure, ErrorPanel, tell, TextField } from "../../parts";
import { placeName } from "../../place/address";
import { placeOf, withFix, type PlaceDraft } from "../../place/draft";
import { MoreFields } from "../../place/MoreFields";
import { PlaceFields } from "../../place/PlaceFields";
import { rpc, useCommand } from "../../rpc";
import { draftOf, hasMore, optionsOf, wanted, withPlace, type Draft } from "./draft";
import { ExpiryField } from "./ExpiryField";
import { SetupPanel, useNeeds } from "./SetupPanel";
import { SILENT, testSaved } from "./testSaved";
import { WritingFields } from "./WritingFields";
import "../../connection/rights.css";

interface Props {
  /** The destination to edit; `null` adds one. */
  destination: DestinationInfo | null;
  onClose: () => void;
  onSaved?: (destination: DestinationInfo) => void;
}

/** Adds or edits a destination: the form, what has to be set up beside it, and the connection test. */
export function DestinationForm({ destination, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(destination));
  const checklist = useChecklist();
  const options = {
    onSuccess: (saved: DestinationInfo) => {
      onClose();
      onSaved?.(saved);
      tell(destination ? t`${saved.name} saved` : t`${saved.name} added`);
      // What was tested in the form was not the destination yet: tested again, the list has a result of its own.
      if (checklist.result) testSaved(saved, SILENT).catch(() => undefined);
    },
  };
  const add = useCommand("destination_add", options);
  const update = useCommand("destination_update", options);
  const save = destination ? update : add;
  const asked = wanted(draft);
  const name = draft.name.trim();

  function change(part: Partial<Draft>): void {
    // Another name is not another connection.
    if (Object.keys(part).some((field) => field !== "name")) checklist.clear();
    setDraft((now) => ({ ...now, ...part }));
  }

  function changePlace(part: Partial<PlaceDraft>): void {
    checklist.clear();
    setDraft((now) => withPlace(now, part));
  }

  function test(of: Draft, leave = false): void {
    const request = wanted(of);
    if (!request) return;
    void checklist.run((ticket) => rpc("destination_test", { id: destination?.id ?? null, ...request, leave, ticket }));
  }

  function mend(fix: Fix): void {
    const mended = { ...draft, place: withFix(draft.place, fix) };
    setDraft(mended);
    test(mended);
  }

  function submit(): void {
    if (!asked || name === "") return;
    if (destination) update.mutate({ id: destination.id, name, ...asked });
    else add.mutate({ name, ...asked });
  }

  const place = placeOf(draft.place);
  const needs = useNeeds({ place, prefix: draft.prefix.trim(), options: optionsOf(draft) });
  const hasSecret = !["ambient", "nothing"].includes(draft.place.way);
  return (
    <Dialog
      title={destination ? t`Edit ${destination.name}` : t`Add destination`}
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={!asked} isPending={checklist.running} onPress={() => test(draft)}>
            <Trans>Test connection</Trans>
          </Button>
          <div className="grow" />
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            type="submit"
            form="destination-form"
            kind="primary"
            isDisabled={!asked || name === ""}
            isPending={save.isPending}
          >
            {destination ? t`Save` : t`Add`}
          </Button>
        </>
      }
    >
      <div className="form-with-rights">
        <div className="stack">
          <form
            id="destination-form"
            className="stack form"
            aria-label={t`Destination`}
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            <PlaceFields
              draft={draft.place}
              use="write"
              onChange={changePlace}
              onLeft={() => {
                if (draft.name === "") change({ name: placeName(place) });
              }}
            />
            <TextField
              label={t`Prefix`}
              value={draft.prefix}
              onChange={(prefix) => change({ prefix })}
              placeholder="mcp-audit-logs/YYYY/MM/DD/"
              help={<PrefixHelp example={needs.data?.key} />}
              mono
            />
            <div className="form-pair even">
              <TextField
                label={t`Name`}
                value={draft.name}
                onChange={(text) => change({ name: text })}
                help={t`How it is called here.`}
              />
              {hasSecret && <ExpiryField value={draft.expires} onChange={(expires) => change({ expires })} />}
            </div>
            {draft.place.kind !== "folder" && (
              <Disclosure title={t`More`} isOpen={hasMore(draft)}>
                <WritingFields draft={draft} onChange={change} />
                <MoreFields draft={draft.place} onChange={changePlace} />
              </Disclosure>
            )}
          </form>
          <Checklist
            state={checklist}
            onFix={mend}
            onLeave={draft.place.kind === "folder" ? undefined : () => test(draft, true)}
          />
          {save.error && <ErrorPanel error={save.error} actions={{ retry: submit }} />}
        </div>
        <SetupPanel needs={needs} />
      </div>
    </Dialog>
  );
}

/** What the tokens are, and a key as it would be now. */
function PrefixHelp({ example }: { example: string | undefined }) {
  return (
    <Trans>
      YYYY, MM and DD stand for the day of the run in UTC. A key now:{" "}
      <span className="mono break">{example ?? "…"}</span>
    </Trans>
  );
}
