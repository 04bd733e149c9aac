import { t } from "@lingui/core/macro";
import { addShortcuts, keyName } from "../shortcuts";

addShortcuts({
  title: t`Entries`,
  shortcuts: [
    { keys: ["j", "k", "↑", "↓"], does: t`Next, previous entry` },
    { keys: ["PgUp", "PgDn", "Home", "End"], does: t`Move by pages, to the first, to the last` },
    { keys: ["←", "→"], does: t`Move between the cells of a row` },
    { keys: ["g"], does: t`Go to a row, a share or a moment` },
    { keys: ["Enter"], does: t`Inspect the entry` },
    { keys: ["i", "x", "o"], does: t`Include, exclude, show only the cell's value` },
    { keys: [".", "Menu"], does: t`Everything that can be done with the cell` },
    { keys: ["c"], does: t`Copy the cell's value` },
    { keys: ["v", "p", "Shift+V"], does: t`Put aside for comparison, pin as reference, compare` },
    { keys: ["s"], does: t`Replay the entry's session` },
    { keys: [keyName("P")], does: t`Print the view` },
    { keys: ["r"], does: t`Show entries that came since` },
  ],
});

addShortcuts({
  title: t`Reviewing, in the entries and the inspector`,
  shortcuts: [
    { keys: ["1", "2", "3", "4"], does: t`Open, fine, exception, not applicable` },
    { keys: ["0"], does: t`Take the disposition back` },
    { keys: ["u", "Shift+U"], does: t`Next, previous entry without a disposition` },
    { keys: ["#"], does: t`Tag` },
    { keys: ["a"], does: t`Write a note` },
  ],
});

addShortcuts({
  title: t`Filter`,
  shortcuts: [
    { keys: ["Enter"], does: t`Apply` },
    { keys: ["Tab"], does: t`Take the first offer` },
    { keys: [`${keyName("Space")}`], does: t`Offer fields and values` },
    { keys: ["↑", "↓"], does: t`Earlier filters` },
    { keys: ["Esc"], does: t`Back to the applied filter` },
  ],
});

addShortcuts({
  title: t`Values, timeline, headings`,
  shortcuts: [
    { keys: ["Enter", "x", "o"], does: t`Include, exclude, show only a value` },
    { keys: ["←", "→"], does: t`Walk along the timeline; with Shift choose a span, Enter zooms in` },
    { keys: ["Shift+← →"], does: t`Width of a column, on its heading` },
    { keys: ["Alt+← →"], does: t`Move a column, on its heading` },
  ],
});

addShortcuts({
  title: t`Inspector`,
  shortcuts: [
    { keys: ["Alt+↓", "Alt+↑", "j", "k"], does: t`Next, previous entry` },
    { keys: ["n", "Shift+N"], does: t`Next, previous place where the text of the filter is` },
    { keys: [keyName("F")], does: t`Search in a part` },
    { keys: ["m", "t", "l", "w"], does: t`Show a part readable, as a tree, as text, as received` },
    { keys: ["F3", "Shift+F3"], does: t`Next, previous place found in a part` },
    { keys: ["Esc"], does: t`Close` },
  ],
});

addShortcuts({
  title: t`Tree of a payload`,
  shortcuts: [
    { keys: ["→", "←"], does: t`Open, close` },
    { keys: ["Enter"], does: t`Open or close; of a string: decode it` },
    { keys: [".", "Menu"], does: t`Everything that can be done with the value` },
    { keys: ["c"], does: t`Copy the value` },
    { keys: ["Esc", "Backspace"], does: t`Back from what was decoded` },
  ],
});

addShortcuts({
  title: t`Replay`,
  shortcuts: [
    { keys: ["j", "k", "↑", "↓"], does: t`Next, previous entry` },
    { keys: ["f", "Shift+F"], does: t`Next, previous failure` },
    { keys: ["Enter"], does: t`Go to the inspector` },
    { keys: ["Esc"], does: t`Back to the entries` },
  ],
});
