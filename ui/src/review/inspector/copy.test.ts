import { expect, test } from "vitest";
import type { EntryDetail } from "../../bindings/EntryDetail";
import { entryEvidence, entryMarkdown } from "./copy";

const detail = {
  row: {
    key: "s7",
    seq: 7,
    id: "90211",
    source: "Production",
    time: 0,
    time_by: "server",
    recorded: 1_000_000,
    operation: "tools/call",
    target: "evil\u202E|name",
    outcome: "success",
    tool_error: true,
    state: "settled",
    actor: "7",
    actor_name: "",
    actor_email: "a@example.org",
    flags: [],
  },
  error: "",
  parts: [{ name: "request", text: "has ```` in it", bytes: 14, cut: false }],
  raw: { name: null, text: "{}", bytes: 2, cut: false },
  sha256: "ab12",
  dialect: "obot-c-detail",
  received: 2_000_000,
  came_by: ["Production", "Archive: a.json"],
} as unknown as EntryDetail;

test("evidence names the record, its hash, its source, when it was received and how it came", () => {
  const evidence = entryEvidence(detail);
  for (const part of ["s7", "ab12", "Production, id 90211", "1970-01-01T00:00:02", "Production; Archive: a.json"])
    expect(evidence).toContain(part);
  expect(evidence).toContain("success, tool error");
});

test("Markdown keeps a payload within its fence and a value within its cell", async () => {
  const text = await entryMarkdown(detail);
  expect(text).toContain("`````\nhas ```` in it\n`````");
  expect(text).toContain("⟨202E⟩\\|name");
  expect(text).not.toContain("\u202E");
});
