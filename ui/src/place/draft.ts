import type { AzureCloud } from "../bindings/AzureCloud";
import type { Fix } from "../bindings/Fix";
import type { Place } from "../bindings/Place";

/** Where a bucket or folder is. Amazon and compatible storages are one kind on the wire, and two to a user. */
export type PlaceKind = "amazon" | "compatible" | "gcs" | "azure" | "folder";

/** How somebody signs in to a place. */
export type SignInWay =
  "access_key" | "temporary_key" | "key_file" | "account_key" | "application" | "ambient" | "nothing";

/** The ways of each kind, the usual one first. */
export const WAYS: Record<PlaceKind, readonly [SignInWay, ...SignInWay[]]> = {
  amazon: ["access_key", "temporary_key", "ambient"],
  compatible: ["access_key", "temporary_key", "ambient"],
  gcs: ["key_file", "ambient"],
  azure: ["account_key", "application", "ambient"],
  folder: ["nothing"],
};

/** The fields of a place while they are filled in. Those of other kinds stay as they were typed. */
export interface PlaceDraft {
  kind: PlaceKind;
  way: SignInWay;
  /** The way whose secret is stored and stays until another one is typed; `null`: none is. */
  stored: SignInWay | null;
  endpoint: string;
  region: string;
  bucket: string;
  pathStyle: boolean;
  profile: string;
  accessKeyId: string;
  account: string;
  container: string;
  cloud: AzureCloud;
  authority: string;
  tenantId: string;
  clientId: string;
  /** The managed identity to be, for a machine with more than one. */
  managedId: string;
  caPem: string;
  proxy: string;
  path: string;
  secret: string;
  sessionToken: string;
}

const EMPTY: PlaceDraft = {
  kind: "amazon",
  way: "access_key",
  stored: null,
  endpoint: "",
  region: "",
  bucket: "",
  pathStyle: false,
  profile: "",
  accessKeyId: "",
  account: "",
  container: "",
  cloud: "public",
  authority: "",
  tenantId: "",
  clientId: "",
  managedId: "",
  caPem: "",
  proxy: "",
  path: "",
  secret: "",
  sessionToken: "",
};

/** The form of a place; `null` begins a new one. */
export function placeDraftOf(place: Place | null, hasSecret = false): PlaceDraft {
  if (place === null) return EMPTY;
  const draft = fieldsOf(place);
  return { ...draft, stored: hasSecret ? draft.way : null };
}

function fieldsOf(place: Place): PlaceDraft {
  if (place.kind === "folder") return { ...EMPTY, kind: "folder", way: "nothing", path: place.path };
  const way = place.ambient ? "ambient" : null;
  const network = { endpoint: place.endpoint, caPem: place.ca_pem, proxy: place.proxy };
  switch (place.kind) {
    case "s3":
      return {
        ...EMPTY,
        ...network,
        kind: place.endpoint === "" ? "amazon" : "compatible",
        way: way ?? "access_key",
        region: place.region,
        bucket: place.bucket,
        pathStyle: place.path_style,
        profile: place.profile,
        accessKeyId: place.access_key_id,
      };
    case "gcs":
      return { ...EMPTY, ...network, kind: "gcs", way: way ?? "key_file", bucket: place.bucket };
    case "azure":
      return {
        ...EMPTY,
        ...network,
        kind: "azure",
        way: way ?? (place.tenant_id === "" ? "account_key" : "application"),
        account: place.account,
        container: place.container,
        cloud: place.cloud,
        authority: place.authority,
        tenantId: place.tenant_id,
        ...(place.ambient ? { managedId: place.client_id } : { clientId: place.client_id }),
      };
  }
}

/** The place that a draft means. */
export function placeOf(draft: PlaceDraft): Place {
  const ambient = draft.way === "ambient";
  const bucket = draft.bucket.trim();
  const network = { ca_pem: draft.caPem.trim(), proxy: draft.proxy.trim() };
  switch (draft.kind) {
    case "amazon":
    case "compatible":
      return {
        kind: "s3",
        endpoint: draft.kind === "compatible" ? draft.endpoint.trim() : "",
        region: draft.region.trim(),
        bucket,
        path_style: draft.pathStyle,
        ambient,
        profile: ambient ? draft.profile.trim() : "",
        access_key_id: ambient ? "" : draft.accessKeyId.trim(),
        ...network,
      };
    case "gcs":
      return { kind: "gcs", bucket, endpoint: draft.endpoint.trim(), ambient, ...network };
    case "azure": {
      const isApplication = draft.way === "application";
      return {
        kind: "azure",
        account: draft.account.trim(),
        container: draft.container.trim(),
        endpoint: draft.endpoint.trim(),
        cloud: draft.cloud,
        authority: draft.authority.trim(),
        ambient,
        tenant_id: isApplication ? draft.tenantId.trim() : "",
        client_id: isApplication ? draft.clientId.trim() : ambient ? draft.managedId.trim() : "",
        ...network,
      };
    }
    case "folder":
      return { kind: "folder", path: draft.path.trim() };
  }
}

/** The draft for another kind. A secret and an endpoint of one storage are none of another. */
export function withKind(draft: PlaceDraft, kind: PlaceKind): PlaceDraft {
  // Storages outside Amazon rarely have a host name per bucket.
  const pathStyle = kind === "compatible";
  return { ...draft, kind, way: WAYS[kind][0], endpoint: "", pathStyle, secret: "", sessionToken: "" };
}

/** The draft with what a connection test found to be right. */
export function withFix(draft: PlaceDraft, fix: Fix): PlaceDraft {
  return fix.kind === "region" ? { ...draft, region: fix.region } : { ...draft, pathStyle: fix.on };
}

/** Whether it is said where the place is. What signs in is asked for apart. */
export function isPlaceFilled(draft: PlaceDraft): boolean {
  switch (draft.kind) {
    case "amazon":
    case "gcs":
      return draft.bucket.trim() !== "";
    case "compatible":
      return draft.bucket.trim() !== "" && draft.endpoint.trim() !== "";
    case "azure":
      return draft.account.trim() !== "" && draft.container.trim() !== "";
    case "folder":
      return draft.path.trim() !== "";
  }
}

/** Whether a field is set that most places need not have. */
export function hasRareFields(draft: PlaceDraft): boolean {
  if (draft.kind === "folder") return false;
  if (draft.caPem !== "" || draft.proxy !== "") return true;
  switch (draft.kind) {
    case "amazon":
      return draft.pathStyle;
    case "gcs":
      return draft.endpoint !== "";
    case "azure":
      return draft.endpoint !== "" || draft.cloud !== "public" || draft.authority !== "";
    default:
      return false;
  }
}
