import { existsSync } from "node:fs";

/** The browser that the screenshots are taken with: the system's, quiet and without a network of its own. */
const installed = "/usr/bin/chromium";
/** Without one, Playwright takes the browser it fetched itself. */
export const executablePath = process.env["CHROMIUM"] ?? (existsSync(installed) ? installed : undefined);
export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
