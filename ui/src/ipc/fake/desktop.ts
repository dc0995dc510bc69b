/** The shell around the window, as far as a page can be its own: places, closing, checks of settings, drafts. */
import type {
  CloseAnswer,
  ConfigProblem,
  DesktopView,
  Draft,
  DraftChange,
  DraftRef,
  Place,
  SettingChange,
  VariableView,
} from "../bindings";

export class FakeDesktop {
  /** What a link asked for and nobody took yet. */
  wanted: Place | null = null;
  /** What closing was answered with, in the order of the answers. */
  readonly closed: (boolean | null)[] = [];
  quits = 0;
  private links = false;
  private readonly drafts = new Map<string, Draft>();

  constructor(
    private readonly variables: () => VariableView[],
    private readonly returns = true,
  ) {}

  readonly answers = {
    wanted_place: (): Place | null => {
      const place = this.wanted;
      this.wanted = null;
      return place;
    },
    answer_close: ({ background }: CloseAnswer): null => {
      this.closed.push(background);
      return null;
    },
    quit: (): null => {
      this.quits++;
      return null;
    },
    desktop_view: (): DesktopView => ({ returns: this.returns, opens_links: this.links }),
    open_links: (): DesktopView => {
      this.links = true;
      return { returns: this.returns, opens_links: true };
    },
    check_setting: ({ variable, value }: SettingChange): ConfigProblem | null => {
      const row = this.variables().find((one) => one.variable === variable);
      const wrong = row && value ? fault(row, value.trim()) : "";
      return wrong && row && value
        ? {
            variable,
            value,
            range: row.range,
            source: "settings",
            message: wrong,
            severity: "error",
            overridden: false,
          }
        : null;
    },
    draft: ({ key }: DraftRef): Draft | null => this.drafts.get(key) ?? null,
    set_draft: ({ key, value }: DraftChange): null => {
      if (value === null) this.drafts.delete(key);
      else this.drafts.set(key, { value, changed_at: new Date().toISOString() });
      return null;
    },
  };
}

/** What is wrong with a value, as the engine would say it. */
function fault({ range }: VariableView, value: string): string {
  const [least, most] = range.split("-").map(Number);
  if (least && most && !(Number(value) >= least && Number(value) <= most))
    return `${value} is not between ${least} and ${most}.`;
  if (range.startsWith("https") && !/^https:\/\/[^/]|^http:\/\/(localhost|127\.|\[::1\])/.test(value))
    return "This is no https address.";
  if (range.startsWith("wss") && !/^wss:\/\/[^/]|^ws:\/\/(localhost|127\.|\[::1\])/.test(value))
    return "This is no wss address.";
  return "";
}
