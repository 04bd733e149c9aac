import { expect, test } from "vitest";
import { csvOf, markdownOf, type Sheet } from "./sheet";

const sheet: Sheet = {
  title: "Tools | all",
  columns: ["Tool", "Calls"],
  rows: [
    ['say "hi", twice', 12],
    ["=HYPERLINK(1)", null],
    ["a|b\n<i>", 3],
  ],
};

test("a spreadsheet reads every cell back and runs none of them", () => {
  expect(csvOf(sheet)).toBe('Tool,Calls\r\n"say ""hi"", twice",12\r\n\'=HYPERLINK(1),\r\n"a|b\n<i>",3\r\n');
});

test("Markdown keeps its columns whatever the cells hold", () => {
  expect(markdownOf(sheet).split("\n")).toEqual([
    String.raw`**Tools \| all**`,
    "",
    "| Tool | Calls |",
    "| --- | --: |",
    '| say "hi", twice | 12 |',
    "| =HYPERLINK(1) |  |",
    String.raw`| a\|b \<i\> | 3 |`,
    "",
  ]);
});
