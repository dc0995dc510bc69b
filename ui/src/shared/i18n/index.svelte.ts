/**
 * The language of the window. The messages read it through `getLocale`, and it is reactive state, so a
 * change of language redraws what is on the page without a reload.
 */
import { baseLocale, isLocale, overwriteGetLocale, type Locale } from "../../generated/messages";

export { m } from "../../generated/messages";
export { locales, type Locale } from "../../generated/messages";

class Language {
  current = $state<Locale>(baseLocale);

  /** `system` and what is unknown take the system's language where there is a catalogue for it. */
  choose(wanted: string | undefined): void {
    const system = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => isLocale(tag));
    this.current = isLocale(wanted) ? wanted : ((system as Locale | undefined) ?? baseLocale);
    document.documentElement.lang = this.current;
  }
}

export const language = new Language();
overwriteGetLocale(() => language.current);
