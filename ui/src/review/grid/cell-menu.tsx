import { t } from "@lingui/core/macro";
import { useRef } from "react";
import { Menu, Popover } from "react-aria-components";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import { MenuItem, MenuSeparator, tell, tellError } from "../../parts";
import { platform } from "../../platform";
import { toRpcError } from "../../rpc";
import { formatMoment } from "../../time";
import type { Filtering } from "../filtering";
import { cellText, filterValue } from "./columns";

/** A value of an entry, and where on the screen its menu opens. */
export interface MenuPlace {
  readonly row: EntryRow;
  readonly field: Field;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

interface Props {
  place: MenuPlace;
  zone: string;
  filtering: Filtering;
  onInspect: () => void;
  onClose: () => void;
}

const MINUTE = 60_000_000;
/** What lies around an entry: five minutes before and after. */
const AROUND = 5 * MINUTE;

/** What can be done with the value of a cell. */
export function CellMenu({ place, zone, filtering, onInspect, onClose }: Props) {
  const anchor = useRef<HTMLDivElement>(null);
  const { row, field, label, x, y } = place;
  const isTime = field === "time" || field === "recorded";
  const text = isTime ? formatMoment(row[field], zone, 6) : cellText(row, field, zone);
  return (
    <>
      <div ref={anchor} style={{ position: "fixed", left: x, top: y, width: 1, height: 1 }} />
      <Popover
        className="popover"
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        {/* A menu opened by a key takes the keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Menu aria-label={`${label}: ${text}`} className="menu cell-menu" autoFocus="first" onClose={onClose}>
          {field === "time" ? (
            <TimeItems at={row.time} filtering={filtering} />
          ) : field === "duration" && row.duration !== null ? (
            <MenuItem
              icon="plus"
              text={t`Only this long or longer`}
              onAction={() => filtering.add(`duration>=${row.duration}us`)}
            />
          ) : isTime || field === "duration" ? null : (
            <ValueItems field={field} value={filterValue(row, field)} filtering={filtering} />
          )}
          <MenuSeparator />
          <MenuItem
            icon="copy"
            text={t`Copy value`}
            shortcut="c"
            isDisabled={text === ""}
            onAction={() => copyValue(text)}
          />
          <MenuItem icon="panel" text={t`Inspect entry`} shortcut="Enter" onAction={onInspect} />
        </Menu>
      </Popover>
    </>
  );
}

function ValueItems({ field, value, filtering }: { field: Field; value: string | null; filtering: Filtering }) {
  if (value === null) {
    return (
      <>
        <MenuItem icon="plus" text={t`Only without a value`} onAction={() => filtering.add(`-${field}:*`)} />
        <MenuItem icon="minus" text={t`Only with a value`} onAction={() => filtering.add(`${field}:*`)} />
      </>
    );
  }
  return (
    <>
      <MenuItem
        icon="plus"
        text={t`Include`}
        shortcut="i"
        onAction={() => filtering.refine(field, [value], "include")}
      />
      <MenuItem
        icon="minus"
        text={t`Exclude`}
        shortcut="x"
        onAction={() => filtering.refine(field, [value], "exclude")}
      />
      <MenuItem
        icon="filter"
        text={t`Only this`}
        shortcut="o"
        onAction={() => filtering.refine(field, [value], "only")}
      />
    </>
  );
}

function TimeItems({ at, filtering }: { at: number; filtering: Filtering }) {
  return (
    <>
      <MenuItem icon="clock" text={t`5 minutes around`} onAction={() => filtering.within(at - AROUND, at + AROUND)} />
      <MenuItem icon="clock" text={t`From here on`} onAction={() => filtering.within(at, null)} />
      <MenuItem icon="clock" text={t`Up to here`} onAction={() => filtering.within(null, at + 1)} />
    </>
  );
}

/** Copies a value and says so. */
export function copyValue(text: string): void {
  platform.copyText(text).then(
    () => tell(t`Copied`),
    (thrown: unknown) => tellError(toRpcError(thrown)),
  );
}
