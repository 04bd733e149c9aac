import { expect, test } from "vitest";
import type { SourceConfig } from "../../bindings/SourceConfig";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { addressOf, OFFERS, offerOf, writerOf, type Offer } from "../offers";
import { configOf, credentialOf, draftFor, draftOf, isConnectionFilled, suggestedName } from "./draft";
import { intervalChoice, typedInterval } from "./interval";
import { placeDraftOf, withKind } from "../../place/draft";

function source(id: number, config: SourceConfig): SourceInfo {
  return {
    id,
    name: `S${id}`,
    config,
    credential: "api_key",
    entries: 0,
    pending: 0,
    unreadable: 0,
    last_sync: null,
    last_success: null,
    interval_s: 900,
    next_sync: null,
    newest: null,
    last_day: 0,
    gaps: 0,
    job: null,
  };
}

const MAPPING = {
  items: "/Records",
  fields: { time: "/eventTime" },
  constants: {},
  outcomes: {},
  duration_unit: "seconds",
  zone: "",
  decode: [],
  redact: true,
} as const;

const S3 = {
  kind: "s3",
  endpoint: "",
  region: "",
  bucket: "b",
  path_style: false,
  ambient: false,
  profile: "",
  access_key_id: "AK",
  ca_pem: "",
  proxy: "",
} as const;

const CONFIGS: SourceConfig[] = [
  { kind: "obot", url: "https://obot.example.com", ca_pem: "PEM" },
  { kind: "podwarden", url: "https://pod.example.com", ca_pem: "", own_token: "auditor" },
  { kind: "airbyte", url: "https://airbyte.example.com", organization_id: "o", ca_pem: "" },
  {
    kind: "bucket",
    writer: { kind: "airbyte" },
    place: { ...S3, endpoint: "https://s3.example.com", region: "eu-1", path_style: true, ca_pem: "PEM" },
    prefix: "audit-logging",
    log: null,
  },
  {
    kind: "bucket",
    writer: { kind: "airkit" },
    place: S3,
    prefix: "",
    log: null,
  },
  {
    kind: "bucket",
    writer: { kind: "obot" },
    place: { kind: "gcs", bucket: "b", endpoint: "", ambient: false, ca_pem: "", proxy: "" },
    prefix: "x/",
    log: 1,
  },
  {
    kind: "bucket",
    writer: { kind: "auditdesk" },
    place: {
      kind: "azure",
      account: "a",
      container: "c",
      endpoint: "",
      cloud: "public",
      authority: "",
      ambient: false,
      tenant_id: "t",
      client_id: "i",
      ca_pem: "",
      proxy: "",
    },
    prefix: "",
    log: null,
  },
  {
    kind: "bucket",
    writer: { kind: "mapped", mapping: { ...MAPPING, decode: [] } },
    place: { kind: "folder", path: "/logs" },
    prefix: "",
    log: null,
  },
];

test.each(CONFIGS)("%j comes back from its form as it was, its secret left where it is", (config) => {
  const draft = draftOf(source(7, config));
  expect(configOf(draft)).toEqual(config);
  expect(isConnectionFilled(draft)).toBe(true);
  const isFolder = config.kind === "bucket" && config.place.kind === "folder";
  expect(credentialOf(draft)).toEqual({ kind: isFolder ? "none" : "stored" });
  expect(draft.interval).toBe(900);
});

test("every choice of the wizard leads to a source that leads back to it", () => {
  for (const offer of Object.keys(OFFERS) as Offer[]) {
    const draft = { ...draftFor(offer, []), mapping: { ...MAPPING, decode: [] } };
    const config = configOf(draft);
    expect(config === null ? null : offerOf(config)).toBe(offer);
    expect(isConnectionFilled(draft), `${offer} needs to be filled in`).toBe(false);
  }
});

test("a bucket of other logs needs a mapping", () => {
  expect(configOf(draftFor("mapped", []))).toBeNull();
});

function obot(id: number): SourceInfo {
  return source(id, { kind: "obot", url: "u", ca_pem: "" });
}

test("exports of Obot belong to the log of the only Obot source", () => {
  expect(draftFor("obot-exports", [obot(4)]).log).toBe(4);
  expect(draftFor("obot-exports", [obot(4), obot(5)]).log).toBeNull();
  expect(draftFor("airkit", [obot(4)]).log).toBeNull();
});

test("a new source needs its secret, a folder has none", () => {
  const server = { ...draftFor("obot", []), url: "u" };
  expect(credentialOf(server)).toBeNull();
  expect(credentialOf({ ...server, secret: " k " })).toEqual({ kind: "api_key", key: "k" });
  const bucket = draftFor("airkit", []);
  const place = { ...bucket.place, bucket: "b", accessKeyId: "AK" };
  expect(credentialOf({ ...bucket, place })).toBeNull();
  expect(credentialOf({ ...bucket, place: { ...place, secret: "s" } })).toEqual({ kind: "api_key", key: "s" });
  expect(credentialOf({ ...bucket, place: withKind(placeDraftOf(null), "folder") })).toEqual({ kind: "none" });
});

test("a typed secret takes the place of the stored one", () => {
  const draft = draftOf(source(1, { kind: "airbyte", url: "u", organization_id: "o", ca_pem: "" }));
  expect(credentialOf({ ...draft, secret: "new" })).toEqual({ kind: "api_key", key: "new" });
});

test("a name is suggested from the host, the bucket or the folder", () => {
  const server = draftFor("obot", []);
  expect(suggestedName({ ...server, url: "https://obot.example.com:8443/base" })).toBe("obot.example.com");
  expect(suggestedName({ ...server, url: "obot.example.com" })).toBe("obot.example.com");
  expect(suggestedName({ ...server, url: "::" })).toBe("");
  const airkit = draftFor("airkit", []);
  expect(suggestedName({ ...airkit, place: { ...airkit.place, bucket: "audit" } })).toBe("audit");
  expect(suggestedName({ ...airkit, place: { ...withKind(airkit.place, "folder"), path: "/srv/logs/" } })).toBe("logs");
});

test("an address is written as its storage is named", () => {
  expect(CONFIGS.map(addressOf)).toEqual([
    "https://obot.example.com",
    "https://pod.example.com",
    "https://airbyte.example.com",
    "s3://b/audit-logging",
    "s3://b/",
    "gs://b/x/",
    "azure://a/c/",
    "/logs",
  ]);
  expect(writerOf("podwarden")).toBeNull();
});

test("an interval is one of the offered ones, or a number of seconds that the core takes", () => {
  expect([null, 60, 3600, 45].map(intervalChoice)).toEqual(["off", "60", "3600", "own"]);
  expect(["45", " 30 ", "29", "1.5", "x", ""].map(typedInterval)).toEqual([
    45,
    30,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
