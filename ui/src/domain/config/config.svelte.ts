/** The configuration as Settings shows it: read, changed one value at a time, each answer beside its control. */
import { call, IpcError, on, type ConfigView, type VariableView } from "../../ipc";

export const TOKEN = "ATOM_SAAS_API_TOKEN";

/** Typing this fast is one question to the engine. */
const CHECK_MS = 120;

export type Kind = "switch" | "choice" | "number" | "text" | "token";

export function kind({ variable, range }: VariableView): Kind {
  if (variable === TOKEN) return "token";
  if (range === "true, false") return "switch";
  if (/^\d+-\d+$/.test(range)) return "number";
  if (/^[a-z_]+(, [a-z_]+)+$/.test(range)) return "choice";
  return "text";
}

export class Config {
  view = $state.raw<ConfigView | null>(null);
  error = $state.raw<IpcError | null>(null);
  /** What went wrong with a variable's last change, by variable. */
  errors = $state<Record<string, IpcError>>({});
  /** What is wrong with what is being typed, by variable. */
  typed = $state<Record<string, string>>({});
  /** The variable that was saved a moment ago. */
  saved = $state<string | null>(null);
  private checks = 0;
  private checking: ReturnType<typeof setTimeout> | undefined;

  async read(): Promise<void> {
    try {
      this.view = await call("config");
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** Follows the engine until the function it returns is called. */
  follow(): () => void {
    void this.read();
    return on("config_changed", () => void this.read());
  }

  /** Asks the engine whether a value could be saved, while it is being typed. `null` stops asking. */
  check(variable: string, value: string | null): void {
    clearTimeout(this.checking);
    const asked = ++this.checks;
    if (value === null) return void delete this.typed[variable];
    this.checking = setTimeout(() => {
      call("check_setting", { variable, value }).then(
        (problem) => {
          if (asked !== this.checks) return;
          if (problem) this.typed[variable] = problem.message;
          else delete this.typed[variable];
        },
        // What cannot be asked now is asked again when it is saved.
        () => {},
      );
    }, CHECK_MS);
  }

  /** Saves a value, or goes back to the default with `null`. Answers whether it was taken. */
  save(variable: string, value: string | null): Promise<boolean> {
    return this.change(variable, async () => (this.view = await call("set_setting", { variable, value })));
  }

  setToken(token: string): Promise<boolean> {
    return this.change(TOKEN, () => call("token_set", { token }));
  }

  forgetToken(): Promise<boolean> {
    return this.change(TOKEN, () => call("token_forget"));
  }

  private async change(variable: string, run: () => Promise<unknown>): Promise<boolean> {
    this.check(variable, null);
    try {
      await run();
      delete this.errors[variable];
      this.saved = variable;
      setTimeout(() => this.saved === variable && (this.saved = null), 2000);
      return true;
    } catch (error) {
      this.errors[variable] = error as IpcError;
      return false;
    }
  }
}
