import type { SearchText } from "../../bindings/SearchText";
import { visible } from "../visible";
import { findPlain, type Span } from "./find";
import "./matches.css";

interface Props {
  text: string;
  texts: readonly SearchText[];
}

/** A text with the free texts of the filter marked. */
export function Marked({ text, texts }: Props) {
  return <MarkedAt text={text} spans={texts.length === 0 ? NOWHERE : findPlain(text, texts)} />;
}

const NOWHERE: readonly Span[] = [];

/** A text with these stretches marked; they are in order and apart from each other. */
export function MarkedAt({ text, spans }: { text: string; spans: readonly Span[] }) {
  if (spans.length === 0) return visible(text);
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    pieces.push(visible(text.slice(at, from)), <mark key={from}>{visible(text.slice(from, to))}</mark>);
    at = to;
  }
  return [...pieces, visible(text.slice(at))];
}
