import type { EntryMatches } from "../../bindings/EntryMatches";

/** Entries kept. */
const CAPACITY = 2000;

/** Where entries have the free texts of one view, asked for while they are in sight; one question at a time, the newest wishes first. */
export class MatchCache {
  private readonly known = new Map<string, EntryMatches | null>();
  private readonly listeners = new Set<() => void>();
  private wanted: readonly string[] = [];
  private asking = false;
  private closed = false;
  private revision = 0;

  /** @param read answers for some entries; those that are gone are left out */
  constructor(private readonly read: (keys: string[]) => Promise<readonly EntryMatches[]>) {}

  get(key: string): EntryMatches | undefined {
    return this.known.get(key) ?? undefined;
  }

  /** Says which entries are in sight. */
  want(keys: readonly string[]): void {
    this.wanted = keys;
    void this.ask();
  }

  /** Asks nothing any more. */
  close(): void {
    this.closed = true;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Grows whenever answers came. */
  snapshot = (): number => this.revision;

  private async ask(): Promise<void> {
    const keys = this.wanted.filter((key) => !this.known.has(key));
    if (this.asking || this.closed || keys.length === 0) return;
    this.asking = true;
    const answers = await this.read(keys).catch(() => []);
    this.asking = false;
    if (this.closed) return;
    // An entry without an answer is not asked for again: its cells just say nothing more.
    for (const key of keys) this.known.set(key, null);
    for (const answer of answers) this.known.set(answer.key, answer);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= CAPACITY) break;
      this.known.delete(oldest);
    }
    this.revision += 1;
    for (const listener of this.listeners) listener();
    await this.ask();
  }
}
