import { t } from "@lingui/core/macro";
import type { Disposition } from "../../bindings/Disposition";
import type { IconName } from "../../parts";

/** What a disposition is called, its key, its picture. In the order in which they are offered. */
export interface DispositionInfo {
  readonly id: Disposition;
  readonly text: string;
  readonly help: string;
  readonly key: string;
  readonly icon: IconName;
}

export const DISPOSITIONS: readonly DispositionInfo[] = [
  { id: "open", text: t`Open`, help: t`Looked at; something is still to be found out`, key: "1", icon: "help" },
  { id: "fine", text: t`Fine`, help: t`As it should be`, key: "2", icon: "pass" },
  { id: "exception", text: t`Exception`, help: t`Not as it should be`, key: "3", icon: "alert" },
  { id: "not_applicable", text: "N/A", help: t`The question does not arise here`, key: "4", icon: "skip" },
];

/** The key that takes a disposition back. */
export const NO_DISPOSITION_KEY = "0";

const BY_ID = new Map(DISPOSITIONS.map((info) => [info.id, info]));

export function dispositionInfo(id: Disposition): DispositionInfo {
  const info = BY_ID.get(id);
  // oxlint-disable-next-line texts/marked -- the table above has them all
  if (!info) throw new Error(`No disposition is called ${id}.`);
  return info;
}
