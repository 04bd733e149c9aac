import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { FoundIdentity } from "../bindings/FoundIdentity";
import { Button, Icon, Moment, Notice, TextField } from "../parts";
import { useQueryOf } from "../rpc";
import { nowMicros } from "../time";
import { useSettled } from "../useSettled";
import { placeOf, type PlaceDraft } from "./draft";
import "./place.css";

interface Props {
  draft: PlaceDraft;
  onChange: (change: Partial<PlaceDraft>) => void;
}

/** Asking a cloud who this machine is takes up to some seconds: not for every key that is typed. */
const PATIENCE = 400;

/** The identity of this machine: which one to be, and who was found before anything is saved. */
export function Identity({ draft, onChange }: Props) {
  return (
    <>
      {(draft.kind === "amazon" || draft.kind === "compatible") && (
        <TextField
          label={t`Profile`}
          value={draft.profile}
          onChange={(profile) => onChange({ profile })}
          placeholder="default"
          help={t`From ~/.aws/config. Empty: AWS_PROFILE, or the first identity there is.`}
          mono
        />
      )}
      {draft.kind === "azure" && (
        <TextField
          label={t`Managed identity (client id)`}
          value={draft.managedId}
          onChange={(managedId) => onChange({ managedId })}
          help={t`For a machine with more than one. Usually empty.`}
          mono
        />
      )}
      <Who draft={draft} onRegion={(region) => onChange({ region })} />
    </>
  );
}

function Who({ draft, onRegion }: { draft: PlaceDraft; onRegion: (region: string) => void }) {
  // Which bucket it is does not change who asks for it.
  const place = placeOf({ ...draft, bucket: "", account: "", container: "", region: "", endpoint: "" });
  const asked = useSettled(JSON.stringify(place), PATIENCE);
  const { data, error, isFetching, refetch } = useQueryOf(
    "identity_find",
    { place: JSON.parse(asked) as typeof place },
    // Somebody may sign in elsewhere at any time: an answer is good for this form only.
    { gcTime: 0, staleTime: 0 },
  );
  const again = (
    <Button icon="refresh" onPress={() => void refetch()}>
      <Trans>Look again</Trans>
    </Button>
  );
  if (isFetching || asked !== JSON.stringify(place)) {
    return (
      <div className="identity" role="status" aria-label={t`Identity of this machine`} aria-busy>
        <Icon name="pending" />
        <span className="quiet">
          <Trans>Looking for the identity of this machine…</Trans>
        </span>
      </div>
    );
  }
  if (error) {
    return (
      <div role="status" aria-label={t`Identity of this machine`}>
        <Notice kind="warning">
          <strong>
            <Trans>No identity found</Trans>
          </strong>
          <p>{error.message}</p>
          {again}
        </Notice>
      </div>
    );
  }
  return (
    data && (
      <div className="identity" role="status" aria-label={t`Identity of this machine`}>
        <Icon name="pass" />
        <div className="grow">
          <strong className="break">{data.who}</strong>
          <p className="quiet break">
            <Trans>From {data.origin}</Trans>
            <Until found={data} />
          </p>
          {data.region !== null && draft.region.trim() === "" && (
            <Button onPress={() => onRegion(data.region ?? "")}>
              <Trans>Use its region, {data.region}</Trans>
            </Button>
          )}
        </div>
        {again}
      </div>
    )
  );
}

function Until({ found: { expires } }: { found: FoundIdentity }) {
  if (expires === null) return ".";
  return (
    <>
      {"; "}
      {expires <= nowMicros() ? (
        <Trans>
          ended <Moment at={expires} />.
        </Trans>
      ) : (
        <Trans>
          until <Moment at={expires} />.
        </Trans>
      )}
    </>
  );
}
