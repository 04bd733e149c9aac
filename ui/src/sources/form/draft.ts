import type { CredentialInput } from "../../bindings/CredentialInput";
import type { Mapping } from "../../bindings/Mapping";
import type { SourceConfig } from "../../bindings/SourceConfig";
import type { SourceInfo } from "../../bindings/SourceInfo";
import type { Writer } from "../../bindings/Writer";
import { offerOf, writerOf, type Offer } from "../offers";
import { placeName } from "../../place/address";
import { isPlaceFilled, placeDraftOf, placeOf, type PlaceDraft } from "../../place/draft";
import * as signIn from "../../place/signIn";

/** The form of a source while it is filled in. */
export interface SourceDraft {
  /** What is added; `null` for files, of which only the name can be changed. */
  offer: Offer | null;
  name: string;
  url: string;
  /** An authority to trust for a platform; that of a bucket is in `place`. */
  caPem: string;
  /** PodWarden: the name of the token that signs in. */
  ownToken: string;
  /** Airbyte's API. */
  organization: string;
  place: PlaceDraft;
  prefix: string;
  /** The source of whose log this is another copy. */
  log: number | null;
  mapping: Mapping | null;
  /** How a platform is signed in to; `place` says it of a bucket. */
  credential: Exclude<CredentialInput["kind"], "session">;
  secret: string;
  flow: number | null;
  /** Seconds between automatic syncs; `null`: none, `undefined`: what is typed is no such number. */
  interval: number | null | undefined;
}

/** Keys of Airbyte's audit files begin so; a prefix is no folder, and must not end with a slash. */
const AIRBYTE_PREFIX = "audit-logging";

/** Seconds between automatic syncs at the start. PodWarden hands out the newest 500 rows only. */
function usualInterval(offer: Offer): number {
  return offer === "podwarden" ? 60 : 300;
}

/** An empty form. An export of Obot belongs to the log of the Obot source where there is exactly one. */
export function draftFor(offer: Offer, sources: readonly SourceInfo[]): SourceDraft {
  const servers = sources.filter(({ config }) => config.kind === "obot");
  return {
    offer,
    name: "",
    url: "",
    caPem: "",
    ownToken: "",
    organization: "",
    place: placeDraftOf(null),
    prefix: offer === "airbyte-objects" ? AIRBYTE_PREFIX : "",
    log: offer === "obot-exports" && servers.length === 1 ? (servers[0]?.id ?? null) : null,
    mapping: null,
    credential: "api_key",
    secret: "",
    flow: null,
    interval: usualInterval(offer),
  };
}

/** The form of a source that is there already. */
export function draftOf(source: SourceInfo): SourceDraft {
  const { config } = source;
  const draft: SourceDraft = {
    ...draftFor("obot", []),
    offer: offerOf(config),
    name: source.name,
    credential: "stored",
    interval: source.interval_s,
  };
  switch (config.kind) {
    case "obot":
      return { ...draft, url: config.url, caPem: config.ca_pem };
    case "podwarden":
      return { ...draft, url: config.url, caPem: config.ca_pem, ownToken: config.own_token };
    case "airbyte":
      return { ...draft, url: config.url, caPem: config.ca_pem, organization: config.organization_id };
    case "bucket":
      return {
        ...draft,
        place: placeDraftOf(config.place, source.credential !== "none"),
        prefix: config.prefix,
        log: config.log,
        mapping: config.writer.kind === "mapped" ? config.writer.mapping : null,
      };
    case "files":
      return { ...draft, log: config.log };
  }
}

/** What the form says of the way to the source. Empty fields stay empty; `null` for files, and while the mapping is not chosen. */
export function configOf(draft: SourceDraft): SourceConfig | null {
  const url = draft.url.trim();
  const ca_pem = draft.caPem;
  switch (draft.offer) {
    case null:
      return null;
    case "obot":
      return { kind: "obot", url, ca_pem };
    case "podwarden":
      return { kind: "podwarden", url, ca_pem, own_token: draft.ownToken.trim() };
    case "airbyte-api":
      return { kind: "airbyte", url, ca_pem, organization_id: draft.organization.trim() };
    default: {
      const writer = writerFor(draft.offer, draft.mapping);
      const place = placeOf(draft.place);
      return writer && { kind: "bucket", writer, place, prefix: draft.prefix.trim(), log: draft.log };
    }
  }
}

function writerFor(offer: Offer, mapping: Mapping | null): Writer | null {
  const kind = writerOf(offer);
  if (kind === null) return null;
  if (kind === "mapped") return mapping && { kind, mapping };
  return { kind };
}

/** Whether the way to the source is described in full. */
export function isConnectionFilled(draft: SourceDraft): boolean {
  const { offer } = draft;
  if (offer === null) return true;
  if (writerOf(offer) !== null) return isPlaceFilled(draft.place);
  return draft.url.trim() !== "" && (offer !== "airbyte-api" || draft.organization.trim() !== "");
}

/** What signs in, for the core; `null` while it is missing. */
export function credentialOf(draft: SourceDraft): CredentialInput | null {
  if (draft.offer === null) return { kind: "stored" };
  if (writerOf(draft.offer) !== null) return signIn.credentialOf(draft.place);
  const key = draft.secret.trim();
  switch (draft.credential) {
    case "api_key":
      return key === "" ? null : { kind: "api_key", key };
    case "signed_in":
      return draft.flow === null ? null : { kind: "signed_in", flow: draft.flow };
    case "none":
      return { kind: "none" };
    case "stored":
      // A typed secret takes the place of the stored one.
      return key === "" ? { kind: "stored" } : { kind: "api_key", key };
  }
}

/** A name to begin with: the host of the address, the bucket, or the last part of the folder. */
export function suggestedName(draft: SourceDraft): string {
  if (draft.offer === null) return "";
  if (writerOf(draft.offer) === null) return hostOf(draft.url.trim());
  return placeName(placeOf(draft.place));
}

function hostOf(url: string): string {
  try {
    return new URL(url.includes("://") ? url : `https://${url}`).hostname;
  } catch {
    return "";
  }
}
