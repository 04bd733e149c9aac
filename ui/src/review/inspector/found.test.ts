import { EditorState } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { findEscaped } from "../matches/find";
import { enterFound, foundOf, foundPlaces, showFound, stepFound } from "./found";

const TEXT = String.raw`{"a": "Größe", "b": "Gr\u00f6\u00dfe", "c": "GRÖSSE", "d": "größe"}`;

function shown(fromEnd = false): EditorState {
  const state = EditorState.create({ doc: TEXT, extensions: foundPlaces });
  return state.update(showFound(findEscaped(TEXT, [{ needle: "größe", match_case: false }]), fromEnd)).state;
}

const current = (state: EditorState) => state.sliceDoc(state.selection.main.from, state.selection.main.to);

describe("found places in a text", () => {
  test("begin with the first, or with the last", () => {
    expect(foundOf(shown())).toEqual({ at: 0, count: 3 });
    expect(current(shown())).toBe("Größe");
    expect(foundOf(shown(true))).toEqual({ at: 2, count: 3 });
    expect(current(shown(true))).toBe("größe");
  });

  test("are walked through in both spellings, up to the last", () => {
    let state = shown();
    const walked: string[] = [];
    for (let to = stepFound(state, 1); to !== null; to = stepFound(state, 1)) {
      state = state.update(to).state;
      walked.push(current(state));
    }
    expect(walked).toEqual([String.raw`Gr\u00f6\u00dfe`, "größe"]);
    const first = enterFound(state, 1);
    expect(first && current(state.update(first).state)).toBe("Größe");
    expect(stepFound(shown(), -1)).toBeNull();
  });

  test("none are no place to go to", () => {
    const state = shown().update(showFound([], false)).state;
    expect(foundOf(state).count).toBe(0);
    expect(stepFound(state, 1)).toBeNull();
    expect(enterFound(state, -1)).toBeNull();
  });
});
