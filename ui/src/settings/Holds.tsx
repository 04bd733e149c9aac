import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LegalHold } from "../bindings/LegalHold";
import { Badge, Button, Dialog, ErrorPanel, TextField } from "../parts";
import { formatEntries } from "../counts";
import { FilterField } from "../review/query/FilterField";
import { openReview, reviewFilter } from "../router";
import { queryKey, useCommand } from "../rpc";
import { formatMoment } from "../time";

interface Props {
  holds: readonly LegalHold[];
  zone: string;
}

/** Legal holds: what must stay whatever the rules say. */
export function Holds({ holds, zone }: Props) {
  const [placing, setPlacing] = useState(false);
  const [lifted, setLifted] = useState<LegalHold | null>(null);
  return (
    <section className="stack" aria-label={t`Legal holds`}>
      <header className="row">
        <h3 className="grow">
          <Trans>Legal holds</Trans>
        </h3>
        <Button icon="plus" onPress={() => setPlacing(true)}>
          <Trans>Place a hold…</Trans>
        </Button>
      </header>
      {holds.length === 0 && (
        <p className="quiet">
          <Trans>No hold is placed.</Trans>
        </p>
      )}
      <ul className="holds">
        {holds.map((hold) => (
          <li key={hold.id} className="stack tight">
            <div className="row">
              <strong className="cut">{hold.name}</strong>
              {hold.lifted ? (
                <Badge kind="plain">
                  <Trans>Lifted</Trans>
                </Badge>
              ) : (
                <Badge kind="active">
                  <Trans>Holds {formatEntries(hold.entries ?? 0)}</Trans>
                </Badge>
              )}
              <span className="grow" />
              {!hold.lifted && (
                <>
                  <Button kind="quiet" onPress={() => openReview(hold.filter)}>
                    <Trans>Show in Review</Trans>
                  </Button>
                  <Button kind="quiet" onPress={() => setLifted(hold)}>
                    <Trans>Lift…</Trans>
                  </Button>
                </>
              )}
            </div>
            <code className="break">{hold.filter || t`every entry`}</code>
            <span className="quiet break">
              <Trans>
                {hold.reason} (placed {formatMoment(hold.placed_at, zone)} by {hold.placed_by})
              </Trans>
            </span>
            {hold.lifted && (
              <span className="quiet break">
                <Trans>
                  {hold.lifted.reason} (lifted {formatMoment(hold.lifted.at, zone)} by {hold.lifted.by})
                </Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
      {placing && <PlaceHold zone={zone} onClose={() => setPlacing(false)} />}
      {lifted && <LiftHold hold={lifted} onClose={() => setLifted(null)} />}
    </section>
  );
}

function PlaceHold({ zone, onClose }: { zone: string; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [filter, setFilter] = useState(reviewFilter());
  const [reason, setReason] = useState("");
  const place = useCommand("hold_place", {
    onSuccess: (retention) => {
      client.setQueryData(queryKey("retention_show", {}), retention);
      onClose();
    },
  });
  return (
    <Dialog
      title={t`Place a legal hold`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            kind="primary"
            isDisabled={name.trim() === "" || reason.trim() === ""}
            isPending={place.isPending}
            onPress={() => place.mutate({ name, filter, zone, reason })}
          >
            <Trans>Place the hold</Trans>
          </Button>
        </>
      }
    >
      <div className="stack form">
        <TextField label={t`Name`} value={name} onChange={setName} maxLength={80} />
        <FilterField
          label={t`Entries`}
          value={filter}
          onChange={setFilter}
          help={t`Entries that match and come later are held, too. Relative times are kept as moments.`}
        />
        <TextField
          label={t`Reason`}
          value={reason}
          onChange={setReason}
          maxLength={500}
          help={t`It stays on record.`}
        />
        {place.error && <ErrorPanel error={place.error} />}
      </div>
    </Dialog>
  );
}

function LiftHold({ hold, onClose }: { hold: LegalHold; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const lift = useCommand("hold_lift", {
    onSuccess: (retention) => {
      client.setQueryData(queryKey("retention_show", {}), retention);
      onClose();
    },
  });
  return (
    <Dialog
      title={t`Lift ${hold.name}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button
            kind="danger"
            isDisabled={reason.trim() === ""}
            isPending={lift.isPending}
            onPress={() => lift.mutate({ id: hold.id, reason })}
          >
            <Trans>Lift the hold</Trans>
          </Button>
        </>
      }
    >
      <div className="stack form">
        <p>
          <Trans>The rules of retention then count for these entries again. The hold stays on record as lifted.</Trans>
        </p>
        <TextField label={t`Reason`} value={reason} onChange={setReason} maxLength={500} />
        {lift.error && <ErrorPanel error={lift.error} />}
      </div>
    </Dialog>
  );
}
