import { beforeEach, describe, expect, test, vi } from "vitest";
import type { EntryRow } from "../bindings/EntryRow";
import type { ViewProgress } from "../bindings/ViewProgress";
import { RpcError, type Command, type Request, type Response } from "../rpc";
import { ROW_HEIGHT } from "./grid/scale";
import { ReviewSession } from "./session";
import type { Question } from "./state";

/** A core with a log of numbered entries, the newest first; a filter `from:n` takes those from n on. */
class Log {
  entries = 1000;
  version = 1;
  opened = 0;
  /** How many first rows a view has when it is opened; the rest is counted later. */
  counted = Number.POSITIVE_INFINITY;
  readonly views = new Map<number, number[]>();
  readonly calls: string[] = [];

  call = <C extends Command>(command: C, request: Request<C>): Promise<Response<C>> => {
    this.calls.push(command);
    try {
      return Promise.resolve(this.answer(command, request as Record<string, unknown>) as Response<C>);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };

  private answer(command: Command, request: Record<string, unknown>): unknown {
    switch (command) {
      case "filter_parse":
        if (request["text"] === "bad")
          throw new RpcError({ code: "filter_syntax", message: "no", details: { at: 0, length: 3 } });
        return { text: request["text"], pills: [] };
      case "view_open": {
        const from = Number(String(request["filter"]).replace("from:", "") || "0");
        const keys = Array.from({ length: this.entries }, (_, i) => this.entries - 1 - i).filter((n) => n >= from);
        this.opened += 1;
        this.views.set(this.opened, keys);
        return { ...this.progress(this.opened, this.counted), total: this.entries, version: this.version, texts: [] };
      }
      case "view_wait":
        return this.progress(Number(request["view"]), this.counted);
      case "view_rest":
      case "view_close":
        return {};
      case "view_page": {
        const [offset, limit] = [Number(request["offset"]), Number(request["limit"])];
        return {
          rows: this.view(request["view"])
            .slice(0, this.counted)
            .slice(offset, offset + limit)
            .map((n) => ({ key: `s${n}`, time: n }) as EntryRow),
        };
      }
      case "view_rank": {
        const rank = this.view(request["view"]).indexOf(Number(String(request["key"]).slice(1)));
        return { rank: rank === -1 || rank >= this.counted ? null : rank };
      }
      default:
        throw new Error(`not expected: ${command}`);
    }
  }

  /** How far a view got when its first rows are final. */
  progress(view: number, rows: number): ViewProgress {
    const all = this.view(view).length;
    const certain = Math.min(rows, all);
    return {
      view,
      complete: certain === all,
      count: certain,
      certain,
      pending: 0,
      span: null,
      searched: certain,
      of: all,
      micros: 1,
      error: null,
    };
  }

  private view(id: unknown): number[] {
    const keys = this.views.get(Number(id));
    if (!keys) throw new RpcError({ code: "not_found", message: "forgotten", details: null });
    return keys;
  }
}

const ALL: Question = { filter: "", sort: { field: "time", descending: true }, zone: "UTC" };
let log: Log;
let session: ReviewSession;
let clock: number;
const settle = () => vi.advanceTimersByTimeAsync(0);
const state = () => session.snapshot();
const key = (rank: number) => state().rows?.row(rank)?.key;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", { innerHeight: 800 });
  log = new Log();
  clock = 0;
  session = new ReviewSession(log.call, () => clock);
});

