import { expect, test } from "vitest";
import { visible } from "./visible";

test("characters that hide or turn text are shown as signs, all others stay", () => {
  expect(visible("invoice\u202Efdp.exe")).toBe("invoice⟨202E⟩fdp.exe");
  expect(visible("a\u0000b\u200Bc\nd\u001B[31m")).toBe("a⟨0000⟩b⟨200B⟩c⟨000A⟩d⟨001B⟩[31m");
  expect(visible("Károly – 漢字 😀 עברית")).toBe("Károly – 漢字 😀 עברית");
});
