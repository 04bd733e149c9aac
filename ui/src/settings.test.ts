import type { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Settings } from "./bindings/Settings";
import { createQueryClient } from "./invalidation";
import { queryKey, rpc } from "./rpc";
import { changeSettings } from "./settings";

const CHOSEN: Settings = {
  theme: "dark",
  zone: "Europe/Berlin",
  columns: [],
  reviewer: "Ana",
  asks_reason: false,
  inspector_share: 440,
  values_share: 0,
};
const KEY = queryKey("settings_read", {});

/** What the core has, and the writes that wait for its answer: the oldest first. */
let kept: Settings;
let written: { settings: Settings; answer: (taken: boolean) => void }[];
let client: QueryClient;

beforeEach(() => {
  kept = CHOSEN;
  written = [];
  client = createQueryClient();
  vi.stubGlobal("fetch", (address: string, { body }: { body: string }) => {
    if (address === "/rpc/settings_read") return Promise.resolve(Response.json(kept));
    const settings = JSON.parse(body) as Settings;
    return new Promise<Response>((answered) => {
      const answer = (taken: boolean): void => {
        if (taken) kept = settings;
        const refused = { code: "wrong_use", message: "There is no such zone.", details: null };
        answered(taken ? Response.json(kept) : Response.json(refused, { status: 400 }));
      };
      written.push({ settings, answer });
    });
  });
});

afterEach(() => vi.unstubAllGlobals());

async function writes(count: number): Promise<void> {
  await expect.poll(() => written.length).toBe(count);
}

async function read(): Promise<void> {
  await client.fetchQuery({ queryKey: KEY, queryFn: () => rpc("settings_read", {}) });
}

function share(): number | undefined {
  return client.getQueryData<Settings>(KEY)?.values_share;
}

describe("settings", () => {
  test("a change before they were read takes nothing away", async () => {
    const changed = changeSettings(client, { asks_reason: true });
    await writes(1);
    written[0]?.answer(true);
    await changed;
    expect(kept).toEqual({ ...CHOSEN, asks_reason: true });
    expect(client.getQueryData(KEY)).toEqual(kept);
  });

  test("changes are written one after the other, and on screen at once", async () => {
    await read();
    const changes = [1, 2, 3].map((share) => changeSettings(client, { values_share: share }));
    expect(share()).toBe(3);
    await writes(1);
    expect(share(), "no older change comes back").toBe(3);
    written[0]?.answer(true);
    await writes(2);
    expect(share(), "nor does it later").toBe(3);
    written[1]?.answer(true);
    await writes(3);
    written[2]?.answer(true);
    await Promise.all(changes);
    expect(kept.values_share).toBe(3);
  });

  test("one that is refused is taken back alone", async () => {
    await read();
    const changes = [changeSettings(client, { zone: "Nowhere" }), changeSettings(client, { reviewer: "Bo" })];
    await writes(1);
    written[0]?.answer(false);
    await writes(2);
    written[1]?.answer(true);
    await Promise.all(changes);
    expect(kept).toEqual({ ...CHOSEN, reviewer: "Bo" });
    expect(client.getQueryData(KEY)).toEqual(kept);
  });
});
