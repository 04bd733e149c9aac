import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { EntryRow } from "../bindings/EntryRow";
import type { StoryBy } from "../bindings/StoryBy";
import { formatEntries } from "../counts";
import { Button, ErrorPanel } from "../parts";
import { OutcomePill } from "../review/marks";
import { visible } from "../review/visible";
import { openReview } from "../router";
import { useQueryOf } from "../rpc";
import { formatWall } from "../time";
import { storyOf } from "./story";
import "./replay.css";

/** Entries before and after; replay.css keeps room for so many. */
const EACH = 8;

const WORDS: Record<StoryBy, string> = { time: t`All`, session: t`Session`, actor: t`Actor`, request: t`Request` };

interface Props {
  row: EntryRow;
  zone: string;
  onShow: (key: string) => void;
}

/** What came just before and after an entry. The entry stays where it is on the screen, whatever the others are to share with it. */
export function Around({ row, zone, onShow }: Props) {
  const [by, setBy] = useState<StoryBy>("time");
  const choices: readonly StoryBy[] = ["time", "session", "actor", "request"];
  const usable = choices.filter((choice) => storyOf(row, choice) !== null);
  const shown = usable.includes(by) ? by : "time";
  // Nothing is kept on screen while it is asked: what is around the entry before is not around this one.
  const { data, error } = useQueryOf("entry_around", { key: row.key, by: shown, each: EACH }, { gcTime: 0 });
  if (error) return <ErrorPanel error={error} />;
  return (
    <section className="around" aria-label={t`Before and after`}>
      <div className="around-head">
        <strong>
          <Trans>Before and after</Trans>
        </strong>
        <span className="grow" />
        <div className="part-switch" role="group" aria-label={t`Entries of the same`}>
          {usable.map((choice) => (
            <button key={choice} type="button" aria-pressed={choice === shown} onClick={() => setBy(choice)}>
              {WORDS[choice]}
            </button>
          ))}
        </div>
        {data && (
          <Button kind="quiet" onPress={() => openReview(data.filter)}>
            <Trans>Show {formatEntries(data.total)}</Trans>
          </Button>
        )}
      </div>
      <div className="around-side before">
        {data?.before.map((other) => (
          <Row key={other.key} row={other} zone={zone} onShow={onShow} />
        ))}
      </div>
      <div className="around-row chosen" aria-current="true">
        <Cells row={row} zone={zone} />
      </div>
      <div className="around-side">
        {data?.after.map((other) => (
          <Row key={other.key} row={other} zone={zone} onShow={onShow} />
        ))}
      </div>
    </section>
  );
}

function Row({ row, zone, onShow }: Props) {
  return (
    <button type="button" className="around-row" onClick={() => onShow(row.key)}>
      <Cells row={row} zone={zone} />
    </button>
  );
}

function Cells({ row, zone }: Pick<Props, "row" | "zone">) {
  return (
    <>
      <span className="quiet">{formatWall(row.time, zone, 3)}</span>
      <span className="cut">
        <bdi>
          {visible(row.operation)} <span className="mono">{visible(row.target)}</span>
        </bdi>
      </span>
      <OutcomePill outcome={row.outcome} />
    </>
  );
}
