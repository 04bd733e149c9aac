import { t } from "@lingui/core/macro";
import type { Place } from "../bindings/Place";

/** Where a place is, as a user would write it. */
export function placeAddress(place: Place, prefix: string): string {
  switch (place.kind) {
    case "s3":
      return `s3://${place.bucket}/${prefix}`;
    case "gcs":
      return `gs://${place.bucket}/${prefix}`;
    case "azure":
      return `azure://${place.account}/${place.container}/${prefix}`;
    case "folder":
      return prefix === "" ? place.path : `${place.path.replace(/[/\\]+$/, "")}/${prefix}`;
  }
}

/** Whose storage it is, in a word or two. */
export function placeKindName(place: Place): string {
  switch (place.kind) {
    case "s3":
      return place.endpoint === "" ? "Amazon S3" : "S3-compatible";
    case "gcs":
      return "Google Cloud";
    case "azure":
      return "Azure Blob";
    case "folder":
      return t`Folder`;
  }
}

/** The host that is asked, where the address does not say it: an endpoint, or the region of Amazon. */
export function placeHost(place: Place): string {
  if (place.kind === "folder") return "";
  if (place.endpoint !== "") return place.endpoint;
  return place.kind === "s3" ? place.region || "us-east-1" : "";
}

/** A name to begin with: the bucket, the container, or the last part of the folder. */
export function placeName(place: Place): string {
  switch (place.kind) {
    case "s3":
    case "gcs":
      return place.bucket;
    case "azure":
      return place.container;
    case "folder":
      return place.path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
  }
}
