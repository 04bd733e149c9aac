import { expect, test } from "vitest";
import { chooseLanguage } from "./choose";

test("the first wanted language that is there is spoken", () => {
  expect(chooseLanguage(["fr", "de", "en"], ["en", "de"])).toBe("de");
});

test("a region that is not there falls back to its language, before the next wish", () => {
  expect(chooseLanguage(["de-AT", "en-US"], ["en", "de"])).toBe("de");
  expect(chooseLanguage(["pt-BR"], ["pt", "pt-BR"])).toBe("pt-BR");
});

test("nothing that is wanted is there", () => {
  expect(chooseLanguage(["fr"], ["en"])).toBeUndefined();
  expect(chooseLanguage([], ["en"])).toBeUndefined();
});
