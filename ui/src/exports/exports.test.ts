import { expect, test } from "vitest";
import type { DestinationInfo } from "../bindings/DestinationInfo";
import { draftOf, wanted } from "./destinationDraft";
import { exportNameProblem, place } from "./states";

const STORED: DestinationInfo = {
  id: 1,
  name: "Bucket",
  config: {
    kind: "s3",
    endpoint: "https://s3.example.com",
    region: "",
    bucket: "audit",
    path_style: true,
    access_key_id: "AK",
    ca_pem: "",
  },
  has_secret: true,
  prefix: "p/",
  last_test: null,
};

test("a stored destination comes back as it was, with its secret left where it is", () => {
  expect(wanted(draftOf(STORED))).toEqual({ config: STORED.config, secret: { kind: "stored" }, prefix: "p/" });
});

test("a typed secret replaces the stored one", () => {
  expect(wanted({ ...draftOf(STORED), secretKey: " new " })?.secret).toEqual({ kind: "secret_key", key: "new" });
});

test("a new bucket needs its name and both halves of the key", () => {
  const draft = { ...draftOf(null), bucket: "b", accessKeyId: "AK", secretKey: "s" };
  expect(wanted(draft)).not.toBeNull();
  expect(wanted({ ...draft, bucket: " " })).toBeNull();
  expect(wanted({ ...draft, accessKeyId: "" })).toBeNull();
  expect(wanted({ ...draft, secretKey: "" })).toBeNull();
});

test("a folder needs a path and no secret", () => {
  const draft = { ...draftOf(null), kind: "folder" as const };
  expect(wanted(draft)).toBeNull();
  expect(wanted({ ...draft, path: "/exports" })).toEqual({
    config: { kind: "folder", path: "/exports" },
    secret: { kind: "none" },
    prefix: "",
  });
});

test("an export's name is what a key may hold", () => {
  expect(exportNameProblem("audit-log_2026.08")).toBeNull();
  expect(exportNameProblem("a/b")).not.toBeNull();
  expect(exportNameProblem("ä")).not.toBeNull();
  expect(exportNameProblem("x".repeat(101))).not.toBeNull();
});

test("a place says whose bucket it is", () => {
  expect(place(STORED.config)).toBe("s3://audit at https://s3.example.com");
  expect(place({ ...STORED.config, endpoint: "" } as DestinationInfo["config"])).toBe(
    "s3://audit at Amazon, us-east-1",
  );
});
