import { describe, expect, test } from "vitest";
import { FoundWalk, type Walkable } from "./found-walk";

/** A text with so many places; what it shows is told in `seen`. */
function text(name: string, count: number, seen: string[]): Walkable & { isFocused: boolean } {
  let at = 0;
  const go = (to: number) => {
    if (to < 0 || to >= count) return false;
    at = to;
    seen.push(`${name}${to}`);
    return true;
  };
  return { isFocused: false, step: (by) => go(at + by), enter: (by) => go(by === 1 ? 0 : count - 1) };
}

describe("the walk through found places", () => {
  test("goes from text to text and around", () => {
    const walk = new FoundWalk();
    const seen: string[] = [];
    for (const [name, count] of [
      ["a", 2],
      ["none", 0],
      ["b", 1],
    ] as const)
      walk.add(text(name, count, seen), false);
    for (let i = 0; i < 3; i += 1) walk.step(1);
    expect(seen).toEqual(["a1", "b0", "a0"]);
    walk.step(-1);
    walk.step(-1);
    expect(seen.slice(3)).toEqual(["b0", "a1"]);
  });

  test("goes on from the text that has the keyboard", () => {
    const walk = new FoundWalk();
    const seen: string[] = [];
    const [a, b] = [text("a", 3, seen), text("b", 3, seen)];
    walk.add(a, false);
    walk.add(b, false);
    b.isFocused = true;
    walk.step(1);
    expect(seen).toEqual(["b1"]);
  });

  test("turns to another tab at its ends, and comes to it from the side it was left to", () => {
    const walk = new FoundWalk();
    const seen: string[] = [];
    const turns: number[] = [];
    const leave = walk.add(text("a", 1, seen), false);
    walk.turnsBy((by) => turns.push(by) > 0);
    walk.step(-1);
    expect([seen, turns]).toEqual([[], [-1]]);
    leave();
    walk.add(text("b", 2, seen), true);
    walk.add(text("c", 2, seen), true);
    walk.step(-1);
    // The view of a text that is come to from its end shows its last place; this one began at its first.
    expect([seen, turns]).toEqual([["b1"], [-1]]);
  });

  test("with nothing on screen only turns", () => {
    const turns: number[] = [];
    const walk = new FoundWalk();
    walk.turnsBy((by) => turns.push(by) > 0);
    walk.step(1);
    expect(turns).toEqual([1]);
  });
});
