import { describe, expect, test, vi } from "vitest";
import { PAGE_ROWS, PageCache } from "./pages";

/** A reader whose answers are given by hand. */
function heldReader() {
  const calls: { offset: number; answer: () => void; refuse: () => void }[] = [];
  const read = (offset: number, limit: number) =>
    new Promise<readonly number[]>((resolve, reject) => {
      calls.push({
        offset,
        answer: () => resolve(Array.from({ length: limit }, (_, i) => offset + i)),
        refuse: () => reject(new Error("no")),
      });
    });
  return { read, calls };
}

const settle = () => new Promise((done) => setTimeout(done, 0));
const ranks = (offset: number, limit: number) => Promise.resolve(Array.from({ length: limit }, (_, i) => offset + i));

describe("page cache", () => {
  test("gives the row of a rank once its page came", async () => {
    const cache = new PageCache(ranks, 1_000_000, () => {});
    cache.want(999_000, 999_020);
    expect(cache.row(999_001)).toBeUndefined();
    await settle();
    expect(cache.row(999_001)).toBe(999_001);
    expect(cache.row(999_019)).toBe(999_019);
  });

  test("asks for a page once, however often it is wanted", async () => {
    const { read, calls } = heldReader();
    const cache = new PageCache(read, 100, () => {});
    cache.want(0, 20);
    cache.want(1, 21);
    cache.want(2, 22);
    expect(calls.length).toBe(1);
    calls[0]?.answer();
    await settle();
    cache.want(3, 23);
    expect(calls.length).toBe(1);
  });

  test("skips pages that were scrolled past before their turn, and reads visible pages before their neighbours", async () => {
    const { read, calls } = heldReader();
    const cache = new PageCache(read, 1_000_000, () => {}, { parallel: 1 });
    for (let rank = 0; rank < 100_000; rank += 1000) cache.want(rank, rank + 20);
    expect(calls.map((call) => call.offset)).toEqual([0]);
    calls[0]?.answer();
    await settle();
    expect(calls.map((call) => call.offset)).toEqual([0, 99_000]);
    calls[1]?.answer();
    await settle();
    expect(calls[2]?.offset).toBe(99_000 + PAGE_ROWS);
  });

  test("forgets the pages that were seen longest ago, never those on screen", async () => {
    const cache = new PageCache(ranks, 1_000_000, () => {}, { capacity: 4 });
    cache.want(0, 10);
    await settle();
    for (const rank of [10_000, 20_000, 30_000]) {
      cache.want(rank, rank + 10);
      // Reads follow one another, two at a time.
      // oxlint-disable-next-line no-await-in-loop
      await settle().then(settle);
    }
    expect(cache.row(0)).toBeUndefined();
    expect(cache.row(30_005)).toBe(30_005);
  });

  test("tells of a failure once and reads the page again when it is wanted again", async () => {
    const { read, calls } = heldReader();
    const fail = vi.fn();
    const cache = new PageCache(read, 100, fail);
    cache.want(0, 10);
    calls[0]?.refuse();
    await settle();
    expect(fail).toHaveBeenCalledTimes(1);
    expect(calls.length).toBe(1);
    cache.want(0, 10);
    expect(calls.length).toBe(2);
    calls[1]?.answer();
    await settle();
    expect(cache.row(5)).toBe(5);
  });

  test("a closed cache reads nothing and keeps nothing", async () => {
    const { read, calls } = heldReader();
    const cache = new PageCache(read, 1000, () => {}, { parallel: 1 });
    cache.want(0, 10);
    cache.close();
    calls[0]?.answer();
    await settle();
    cache.want(500, 510);
    expect(cache.row(0)).toBeUndefined();
    expect(calls.length).toBe(1);
  });

  test("preload ends when the first rows are here, and also when they fail", async () => {
    const cache = new PageCache(ranks, 1000, () => {});
    await cache.preload(0, 30);
    expect(cache.row(29)).toBe(29);
    const failing = new PageCache<number>(
      () => Promise.reject(new Error("no")),
      1000,
      () => {},
    );
    await failing.preload(0, 30);
    expect(failing.row(0)).toBeUndefined();
    await new PageCache(ranks, 0, () => {}).preload(0, 30);
  });
});
