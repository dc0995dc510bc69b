/** What comes from outside of the page: places asked for by links, closing, and notices while the window is in front. */
import { call, IpcError, on, type Cause, type Place } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";
import type { App, View } from "../app.svelte";

/** The sizes of the page that can be chosen, percent. */
export const ZOOMS = [75, 90, 100, 110, 125, 150, 175, 200] as const;

export type Missing = { what: "skill"; id: string } | { what: "conflict"; id: string };

const NOTICE: Record<Cause, (count: number) => string> = {
  conflicts: (count) => m.notice_conflicts({ count }),
  failed_ratings: (count) => m.notice_ratings({ count }),
  token_rejected: () => m.notice_token(),
  held_deletions: (count) => m.notice_held({ count }),
  waiting_updates: (count) => m.notice_updates({ count }),
};

/** Where a notice leads: the view that shows its cause. */
const SHOWN: Record<Cause, View> = {
  conflicts: "conflicts",
  failed_ratings: "ratings",
  token_rejected: "settings",
  held_deletions: "sync",
  waiting_updates: "updates",
};

export class Desktop {
  /** Whether it is asked what closing the window means. */
  closing = $state(false);
  /** What a link named and is not here. */
  missing = $state.raw<Missing | null>(null);
  /** A place that waits until one of the doors was taken. */
  private later: Place | null = null;

  constructor(private readonly app: App) {
    on("place_wanted", () => void this.look());
    on("close_asked", () => (this.closing = true));
    on("noticed", ({ cause, count }) => {
      app.toasts.say(NOTICE[cause](count), SHOWN[cause], () => this.see(cause));
    });
  }

  /** Shows the place that was asked for from outside, if there is one. */
  async look(): Promise<void> {
    const place = await call("wanted_place").catch(() => null);
    if (place) this.go(place);
  }

  /** Shows a place. It only shows: whatever is done there, somebody does it. */
  go(place: Place): void {
    if (this.app.boot?.first_run) this.later = place;
    else if (place.to === "skill") void this.skill(place.skill_id, place.version);
    else if (place.to === "search") {
      this.app.open("discover");
      this.app.search({ text: place.query });
      // The field is there again once the editor is left.
      requestAnimationFrame(() => this.app.searchFocus++);
    } else void this.conflict(place.id);
  }

  /** One of the doors was taken: what waited for it comes now. */
  entered(): void {
    const place = this.later;
    this.later = null;
    if (place) this.go(place);
  }

  async answerClose(background: boolean | null): Promise<void> {
    this.closing = false;
    if (background !== null) this.app.memory.set("close", background ? "background" : "quit");
    try {
      await call("answer_close", { background });
    } catch (error) {
      this.app.toasts.add(error as IpcError);
    }
  }

  get zoom(): number {
    const remembered = Number(this.app.memory.get("zoom"));
    return ZOOMS.find((zoom) => zoom === remembered) ?? 100;
  }

  setZoom(percent: number): void {
    this.app.memory.set("zoom", String(percent));
  }

  /** One size larger or smaller. */
  zoomBy(steps: number): void {
    const at = ZOOMS.findIndex((zoom) => zoom === this.zoom) + steps;
    this.setZoom(ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))] ?? 100);
  }

  private async skill(id: string, version: string | null): Promise<void> {
    try {
      const { row } = await call("skill", { skill_id: id });
      this.app.open("discover");
      this.app.list.hold(id);
      this.app.openSkill(id);
      this.app.arrived = true;
      if (version && version !== row.version)
        this.app.say(m.link_version({ wanted: version, here: row.version ?? "" }));
    } catch (error) {
      if ((error as IpcError).code === "not_found") this.missing = { what: "skill", id };
      else this.app.toasts.add(error as IpcError);
    }
  }

  private async conflict(id: number): Promise<void> {
    try {
      await call("conflict", { id });
      this.app.open("conflicts");
      this.app.openConflict(id);
    } catch (error) {
      if ((error as IpcError).code === "not_found") this.missing = { what: "conflict", id: String(id) };
      else this.app.toasts.add(error as IpcError);
    }
  }

  /** Where a notice is dealt with. */
  private see(cause: Cause): void {
    if (cause === "token_rejected") this.app.openSetting("ATOM_SAAS_API_TOKEN");
    else this.app.open(SHOWN[cause]);
  }
}
