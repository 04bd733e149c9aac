import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { LegalHold } from "../bindings/LegalHold";
import { Badge, Button, Dialog, ErrorPanel, TextField } from "../parts";
import { formatCountOf } from "../numbers";
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
    <section className="stack" aria-label="Legal holds">
      <header className="row">
        <h3 className="grow">Legal holds</h3>
        <Button icon="plus" onPress={() => setPlacing(true)}>
          Place a hold…
        </Button>
      </header>
      {holds.length === 0 && <p className="quiet">No hold is placed.</p>}
      <ul className="holds">
        {holds.map((hold) => (
          <li key={hold.id} className="stack tight">
            <div className="row">
              <strong className="cut">{hold.name}</strong>
              {hold.lifted ? (
                <Badge kind="plain">Lifted</Badge>
              ) : (
                <Badge kind="active">Holds {formatCountOf(hold.entries ?? 0, "entry", "entries")}</Badge>
              )}
              <span className="grow" />
              {!hold.lifted && (
                <>
                  <Button kind="quiet" onPress={() => openReview(hold.filter)}>
                    Show in Review
                  </Button>
                  <Button kind="quiet" onPress={() => setLifted(hold)}>
                    Lift…
                  </Button>
                </>
              )}
            </div>
            <code className="break">{hold.filter || "every entry"}</code>
            <span className="quiet break">
              {hold.reason} (placed {formatMoment(hold.placed_at, zone)} by {hold.placed_by})
            </span>
            {hold.lifted && (
              <span className="quiet break">
                {hold.lifted.reason} (lifted {formatMoment(hold.lifted.at, zone)} by {hold.lifted.by})
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
      title="Place a legal hold"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            isDisabled={name.trim() === "" || reason.trim() === ""}
            isPending={place.isPending}
            onPress={() => place.mutate({ name, filter, zone, reason })}
          >
            Place the hold
          </Button>
        </>
      }
    >
      <div className="stack form">
        <TextField label="Name" value={name} onChange={setName} maxLength={80} />
        <FilterField
          label="Entries"
          value={filter}
          onChange={setFilter}
          help="Entries that match and come later are held, too. Relative times are kept as moments."
        />
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={500} help="It stays on record." />
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
      title={`Lift ${hold.name}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Keep it</Button>
          <Button
            kind="danger"
            isDisabled={reason.trim() === ""}
            isPending={lift.isPending}
            onPress={() => lift.mutate({ id: hold.id, reason })}
          >
            Lift the hold
          </Button>
        </>
      }
    >
      <div className="stack form">
        <p>The rules of retention then count for these entries again. The hold stays on record as lifted.</p>
        <TextField label="Reason" value={reason} onChange={setReason} maxLength={500} />
        {lift.error && <ErrorPanel error={lift.error} />}
      </div>
    </Dialog>
  );
}
