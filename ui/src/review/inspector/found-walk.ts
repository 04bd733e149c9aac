/** A text with found places that can be walked through. */
export interface Walkable {
  /** Whether it has the keyboard. */
  readonly isFocused: boolean;
  /** Goes to the next or the previous place; whether there was one. */
  step(by: 1 | -1): boolean;
  /** Goes to the first place, backwards to the last; whether there was one. */
  enter(by: 1 | -1): boolean;
}

/**
 * The way through the found places of one entry, text by text in the order of the screen, then on to the next tab that has some. `n` and `Shift+N` go it.
 */
export class FoundWalk {
  private readonly texts: Walkable[] = [];
  private active: Walkable | undefined;
  private turn: (by: 1 | -1) => boolean = () => false;

  /** A text came on the screen, below those that are there; from its end where the walk came to it backwards. Returns what takes it away. */
  add(text: Walkable, fromEnd: boolean): () => void {
    this.texts.push(text);
    if (fromEnd) this.active = text;
    return () => {
      this.texts.splice(this.texts.indexOf(text), 1);
      if (this.active === text) this.active = undefined;
    };
  }

  /** Says what shows the next or the previous tab with found places, and answers whether there is another one. */
  turnsBy(turn: (by: 1 | -1) => boolean): void {
    this.turn = turn;
  }

  /** Goes to the next or the previous place. At the end of everything it begins again. */
  step(by: 1 | -1): void {
    const from = this.texts.find((text) => text.isFocused) ?? this.active ?? this.texts[0];
    if (from?.step(by)) {
      this.active = from;
      return;
    }
    const inOrder = by === 1 ? this.texts : this.texts.toReversed();
    const rest = from === undefined ? [] : inOrder.slice(inOrder.indexOf(from) + 1);
    if (this.enterOne(rest, by) || this.turn(by)) return;
    this.enterOne(inOrder, by);
  }

  /** Enters the first of the texts that has a place. */
  private enterOne(texts: readonly Walkable[], by: 1 | -1): boolean {
    const entered = texts.find((text) => text.enter(by));
    this.active = entered ?? this.active;
    return entered !== undefined;
  }
}
