/** The first wanted language that is there, as it is wanted (`pt-BR`) or without its region (`pt`). */
export function chooseLanguage(wanted: readonly string[], there: readonly string[]): string | undefined {
  for (const tag of wanted) {
    const parts = tag.split("-");
    for (let length = parts.length; length > 0; length -= 1) {
      const found = there.find((language) => language.toLowerCase() === parts.slice(0, length).join("-").toLowerCase());
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
