import type { CredentialInput } from "../../bindings/CredentialInput";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import type { Encryption } from "../../bindings/Encryption";
import type { Place } from "../../bindings/Place";
import type { WriteOptions } from "../../bindings/WriteOptions";
import {
  hasRareFields,
  isPlaceFilled,
  placeDraftOf,
  placeOf,
  type PlaceDraft,
  type PlaceKind,
} from "../../place/draft";
import { credentialOf } from "../../place/signIn";
import type { Micros } from "../../time";

/** The form of a destination while it is filled in. */
export interface Draft {
  name: string;
  place: PlaceDraft;
  /** When the secret ends, where whoever made it said so. */
  expires: Micros | null;
  prefix: string;
  encryption: Encryption["kind"];
  /** The key of `kms`. */
  keyId: string;
  storageClass: string;
  /** The most megabytes per second, as typed; empty: no limit. */
  limit: string;
}

/** What the form says of the connection, for the core. */
export interface Wanted {
  place: Place;
  credential: CredentialInput;
  expires: Micros | null;
  prefix: string;
  options: WriteOptions;
}

const MEGABYTE = 1_000_000;

/** How a storage can be told to encrypt an object; not at all where there is nothing to choose. */
export const ENCRYPTIONS: Record<PlaceKind, readonly Encryption["kind"][]> = {
  amazon: ["bucket", "managed", "kms"],
  compatible: ["bucket", "managed", "kms"],
  gcs: ["bucket", "kms"],
  azure: [],
  folder: [],
};

export function draftOf(destination: DestinationInfo | null): Draft {
  const options = destination?.options;
  return {
    name: destination?.name ?? "",
    place: placeDraftOf(destination?.place ?? null, destination?.has_secret),
    expires: destination?.expires ?? null,
    prefix: destination?.prefix ?? "",
    encryption: options?.encryption.kind ?? "bucket",
    keyId: options?.encryption.kind === "kms" ? options.encryption.key_id : "",
    storageClass: options?.storage_class ?? "",
    limit: options && options.bytes_per_second > 0 ? String(options.bytes_per_second / MEGABYTE) : "",
  };
}

/** The draft after a change of its place. A new secret does not end when the one before it does. */
export function withPlace(draft: Draft, change: Partial<PlaceDraft>): Draft {
  const place = { ...draft.place, ...change };
  const isReplaced = place.stored !== null && draft.place.secret === "" && place.secret !== "";
  return { ...draft, place, expires: isReplaced ? null : draft.expires };
}

/** The bytes per second of a typed limit, 0: none; `undefined` where it is no limit. */
export function typedLimit(text: string): number | undefined {
  const typed = text.trim();
  if (typed === "") return 0;
  const bytes = Math.round(Number(typed) * MEGABYTE);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** How objects are written. What a storage does not know, and a limit that is none, is left out. */
export function optionsOf(draft: Draft): WriteOptions {
  const { kind } = draft.place;
  const isBucket = kind !== "folder";
  return {
    encryption: ENCRYPTIONS[kind].includes(draft.encryption) ? encryptionOf(draft) : { kind: "bucket" },
    storage_class: isBucket ? draft.storageClass.trim() : "",
    bytes_per_second: isBucket ? (typedLimit(draft.limit) ?? 0) : 0,
  };
}

function encryptionOf({ encryption, keyId }: Draft): Encryption {
  return encryption === "kms" ? { kind: encryption, key_id: keyId.trim() } : { kind: encryption };
}

/** What the draft says, for the core; `null` while something is missing. */
export function wanted(draft: Draft): Wanted | null {
  const credential = credentialOf(draft.place);
  if (credential === null || !isPlaceFilled(draft.place) || typedLimit(draft.limit) === undefined) return null;
  return {
    place: placeOf(draft.place),
    credential,
    expires: credential.kind === "none" ? null : draft.expires,
    prefix: draft.prefix.trim(),
    options: optionsOf(draft),
  };
}

/** Whether a field under "More" is set. */
export function hasMore(draft: Draft): boolean {
  const { encryption, storage_class, bytes_per_second } = optionsOf(draft);
  return hasRareFields(draft.place) || encryption.kind !== "bucket" || storage_class !== "" || bytes_per_second > 0;
}