describe("the review session", () => {
  test("shows a view only when its first rows are here", async () => {
    const seen: (string | undefined)[] = [];
    session.subscribe(() => {
      if (state().view) seen.push(key(0));
    });
    session.ask(ALL);
    await settle();
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(["s999"]));
    expect(state().view?.count).toBe(1000);
  });

  test("asks the same question once and keeps only the answer to the last one", async () => {
    session.ask(ALL);
    session.ask({ ...ALL });
    session.ask({ ...ALL, filter: "from:900" });
    session.ask({ ...ALL, filter: "from:990" });
    await settle();
    expect(log.opened).toBe(3);
    expect(state().view?.count).toBe(10);
    expect(state().text).toBe("from:990");
  });

  test("a filter that does not parse leaves the view as it is", async () => {
    session.ask(ALL);
    await settle();
    session.ask({ ...ALL, filter: "bad" });
    await settle();
    expect(state().error?.code).toBe("filter_syntax");
    expect(state().view?.count).toBe(1000);
  });

  test("the selected entry stays selected, and in its place, under another filter", async () => {
    session.ask(ALL);
    await settle();
    session.goTo(5);
    expect(state().selected).toBe("s994");
    session.ask({ ...ALL, filter: "from:990" });
    await settle();
    expect(state().cell?.rank).toBe(5);
    session.ask({ ...ALL, filter: "from:998" });
    await settle();
    expect(state().cell, "it is not in this view").toBeNull();
    expect(state().selected).toBeNull();
  });

  test("a forgotten view is opened again without a word, and twice in a row is an error", async () => {
    session.ask(ALL);
    await settle();
    session.goTo(7);
    log.views.clear();
    clock = 10_000;
    state().rows?.want(900, 930);
    await settle();
    expect(state().view?.view).toBe(2);
    expect(state().error).toBeNull();
    expect(state().selected).toBe("s992");
    session.lost(new RpcError({ code: "not_found", message: "forgotten", details: null }));
    expect(state().error?.code).toBe("not_found");
  });

  test("new entries are followed at the top and only offered elsewhere", async () => {
    session.ask(ALL);
    await settle();
    log.entries = 1003;
    log.version = 2;
    session.entriesChanged(2);
    session.entriesChanged(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(state().view?.count).toBe(1003);
    expect(log.opened, "several events are one look").toBe(2);

    session.inspect("s1000");
    log.entries = 1010;
    log.version = 3;
    session.entriesChanged(3);
    await vi.advanceTimersByTimeAsync(2000);
    expect(state().view?.count, "the rows do not move while an entry is read").toBe(1003);
    expect(state().fresher?.count).toBe(1010);
    session.refresh();
    await settle();
    expect(state().view?.count).toBe(1010);
    expect(state().fresher).toBeNull();
  });

  test("what came while another page was shown is there on the way back", async () => {
    session.ask(ALL);
    await settle();
    session.leave();
    log.entries = 1003;
    log.version = 2;
    session.entriesChanged(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(log.opened, "nobody looks").toBe(1);
    session.enter();
    await settle();
    expect(state().view?.count).toBe(1003);
    session.leave();
    session.enter();
    await settle();
    expect(log.opened, "nothing is new").toBe(2);
  });

  test("a refresh keeps the first visible entry where it is", async () => {
    session.ask(ALL);
    await settle();
    session.scroller.scrollTo(100 * ROW_HEIGHT + 5);
    log.entries = 1004;
    log.version = 2;
    const first = session.scroller.firstVisible;
    const entry = key(first);
    session.refresh();
    await settle();
    expect(key(first + 4)).toBe(entry);
    expect(session.scroller.top).toBe(104 * ROW_HEIGHT + 5);
  });

  test("finds a moment by halves", async () => {
    session.ask(ALL);
    await settle();
    await session.goToTime(250);
    await settle();
    expect(state().cell?.rank).toBe(749);
    expect(log.calls.filter((name) => name === "view_page").length).toBeLessThan(16);
  });

  test("the inspector opens on the first row in sight where no row was chosen", async () => {
    session.ask(ALL);
    await settle();
    session.inspect();
    expect(state().inspecting).toBe(true);
    expect(state().selected).toBe("s999");
    expect(state().cell).toEqual({ rank: 0, column: 0 });
  });
});

/** Counts on to so many rows and tells of it. */
function count(rows: number): void {
  log.counted = rows;
  session.progressed(log.progress(log.opened, rows));
}

describe("a view that is being counted", () => {
  beforeEach(async () => {
    session.scroller.show(0, 0);
    log.counted = 250;
    session.ask(ALL);
    await vi.advanceTimersByTimeAsync(1000);
  });

  test("shows its final rows, and more at the end as they come", async () => {
    expect(state().view?.complete).toBe(false);
    expect(session.scroller.snapshot().rows).toBe(250);
    state().rows?.want(200, 250);
    await settle();
    expect(key(249)).toBe("s750");
    expect(key(250)).toBeUndefined();
    count(260);
    expect(key(249), "rows on screen stay while their page is read again").toBe("s750");
    await settle();
    expect(key(255)).toBe("s744");
    count(1000);
    expect(state().view?.complete).toBe(true);
    expect(session.scroller.snapshot().rows).toBe(1000);
  });

  test("keeps the place and the selected entry", async () => {
    session.scroller.scrollTo(60 * ROW_HEIGHT);
    session.goTo(100);
    const { top } = session.scroller;
    count(700);
    await settle();
    expect(session.scroller.top).toBe(top);
    expect(state().cell?.rank).toBe(100);
    expect(state().selected).toBe("s899");
  });

  test("finds the selected entry of the view before once it is among the rows", async () => {
    count(1000);
    session.goTo(150);
    await settle();
    log.counted = 100;
    session.ask({ ...ALL, filter: "from:10" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(state().cell).toBeNull();
    expect(state().selected).toBe("s849");
    count(700);
    await settle();
    expect(state().cell?.rank).toBe(150);
  });

  test("hears nothing of other views, nor of what it knew before", async () => {
    count(500);
    session.progressed(log.progress(log.opened, 400));
    expect(state().view?.count).toBe(500);
    session.progressed({ ...log.progress(log.opened, 900), view: 99 });
    expect(state().view?.count).toBe(500);
  });

  test("does not look for newer entries before it has come to its end", async () => {
    log.version = 2;
    session.entriesChanged(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(log.opened).toBe(1);
    count(1000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(log.opened).toBe(2);
  });

  test("shows what ended the counting, and keeps the rows that were found", () => {
    const error = { code: "corrupt" as const, message: "a block is damaged", details: null };
    session.progressed({ ...log.progress(log.opened, 250), error });
    expect(state().error?.code).toBe("corrupt");
    expect(key(0)).toBe("s999");
    session.lost(new RpcError({ code: "cancelled", message: "", details: null }));
    expect(state().error?.code).toBe("corrupt");
  });

  test("rests while keys are struck, as long as it is counted", () => {
    session.typing();
    count(1000);
    session.typing();
    expect(log.calls.filter((name) => name === "view_rest").length).toBe(1);
  });

  test("is closed when another view takes its place", async () => {
    log.counted = 1000;
    session.ask({ ...ALL, filter: "from:10" });
    await settle();
    expect(log.calls.filter((name) => name === "view_close").length).toBe(1);
  });
});
