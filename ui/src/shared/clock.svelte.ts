/** One clock for every relative time on the page: it ticks once a minute, and only while the window is seen. */
class Clock {
  now = $state(Date.now());

  constructor() {
    const tick = () => {
      if (document.visibilityState === "visible") this.now = Date.now();
    };
    setInterval(tick, 60_000);
    document.addEventListener("visibilitychange", tick);
  }

  /** After something happened just now, so that its time does not lie in the future. */
  touch(): void {
    this.now = Date.now();
  }
}

export const clock = new Clock();
