import type { DestinationConfig } from "../bindings/DestinationConfig";
import type { DestinationInfo } from "../bindings/DestinationInfo";
import type { DestinationSecret } from "../bindings/DestinationSecret";

/** The form of a destination while it is filled in. */
export interface Draft {
  kind: DestinationConfig["kind"];
  name: string;
  prefix: string;
  endpoint: string;
  region: string;
  bucket: string;
  pathStyle: boolean;
  accessKeyId: string;
  secretKey: string;
  /** Whether the stored secret is used until another one is typed. */
  stored: boolean;
  caPem: string;
  path: string;
}

export function draftOf(destination: DestinationInfo | null): Draft {
  const draft: Draft = {
    kind: "s3",
    name: destination?.name ?? "",
    prefix: destination?.prefix ?? "",
    endpoint: "",
    region: "",
    bucket: "",
    pathStyle: false,
    accessKeyId: "",
    secretKey: "",
    stored: destination?.has_secret ?? false,
    caPem: "",
    path: "",
  };
  const config = destination?.config;
  if (config?.kind === "folder") return { ...draft, kind: "folder", path: config.path };
  if (config?.kind === "s3") {
    return {
      ...draft,
      endpoint: config.endpoint,
      region: config.region,
      bucket: config.bucket,
      pathStyle: config.path_style,
      accessKeyId: config.access_key_id,
      caPem: config.ca_pem,
    };
  }
  return draft;
}

/** What the draft says, for the core; `null` while something is missing. */
export function wanted(draft: Draft): { config: DestinationConfig; secret: DestinationSecret; prefix: string } | null {
  const prefix = draft.prefix.trim();
  if (draft.kind === "folder") {
    const path = draft.path.trim();
    return path === "" ? null : { config: { kind: "folder", path }, secret: { kind: "none" }, prefix };
  }
  const secret: DestinationSecret | null =
    draft.secretKey.trim() !== ""
      ? { kind: "secret_key", key: draft.secretKey.trim() }
      : draft.stored
        ? { kind: "stored" }
        : null;
  if (secret === null || draft.bucket.trim() === "" || draft.accessKeyId.trim() === "") return null;
  return {
    config: {
      kind: "s3",
      endpoint: draft.endpoint.trim(),
      region: draft.region.trim(),
      bucket: draft.bucket.trim(),
      path_style: draft.pathStyle,
      access_key_id: draft.accessKeyId.trim(),
      ca_pem: draft.caPem,
    },
    secret,
    prefix,
  };
}
