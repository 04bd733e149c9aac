import { QueryObserver, type QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, test } from "vitest";
import type { JobInfo } from "./bindings/JobInfo";
import { applyEvent, createQueryClient } from "./invalidation";
import { queryKey, type Command } from "./rpc";

const JOB: JobInfo = {
  id: 1,
  kind: "sync",
  subject: 1,
  title: "Sync",
  state: "running",
  doing: "",
  done: 0,
  total: 0,
  rate: 0,
  remaining: null,
  bytes: 0,
  byte_rate: 0,
  paused: false,
  started: 0,
  error: null,
};

let client: QueryClient;

function read(command: Command): void {
  client.setQueryData(queryKey(command, {} as never), []);
}

function isStale(command: Command): boolean {
  return client.getQueryState(queryKey(command, {} as never))?.isInvalidated ?? false;
}

beforeEach(() => {
  client = createQueryClient();
  for (const command of ["source_list", "run_list", "view_page", "view_facets", "settings_read", "job_list"] as const) {
    read(command);
  }
});

describe("events", () => {
  test("new entries make counts stale, and never the view that is being read", () => {
    applyEvent(client, { type: "entries", version: 2 });
    expect(isStale("source_list")).toBe(true);
    expect(isStale("view_page"), "a view is fixed").toBe(false);
    expect(isStale("view_facets"), "facets belong to a view").toBe(false);
    expect(isStale("run_list"), "runs do not change by entries").toBe(false);
  });

  test("changed lists make lists stale, and not the settings", () => {
    applyEvent(client, { type: "lists" });
    expect(isStale("source_list")).toBe(true);
    expect(isStale("run_list")).toBe(true);
    expect(isStale("settings_read")).toBe(false);
  });

  test("a moving job is put into the list without asking the core again", () => {
    applyEvent(client, { type: "job", job: JOB });
    applyEvent(client, { type: "job", job: { ...JOB, done: 5 } });
    applyEvent(client, { type: "job", job: { ...JOB, id: 2 } });
    expect(client.getQueryData<JobInfo[]>(queryKey("job_list", {}))).toEqual([
      { ...JOB, id: 2 },
      { ...JOB, done: 5 },
    ]);
    expect(isStale("source_list")).toBe(false);
  });

  test("a first answer that is older than an event is not the last word", async () => {
    const answers: ((value: string) => void)[] = [];
    const observer = new QueryObserver(client, {
      queryKey: queryKey("destination_list", {}),
      queryFn: () => new Promise<string>((answer) => answers.push(answer)),
    });
    const shown: unknown[] = [];
    const stop = observer.subscribe(({ data }) => shown.push(data));
    applyEvent(client, { type: "lists" });
    answers[0]?.("before");
    await expect.poll(() => answers.length, { message: "it is asked again" }).toBe(2);
    answers[1]?.("after");
    await expect.poll(() => shown.at(-1)).toBe("after");
    expect(shown).not.toContain("before");
    stop();
  });

  test("a job that moves before the list was read is not taken for the whole list", () => {
    client.removeQueries({ queryKey: queryKey("job_list") });
    applyEvent(client, { type: "job", job: JOB });
    expect(client.getQueryData(queryKey("job_list", {}))).toBeUndefined();
  });

  test("a finished job makes the lists stale", () => {
    applyEvent(client, { type: "job", job: { ...JOB, state: "done" } });
    expect(isStale("source_list")).toBe(true);
    expect(isStale("run_list")).toBe(true);
  });

  test("another workspace leaves nothing of the one before", async () => {
    applyEvent(client, { type: "workspace" });
    await expect
      .poll(() => client.getQueryData(queryKey("source_list", {})), { message: "data of the old workspace is dropped" })
      .toBeUndefined();
    expect(client.getQueryData(queryKey("settings_read", {}))).toBeUndefined();
  });
});
