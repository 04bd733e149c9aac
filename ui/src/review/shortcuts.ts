import { addShortcuts, keyName } from "../shortcuts";

addShortcuts({
  title: "Entries",
  shortcuts: [
    { keys: ["j", "k", "↑", "↓"], does: "Next, previous entry" },
    { keys: ["PgUp", "PgDn", "Home", "End"], does: "Move by pages, to the first, to the last" },
    { keys: ["←", "→"], does: "Move between the cells of a row" },
    { keys: ["g"], does: "Go to a row, a share or a moment" },
    { keys: ["Enter"], does: "Inspect the entry" },
    { keys: ["i", "x", "o"], does: "Include, exclude, show only the cell's value" },
    { keys: [".", "Menu"], does: "Everything that can be done with the cell" },
    { keys: ["c"], does: "Copy the cell's value" },
    { keys: ["v", "p", "Shift+V"], does: "Put aside for comparison, pin as reference, compare" },
    { keys: ["s"], does: "Replay the entry's session" },
    { keys: [keyName("P")], does: "Print the view" },
    { keys: ["r"], does: "Show entries that came since" },
  ],
});

addShortcuts({
  title: "Reviewing, in the entries and the inspector",
  shortcuts: [
    { keys: ["1", "2", "3", "4"], does: "Open, fine, exception, not applicable" },
    { keys: ["0"], does: "Take the disposition back" },
    { keys: ["u", "Shift+U"], does: "Next, previous entry without a disposition" },
    { keys: ["#"], does: "Tag" },
    { keys: ["a"], does: "Write a note" },
  ],
});

addShortcuts({
  title: "Filter",
  shortcuts: [
    { keys: ["Enter"], does: "Apply" },
    { keys: ["Tab"], does: "Take the first offer" },
    { keys: [`${keyName("Space")}`], does: "Offer fields and values" },
    { keys: ["↑", "↓"], does: "Earlier filters" },
    { keys: ["Esc"], does: "Back to the applied filter" },
  ],
});

addShortcuts({
  title: "Values, timeline, headings",
  shortcuts: [
    { keys: ["Enter", "x", "o"], does: "Include, exclude, show only a value" },
    { keys: ["←", "→"], does: "Walk along the timeline; with Shift choose a span, Enter zooms in" },
    { keys: ["Shift+← →"], does: "Width of a column, on its heading" },
    { keys: ["Alt+← →"], does: "Move a column, on its heading" },
  ],
});

addShortcuts({
  title: "Inspector",
  shortcuts: [
    { keys: ["Alt+↓", "Alt+↑", "j", "k"], does: "Next, previous entry" },
    { keys: ["n", "Shift+N"], does: "Next, previous place where the text of the filter is" },
    { keys: [keyName("F")], does: "Search in a part" },
    { keys: ["m", "t", "l", "w"], does: "Show a part readable, as a tree, as text, as received" },
    { keys: ["F3", "Shift+F3"], does: "Next, previous place found in a part" },
    { keys: ["Esc"], does: "Close" },
  ],
});

addShortcuts({
  title: "Tree of a payload",
  shortcuts: [
    { keys: ["→", "←"], does: "Open, close" },
    { keys: ["Enter"], does: "Open or close; of a string: decode it" },
    { keys: [".", "Menu"], does: "Everything that can be done with the value" },
    { keys: ["c"], does: "Copy the value" },
    { keys: ["Esc", "Backspace"], does: "Back from what was decoded" },
  ],
});

addShortcuts({
  title: "Replay",
  shortcuts: [
    { keys: ["j", "k", "↑", "↓"], does: "Next, previous entry" },
    { keys: ["f", "Shift+F"], does: "Next, previous failure" },
    { keys: ["Enter"], does: "Go to the inspector" },
    { keys: ["Esc"], does: "Back to the entries" },
  ],
});
