import { describe, expect, test } from "vitest";
import type { Place } from "../bindings/Place";
import { placeAddress, placeHost, placeName } from "./address";
import {
  hasRareFields,
  isPlaceFilled,
  placeDraftOf,
  placeOf,
  WAYS,
  withFix,
  withKind,
  type PlaceDraft,
  type PlaceKind,
} from "./draft";
import { credentialOf, keepsSecret, keyFileOwner } from "./signIn";

const S3 = {
  kind: "s3",
  endpoint: "",
  region: "eu-central-1",
  bucket: "audit",
  path_style: false,
  ambient: false,
  profile: "",
  access_key_id: "AK",
  ca_pem: "",
  proxy: "",
} as const;
const GCS = { kind: "gcs", bucket: "audit", endpoint: "", ambient: false, ca_pem: "", proxy: "" } as const;
const AZURE = {
  kind: "azure",
  account: "acct",
  container: "logs",
  endpoint: "",
  cloud: "public",
  authority: "",
  ambient: false,
  tenant_id: "",
  client_id: "",
  ca_pem: "",
  proxy: "",
} as const;

const PLACES: Record<string, Place> = {
  amazon: S3,
  "amazon with a profile": { ...S3, ambient: true, profile: "audit", access_key_id: "", proxy: "http://proxy:3128" },
  "amazon with dots in the bucket": { ...S3, bucket: "a.b", path_style: true },
  compatible: { ...S3, endpoint: "https://s3.example.com", path_style: true, ca_pem: "PEM" },
  gcs: GCS,
  "gcs from this machine": { ...GCS, ambient: true, endpoint: "https://storage.example.com" },
  azure: AZURE,
  "azure in China": {
    ...AZURE,
    cloud: "china",
    authority: "https://login.example.cn",
    endpoint: "https://blob.example.cn",
  },
  "an application": { ...AZURE, tenant_id: "t", client_id: "c" },
  "a managed identity": { ...AZURE, ambient: true, client_id: "m" },
  folder: { kind: "folder", path: "/srv/audit" },
};

test.each(Object.entries(PLACES))("%s comes back from its form as it was", (_, place) => {
  const draft = placeDraftOf(place, true);
  expect(placeOf(draft)).toEqual(place);
  expect(isPlaceFilled(draft)).toBe(true);
  expect(WAYS[draft.kind]).toContain(draft.way);
});

test("a place is not filled while it does not say where it is", () => {
  for (const kind of Object.keys(WAYS) as PlaceKind[]) {
    expect(isPlaceFilled(withKind(placeDraftOf(null), kind)), kind).toBe(false);
  }
  const compatible = withKind({ ...placeDraftOf(null), bucket: "b" }, "compatible");
  expect(isPlaceFilled(compatible), "without an endpoint it would be Amazon").toBe(false);
  expect(isPlaceFilled({ ...compatible, endpoint: "https://s3.example.com" })).toBe(true);
});

test("what was typed for one kind of storage is not sent for another", () => {
  const typed: PlaceDraft = {
    ...withKind(placeDraftOf(null), "compatible"),
    endpoint: "https://s3.example.com",
    bucket: "b",
    accessKeyId: "AK",
    secret: "s",
  };
  const amazon = withKind(typed, "amazon");
  expect(placeOf(amazon)).toEqual({ ...S3, region: "", bucket: "b" });
  expect(credentialOf(amazon)).toBeNull();
  expect(placeOf(withKind(typed, "gcs"))).toEqual({ ...GCS, bucket: "b" });
  const ambient = placeOf({ ...typed, way: "ambient" });
  expect(ambient).toMatchObject({ ambient: true, access_key_id: "" });
  const application = { ...placeDraftOf({ ...AZURE, tenant_id: "t", client_id: "c" }), way: "account_key" } as const;
  expect(placeOf(application)).toEqual(AZURE);
});

test("rare fields that are set are not hidden", () => {
  const rare = Object.entries(PLACES).filter(([, place]) => hasRareFields(placeDraftOf(place)));
  expect(rare.map(([name]) => name)).toEqual([
    "amazon with a profile",
    "amazon with dots in the bucket",
    "compatible",
    "gcs from this machine",
    "azure in China",
  ]);
});

