/** One skill's page: what is read of it, and what is read again when it changes. */
import { call, IpcError, type SkillDetail } from "../../ipc";

const STAY_MS = 600;
/** Between two readings of a catalogue that keeps changing. */
const REST_MS = 100;

export type Tab = "overview" | "code" | "packages" | "facts" | "reviews" | "history" | "raw";

export class SkillPage {
  detail = $state.raw<SkillDetail | null>(null);
  error = $state.raw<IpcError | null>(null);
  /** How the reading of newer reviews goes, beside the ones that are here. */
  reviews = $state<"idle" | "refreshing" | "failed">("idle");
  /** The tab that is open; it stays from one skill to the next. */
  tab = $state<Tab>("overview");
  /** The line of the code to show, from 1; it is of the skill that is open. */
  line = $state<number | null>(null);
  private id: string | null = null;
  private asked = 0;
  private shown = 0;
  private following = false;
  /** Whether the catalogue changed since the reading that is under way began. */
  private stale = false;
  private readonly refreshed = new Set<string>();

  /** Opens a skill. The one before stays until this one is here, so that nothing flickers. */
  async open(id: string): Promise<void> {
    if (id !== this.id) this.line = null;
    this.id = id;
    this.reviews = "idle";
    await this.read();
    // Newer reviews are asked for once somebody stays; passing by must not cost a request.
    await new Promise((stayed) => setTimeout(stayed, STAY_MS));
    if (this.id === id && this.detail?.origin !== "local") void this.refreshReviews(id);
  }

  /** Shows a line of the code. */
  showLine(line: number): void {
    this.line = line;
    this.tab = "code";
  }

  /**
   * The catalogue changed, perhaps this skill: it is read at once, and once more for all that changes meanwhile. A
   * hundred updates a second must not become a hundred readings.
   */
  async follow(): Promise<void> {
    this.stale = true;
    if (this.following) return;
    this.following = true;
    try {
      while (this.stale) {
        this.stale = false;
        await this.read();
        await new Promise((rested) => setTimeout(rested, REST_MS));
      }
    } finally {
      this.following = false;
    }
  }

  async read(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    const asked = ++this.asked;
    // Of two answers the one asked for later is the newer, whichever comes first.
    const late = () => id !== this.id || asked < this.shown;
    try {
      const detail = await call("skill", { skill_id: id });
      if (late()) return;
      this.shown = asked;
      this.error = null;
      // The same again is nothing to draw: most changes are of other skills.
      if (JSON.stringify(detail) !== JSON.stringify(this.detail)) this.detail = detail;
    } catch (error) {
      if (late()) return;
      this.shown = asked;
      this.error = error as IpcError;
      this.detail = null;
    }
  }

  private async refreshReviews(id: string): Promise<void> {
    if (this.refreshed.has(id)) return;
    this.refreshed.add(id);
    this.reviews = "refreshing";
    try {
      const reviews = await call("refresh_reviews", { skill_id: id });
      if (id !== this.id || !this.detail) return;
      this.detail = { ...this.detail, reviews };
      this.reviews = "idle";
    } catch {
      // The reviews that are here stay; the tab says that newer ones could not be read.
      this.refreshed.delete(id);
      if (id === this.id) this.reviews = "failed";
    }
  }
}
