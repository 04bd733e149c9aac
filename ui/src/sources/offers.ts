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
  obot: { title: "Obot", text: "MCP and API audit log of an Obot server, with requests and responses." },
  podwarden: { title: "PodWarden", text: "Token audit log of a PodWarden instance; gaps are found and repaired." },
  "airbyte-api": { title: "Airbyte over its API", text: "Audit log of one organization, from Airbyte's read API." },
  "airbyte-objects": {
    title: "Airbyte in a bucket or folder",
    text: "Audit files that a self-managed Airbyte writes into its storage, any release.",
  },
  airkit: { title: "Airkit in a bucket or folder", text: "Audit events that Airkit exports, any format." },
  "obot-exports": {
    title: "Obot's exports in a bucket or folder",
    text: "Audit log exports that an Obot server wrote; no account on the server is needed.",
  },
  auditdesk: {
    title: "Auditdesk's own exports",
    text: "What Auditdesk exported to a bucket or folder, read back: JSON Lines, CSV, Parquet.",
  },
  mapped: {
    title: "Other logs in a bucket or folder",
    text: "Records of any shape, read by a mapping that was saved when files were imported.",
  },
};

/** The writers of buckets and files, in words. */
export const WRITERS: Record<Writer["kind"], string> = {
  airbyte: "Airbyte",
  airkit: "Airkit",
  obot: "Obot's exports",
  auditdesk: "Auditdesk's exports",
  mapped: "Other records, by a mapping",
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
      return config.writer.kind === "mapped" ? "Mapped" : WRITERS[config.writer.kind];
  }
}

/** Where it is, as a user would write it. */
export function addressOf(config: SourceConfig): string {
  if (config.kind === "files") return "Files brought in";
  if (config.kind !== "bucket") return config.url;
  return placeAddress(config.place, config.prefix);
}
