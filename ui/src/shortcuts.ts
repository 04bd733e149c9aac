import { t } from "@lingui/core/macro";

/** One line of the cheat sheet. */
export interface Shortcut {
  /** Keys as `keyName` writes them; several are alternatives. */
  keys: readonly string[];
  does: string;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: readonly Shortcut[];
}

const mac = typeof navigator !== "undefined" && /Mac/.test(navigator.userAgent);

/** The name of a key with the platform's main modifier: `Ctrl+L`, on a Mac `⌘L`. */
export function keyName(key: string): string {
  return mac ? `⌘${key}` : `Ctrl+${key}`;
}

/** Whether the platform's main modifier, and no other, is held. */
export function hasModifier(event: KeyboardEvent): boolean {
  return (mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey && !event.shiftKey;
}

/** Whether a key belongs to what the user is typing. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select, .cm-content"))
  );
}

const groups: ShortcutGroup[] = [
  {
    title: t`Everywhere`,
    shortcuts: [
      {
        keys: ["1", "2", "3", "4", "5", "6"].map(keyName),
        does: t`Review, Usage, Samples, Sources, Exports, Settings`,
      },
      { keys: [keyName("K")], does: t`Go to or do anything, by its name` },
      { keys: [keyName("L")], does: t`Write a filter` },
      { keys: ["+", "−", "0"].map(keyName), does: t`Larger, smaller, 100 %` },
      { keys: ["?"], does: t`This sheet` },
      { keys: ["Esc"], does: t`Close what is open` },
    ],
  },
];

/** Adds a page's keys to the cheat sheet; called once, when its module loads. */
export function addShortcuts(group: ShortcutGroup): void {
  groups.push(group);
}

/** All keys, for the cheat sheet. */
export function shortcutGroups(): readonly ShortcutGroup[] {
  return groups;
}
