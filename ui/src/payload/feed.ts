import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { tellError } from "../parts";
import { PageCache } from "../review/grid/pages";
import { rowsPerPage } from "../review/grid/scale";
import { Scroller, type Scene } from "../review/grid/scroller";
import { toRpcError } from "../rpc";

/** Rows with how many there are in all. */
interface Answer<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Asks for rows; `question` names what is asked, so that the same question is not asked again. */
export interface Ask<Row> {
  readonly question: string;
  readonly read: (offset: number, limit: number) => Promise<Answer<Row>>;
}

/** The rows around the eye. */
export interface Feed<Row> {
  /** The question that these rows answer; empty before the first answer. */
  readonly question: string;
  readonly cache: PageCache<Row> | null;
  readonly total: number;
  readonly scroller: Scroller;
  readonly scene: Scene;
  readonly frame: React.RefObject<HTMLDivElement | null>;
  /** Grows whenever rows came. */
  readonly revision: number;
}

const nothing = { subscribe: () => () => {}, snapshot: () => 0 };

/** Rows of any number, of which only those in sight are fetched and drawn. Another question replaces the rows when its first ones are here. */
export function useFeed<Row>(ask: Ask<Row>, rowHeight: number): Feed<Row> {
  const [scroller] = useState(() => new Scroller(rowHeight));
  const frame = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<Shown<Row>>({ question: "", cache: null, total: 0 });
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  const { question } = ask;
  useEffect(() => {
    let isWanted = true;
    const { read } = latest.current;
    async function load(): Promise<void> {
      const { total } = await read(0, 1);
      const rowsOf = async (offset: number, limit: number) => (await read(offset, limit)).rows;
      const cache = new PageCache<Row>(rowsOf, total, (cause) => tellError(toRpcError(cause)));
      const first = Math.min(scroller.firstVisible, Math.max(0, total - 1));
      await cache.preload(first, first + rowsPerPage(scroller.bounds) + 2);
      if (!isWanted) return cache.close();
      scroller.show(total, scroller.top);
      setShown((before) => {
        before.cache?.close();
        return { question, cache, total };
      });
    }
    load().catch((thrown: unknown) => isWanted && tellError(toRpcError(thrown)));
    return () => {
      isWanted = false;
    };
  }, [question, scroller]);

  useLayoutEffect(() => (frame.current ? scroller.attach(frame.current, 0) : undefined), [scroller]);
  const scene = useSyncExternalStore(scroller.subscribe, scroller.snapshot);
  useLayoutEffect(() => scroller.fit(scene.height), [scroller, scene.height]);
  const { cache } = shown;
  useEffect(() => cache?.want(scene.first, scene.end), [cache, scene.first, scene.end]);
  const store = cache ?? nothing;
  const revision = useSyncExternalStore(store.subscribe, store.snapshot);
  return { ...shown, scroller, scene, frame, revision };
}

interface Shown<Row> {
  readonly question: string;
  readonly cache: PageCache<Row> | null;
  readonly total: number;
}

/** The row of a key that moves; `null` for other keys. */
export function moved(key: string, at: number, total: number, page: number): number | null {
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: total - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(0, to), Math.max(0, total - 1));
}

/** The rows in sight. `revision` says that the cache, which changes in place, has other rows than before. */
export function rowsInSight<Row>({ cache, scene, revision }: Feed<Row>): { rank: number; row: Row | undefined }[] {
  return Array.from({ length: scene.end - scene.first }, (_, i) => {
    const rank = scene.first + i;
    return { rank, row: rowAt(cache, rank, revision) };
  });
}

/** The row at a rank, if it is here. */
export function rowAt<Row>(cache: PageCache<Row> | null, rank: number, _revision: number): Row | undefined {
  return cache?.row(rank);
}

/** Whether a row is drawn, so that something may point at it. */
export function isInSight<Row>({ scene, total }: Feed<Row>, rank: number): boolean {
  return rank < total && rank >= scene.first && rank < scene.end;
}
