import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StringStream } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/**
 * Colours for the filter language, token by token. This only paints; what a filter means, and whether it is one, is known to the core alone.
 */
const filterLanguage = StreamLanguage.define<{ afterField: boolean }>({
  name: "filter",
  startState: () => ({ afterField: false }),
  token(stream: StringStream, state) {
    if (stream.eatSpace()) {
      state.afterField = false;
      return null;
    }
    if (stream.match(/"(?:[^"\\]|\\.)*"?/) || stream.match(/'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/[(),]/)) return "punctuation";
    if (!state.afterField) {
      if (stream.match(/(?:AND|OR|NOT)(?=[\s()]|$)/)) return "keyword";
      if (stream.match(/-(?=[^\s])/)) return "keyword";
      if (stream.match(/[a-z_]+(?=!?:|[<>]=?|!?=)/)) {
        state.afterField = true;
        return "propertyName";
      }
    }
    if (state.afterField && stream.match(/:?(?:[<>]=?|!?=)|:/)) return "operator";
    if (!stream.match(/[^\s"'(),:<>=!]+/)) stream.next();
    return state.afterField ? "number" : null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)", fontWeight: "500" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--text)" },
  { tag: tags.keyword, color: "var(--syntax-keyword)", fontWeight: "600" },
  { tag: tags.operator, color: "var(--syntax-operator)" },
  { tag: tags.punctuation, color: "var(--syntax-operator)" },
]);

/** Highlighting for a filter. */
export const filterHighlighting = [filterLanguage, syntaxHighlighting(colours)];
