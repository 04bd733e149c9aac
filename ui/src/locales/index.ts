import { i18n, type Messages } from "@lingui/core";
import { chooseLanguage } from "./choose";

/** One file a language; each is loaded only where it is spoken. */
const CATALOGUES = import.meta.glob<{ messages: Messages }>("./*.po");

/** The language of the sources: their texts are the messages. */
const SOURCE = "en";

/**
 * Loads the texts of the first wanted language that there is a catalogue of, English otherwise.
 * Has to be done before a module with texts is read: tables of words are made then.
 */
export async function speak(wanted: readonly string[]): Promise<void> {
  const there = Object.keys(CATALOGUES).map((path) => path.slice("./".length, -".po".length));
  const language = chooseLanguage(wanted, there) ?? SOURCE;
  const catalogue = await CATALOGUES[`./${language}.po`]?.();
  i18n.loadAndActivate({ locale: language, messages: catalogue?.messages ?? {} });
}

/** The language that the window speaks, as a BCP 47 tag. */
export function spokenLanguage(): string {
  return i18n.locale;
}
