/**
 * The language of the window. The messages read it through `getLocale`, and it is reactive state, so a
 * change of language redraws what is on the page without a reload.
 */
import { baseLocale, isLocale, overwriteGetLocale, readLocale, type Locale } from "../../generated/messages";

export { m } from "../../generated/messages";
export { locales, type Locale } from "../../generated/messages";

class Language {
  current = $state<Locale>(baseLocale);
  private wanted: Locale = baseLocale;

  /**
   * `system` and what is unknown take the system's language where there is a catalogue for it. Resolves as soon as the
   * window speaks it; one whose words cannot be read leaves the window as it is.
   */
  async choose(wanted: string | undefined): Promise<void> {
    const system = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => isLocale(tag));
    this.wanted = isLocale(wanted) ? wanted : ((system as Locale | undefined) ?? baseLocale);
    const locale = this.wanted;
    await readLocale(locale).then(
      () => {
        // Asked for another one meanwhile: the later counts.
        if (this.wanted !== locale) return;
        this.current = locale;
        document.documentElement.lang = locale;
      },
      () => {},
    );
  }
}

export const language = new Language();
overwriteGetLocale(() => language.current);
