import { expect, test } from "vitest";
import type { CheckResult } from "../../bindings/CheckResult";
import type { Conclusion } from "../../bindings/Conclusion";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { withKind } from "../../place/draft";
import { draftOf, hasMore, typedLimit, wanted, withPlace } from "./draft";
import { expiryOf, type Expiry, troubleOf, troubleWords } from "./state";

const STORED: DestinationInfo = {
  id: 1,
  name: "Bucket",
  place: {
    kind: "s3",
    endpoint: "https://s3.example.com",
    region: "",
    bucket: "audit",
    path_style: true,
    ambient: false,
    profile: "",
    access_key_id: "AK",
    ca_pem: "",
    proxy: "",
  },
  has_secret: true,
  expires: 1_000,
  prefix: "p/",
  options: { encryption: { kind: "kms", key_id: "k" }, storage_class: "STANDARD_IA", bytes_per_second: 2_500_000 },
  last_test: null,
};

test("a stored destination comes back as it was, with its secret left where it is", () => {
  const { place, expires, prefix, options } = STORED;
  expect(wanted(draftOf(STORED))).toEqual({ place, credential: { kind: "stored" }, expires, prefix, options });
});

test("a new secret does not end when the one before it does", () => {
  const draft = withPlace(draftOf(STORED), { secret: "n" });
  expect(draft.expires).toBeNull();
  const dated = { ...draft, expires: 2_000 };
  expect(withPlace(dated, { secret: "ne" }).expires, "it is asked once").toBe(2_000);
  expect(withPlace(draftOf(STORED), { region: "eu" }).expires).toBe(1_000);
});

test("an identity of the machine has no end that somebody could enter", () => {
  expect(wanted(withPlace(draftOf(STORED), { way: "ambient" }))).toMatchObject({
    credential: { kind: "none" },
    expires: null,
  });
});

test("options are sent where the storage knows them", () => {
  const draft = draftOf(STORED);
  const azure = { ...draft, place: { ...withKind(draft.place, "azure"), account: "a", container: "c", secret: "s" } };
  expect(wanted(azure)?.options).toEqual({ ...STORED.options, encryption: { kind: "bucket" } });
  const folder = { ...draft, place: { ...withKind(draft.place, "folder"), path: "/exports" } };
  expect(wanted(folder)).toEqual({
    place: { kind: "folder", path: "/exports" },
    credential: { kind: "none" },
    expires: null,
    prefix: "p/",
    options: { encryption: { kind: "bucket" }, storage_class: "", bytes_per_second: 0 },
  });
  expect(hasMore(draft)).toBe(true);
  expect(hasMore(draftOf(null))).toBe(false);
});

test("a limit is a number of megabytes, or nothing", () => {
  expect(["", " 2.5 ", "10"].map(typedLimit)).toEqual([0, 2_500_000, 10_000_000]);
  expect(["0", "-1", "fast", "1e400"].map(typedLimit)).toEqual([undefined, undefined, undefined, undefined]);
  expect(wanted({ ...draftOf(STORED), limit: "fast" })).toBeNull();
});

const DAY = 86_400_000_000;
const NOW = 1_800_000_000_000_000;

function at(days: number): Expiry {
  return expiryOf(NOW + days * DAY, NOW);
}

test("the end of a secret is warned of 30, 7 and 1 days ahead", () => {
  expect(at(31)).toEqual({ kind: "plain", isUrgent: false, text: "Ends in 31 d" });
  expect(at(30)).toEqual({ kind: "warning", isUrgent: false, text: "Ends in 30 d" });
  expect(at(7)).toEqual({ kind: "warning", isUrgent: true, text: "Ends in 7 d" });
  expect(at(0.5)).toEqual({ kind: "warning", isUrgent: true, text: "Ends in 12 h" });
  expect(at(-2)).toEqual({ kind: "bad", isUrgent: true, text: "Ended 2 d ago" });
});

function tested(conclusion: Conclusion): DestinationInfo {
  const result: CheckResult = {
    lines: [],
    verdict: "pass",
    conclusion,
    summary: "",
    unproven: [],
    left: [],
    markdown: "",
  };
  return { ...STORED, expires: null, last_test: [result, NOW] };
}

test("a destination is in trouble when its last test failed or its secret is over", () => {
  const conclusions: Conclusion[] = ["works", "write_only", "unsafe", "unknown", "fails"];
  const troubled = conclusions.filter((conclusion) => troubleOf(tested(conclusion), NOW) !== null);
  expect(troubled).toEqual(["fails"]);
  expect(troubleOf({ ...tested("works"), expires: NOW }, NOW)).toBe("Its secret has ended");
  expect(troubleWords([tested("works")], NOW)).toBeNull();
  expect(troubleWords([tested("works"), tested("fails"), tested("fails")], NOW)).toBe(
    "Bucket: Its last test failed, and 1 more",
  );
});
