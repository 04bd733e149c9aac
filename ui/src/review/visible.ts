const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Control, direction and invisible characters as signs, `⟨202E⟩`: a value from outside must not look like something else. */
export function visible(text: string): string {
  return text.replaceAll(
    HIDDEN,
    (char) => `⟨${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}
