/** How many filters are remembered. */
const LIMIT = 100;

/**
 * The filters of this session, the newest last. In memory only: a filter may hold names, and what is written beside the workspace is not encrypted.
 */
export class QueryHistory {
  private readonly texts: string[] = [];
  private at = 0;
  private draft = "";

  /** Remembers an applied filter. */
  add(text: string): void {
    if (text !== "") {
      const known = this.texts.indexOf(text);
      if (known !== -1) this.texts.splice(known, 1);
      this.texts.push(text);
      if (this.texts.length > LIMIT) this.texts.shift();
    }
    this.at = this.texts.length;
  }

  /** One filter back; `current` is kept to come back to. `undefined` at the oldest. */
  back(current: string): string | undefined {
    if (this.at === this.texts.length) this.draft = current;
    let to = this.at - 1;
    while (to >= 0 && this.texts[to] === current) to -= 1;
    if (to < 0) return undefined;
    this.at = to;
    return this.texts[to];
  }

  /** One filter forward, at last to what was being typed. `undefined` when there already. */
  forward(): string | undefined {
    if (this.at >= this.texts.length) return undefined;
    this.at += 1;
    return this.at === this.texts.length ? this.draft : this.texts[this.at];
  }

  /** The remembered filters, the newest first. */
  list(): string[] {
    return this.texts.toReversed();
  }

  clear(): void {
    this.texts.length = 0;
    this.at = 0;
    this.draft = "";
  }
}
