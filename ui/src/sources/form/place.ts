import type { Place } from "../../bindings/Place";

/** Where a bucket or folder is. Amazon and compatible storages are one kind on the wire, and two to a user. */
export type PlaceKind = "amazon" | "compatible" | "gcs" | "azure" | "folder";

/** The fields of a place while they are filled in. Those of other kinds stay as they were typed. */
export interface PlaceDraft {
  kind: PlaceKind;
  endpoint: string;
  region: string;
  bucket: string;
  pathStyle: boolean;
  accessKeyId: string;
  account: string;
  container: string;
  tenantId: string;
  clientId: string;
  path: string;
}

const EMPTY: PlaceDraft = {
  kind: "amazon",
  endpoint: "",
  region: "",
  bucket: "",
  pathStyle: true,
  accessKeyId: "",
  account: "",
  container: "",
  tenantId: "",
  clientId: "",
  path: "",
};

export function placeDraftOf(place: Place | null): PlaceDraft {
  switch (place?.kind) {
    case undefined:
      return EMPTY;
    case "s3":
      return {
        ...EMPTY,
        kind: place.endpoint === "" ? "amazon" : "compatible",
        endpoint: place.endpoint,
        region: place.region,
        bucket: place.bucket,
        pathStyle: place.path_style,
        accessKeyId: place.access_key_id,
      };
    case "gcs":
      return { ...EMPTY, kind: "gcs", bucket: place.bucket };
    case "azure":
      return {
        ...EMPTY,
        kind: "azure",
        account: place.account,
        container: place.container,
        endpoint: place.endpoint,
        tenantId: place.tenant_id,
        clientId: place.client_id,
      };
    case "folder":
      return { ...EMPTY, kind: "folder", path: place.path };
  }
}

/** The place that a draft means. `caPem` counts for S3 only. */
export function placeOf(draft: PlaceDraft, caPem: string): Place {
  const bucket = draft.bucket.trim();
  switch (draft.kind) {
    case "amazon":
    case "compatible": {
      const compatible = draft.kind === "compatible";
      return {
        kind: "s3",
        endpoint: compatible ? draft.endpoint.trim() : "",
        region: draft.region.trim(),
        bucket,
        path_style: compatible && draft.pathStyle,
        access_key_id: draft.accessKeyId.trim(),
        ca_pem: compatible ? caPem : "",
      };
    }
    case "gcs":
      return { kind: "gcs", bucket };
    case "azure":
      return {
        kind: "azure",
        account: draft.account.trim(),
        container: draft.container.trim(),
        endpoint: draft.endpoint.trim(),
        tenant_id: draft.tenantId.trim(),
        client_id: draft.clientId.trim(),
      };
    case "folder":
      return { kind: "folder", path: draft.path.trim() };
  }
}

/** Whether everything that the place needs is there. The secret is asked for apart. */
export function isPlaceFilled(place: Place): boolean {
  switch (place.kind) {
    case "s3":
      return place.bucket !== "" && place.access_key_id !== "";
    case "gcs":
      return place.bucket !== "";
    case "azure":
      return place.account !== "" && place.container !== "" && (place.tenant_id === "") === (place.client_id === "");
    case "folder":
      return place.path !== "";
  }
}

/** What its secret is called; `null` where there is none. */
export function secretLabel(place: Place): string | null {
  switch (place.kind) {
    case "s3":
      return "Secret access key";
    case "gcs":
      return "Service account key (JSON)";
    case "azure":
      return place.client_id === "" ? "Account key" : "Client secret";
    case "folder":
      return null;
  }
}
