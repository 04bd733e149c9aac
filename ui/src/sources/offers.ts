import { t } from "@lingui/core/macro";
import type { SourceConfig } from "../bindings/SourceConfig";
import type { Writer } from "../bindings/Writer";
import { placeAddress } from "../place/address";

/** What can be added: a platform and the way to its log. */
export type Offer =
  "obot" | "podwarden" | "airbyte-api" | "airbyte-objects" | "airkit" | "obot-exports" | "auditdesk" | "mapped";

interface About {
  title: string;
  /** One line on what is read. */
  text: string;
}

/** The choices of the wizard in their order. Files are not among them: they are brought in, not connected. */
export const OFFERS: Record<Offer, About> = {
  obot: { title: "Obot", text: t`MCP and API audit log of an Obot server, with requests and responses.` },
  podwarden: { title: "PodWarden", text: t`Token audit log of a PodWarden instance; gaps are found and repaired.` },
  "airbyte-api": { title: t`Airbyte over its API`, text: t`Audit log of one organization, from Airbyte's read API.` },
  "airbyte-objects": {
    title: t`Airbyte in a bucket or folder`,
    text: t`Audit files that a self-managed Airbyte writes into its storage, any release.`,
  },
  airkit: { title: t`Airkit in a bucket or folder`, text: t`Audit events that Airkit exports, any format.` },
  "obot-exports": {
    title: t`Obot's exports in a bucket or folder`,
    text: t`Audit log exports that an Obot server wrote; no account on the server is needed.`,
  },
  auditdesk: {
    title: t`Auditdesk's own exports`,
    text: t`What Auditdesk exported to a bucket or folder, read back: JSON Lines, CSV, Parquet.`,
  },
  mapped: {
    title: t`Other logs in a bucket or folder`,
    text: t`Records of any shape, read by a mapping that was saved when files were imported.`,
  },
};

/** The writers of buckets and files, in words. */
export const WRITERS: Record<Writer["kind"], string> = {
  airbyte: "Airbyte",
  airkit: "Airkit",
  obot: t`Obot's exports`,
  auditdesk: t`Auditdesk's exports`,
  mapped: t`Other records, by a mapping`,
};

const OBJECTS: Record<Writer["kind"], Offer> = {
  airbyte: "airbyte-objects",
  airkit: "airkit",
  obot: "obot-exports",
  auditdesk: "auditdesk",
  mapped: "mapped",
};

/** Which choice of the wizard leads to such a source; `null` for files. */
export function offerOf(config: SourceConfig): Offer | null {
  switch (config.kind) {
    case "obot":
    case "podwarden":
      return config.kind;
    case "airbyte":
      return "airbyte-api";
    case "bucket":
      return OBJECTS[config.writer.kind];
    case "files":
      return null;
  }
}

/** The writer whose objects a choice reads; `null` for a platform that is asked. */
export function writerOf(offer: Offer): Writer["kind"] | null {
  const found = (Object.keys(OBJECTS) as Writer["kind"][]).find((writer) => OBJECTS[writer] === offer);
  return found ?? null;
}

/** The platform in a word or two. */
export function platformName(config: SourceConfig): string {
  switch (config.kind) {
    case "obot":
      return "Obot";
    case "podwarden":
      return "PodWarden";
    case "airbyte":
      return "Airbyte API";
    case "bucket":
    case "files":
      return config.writer.kind === "mapped" ? t`Mapped` : WRITERS[config.writer.kind];
  }
}

/** Where it is, as a user would write it. */
export function addressOf(config: SourceConfig): string {
  if (config.kind === "files") return t`Files brought in`;
  if (config.kind !== "bucket") return config.url;
  return placeAddress(config.place, config.prefix);
}