test("a fix changes what it names", () => {
  const draft = placeDraftOf(S3);
  expect(placeOf(withFix(draft, { kind: "region", region: "us-west-2" }))).toEqual({ ...S3, region: "us-west-2" });
  expect(placeOf(withFix(draft, { kind: "path_style", on: true }))).toEqual({ ...S3, path_style: true });
});

describe("what signs in", () => {
  const key = placeDraftOf(S3);

  test("a stored secret stays until another one is typed", () => {
    const stored = placeDraftOf(S3, true);
    expect(credentialOf(stored)).toEqual({ kind: "stored" });
    expect(credentialOf({ ...stored, secret: " new " })).toEqual({ kind: "api_key", key: "new" });
    expect(credentialOf({ ...stored, way: "temporary_key" })).toEqual({ kind: "stored" });
  });

  test("a stored account key is no secret of an application", () => {
    const stored = placeDraftOf(AZURE, true);
    const application: PlaceDraft = { ...stored, way: "application", tenantId: "t", clientId: "c" };
    expect(keepsSecret(stored)).toBe(true);
    expect(credentialOf(application)).toBeNull();
  });

  test("both halves of a key are needed", () => {
    expect(credentialOf(key)).toBeNull();
    expect(credentialOf({ ...key, secret: "s", accessKeyId: " " })).toBeNull();
    expect(credentialOf({ ...key, secret: "s" })).toEqual({ kind: "api_key", key: "s" });
  });

  test("a temporary key needs its token", () => {
    const temporary: PlaceDraft = { ...key, way: "temporary_key", secret: "s" };
    expect(credentialOf(temporary)).toBeNull();
    expect(credentialOf({ ...temporary, sessionToken: "t" })).toEqual({ kind: "session", key: "s", token: "t" });
    const stored = { ...temporary, stored: "access_key" as const };
    expect(credentialOf({ ...stored, secret: "", sessionToken: "t" }), "half of it is not replaced").toBeNull();
  });

  test("an application needs tenant, client and secret", () => {
    const draft: PlaceDraft = { ...placeDraftOf(AZURE), way: "application", secret: "s" };
    expect(credentialOf(draft)).toBeNull();
    expect(credentialOf({ ...draft, tenantId: "t" })).toBeNull();
    expect(credentialOf({ ...draft, tenantId: "t", clientId: "c" })).toEqual({ kind: "api_key", key: "s" });
  });

  test("this machine and a folder need no secret", () => {
    expect(credentialOf({ ...key, accessKeyId: "", way: "ambient" })).toEqual({ kind: "none" });
    expect(credentialOf(withKind(key, "folder"))).toEqual({ kind: "none" });
  });

  test("a key file says whose it is", () => {
    expect(keyFileOwner('{"type":"service_account","client_email":"a@p.iam"}')).toBe("a@p.iam");
    expect(keyFileOwner('{"type":"authorized_user"}')).toBeUndefined();
    expect(keyFileOwner("GOOG1EXAMPLE")).toBeUndefined();
    expect(keyFileOwner("null")).toBeUndefined();
  });
});

function written(place: Place): string[] {
  return [placeAddress(place, "p/"), placeHost(place), placeName(place)];
}

test("an address is written as its storage is named, and its host where it does not say it", () => {
  expect(written(S3)).toEqual(["s3://audit/p/", "eu-central-1", "audit"]);
  expect(written({ ...S3, region: "" })[1]).toBe("us-east-1");
  expect(written({ ...S3, endpoint: "https://s3.example.com" })[1]).toBe("https://s3.example.com");
  expect(written(GCS)).toEqual(["gs://audit/p/", "", "audit"]);
  expect(written(AZURE)).toEqual(["azure://acct/logs/p/", "", "logs"]);
  expect(written({ kind: "folder", path: "/srv/audit/" })).toEqual(["/srv/audit/p/", "", "audit"]);
});
