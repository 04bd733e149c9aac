import { speak } from ".";

// Tests read the texts as the sources have them.
await speak([]);
