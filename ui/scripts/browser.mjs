/** The browser that the screenshots are taken with: the system's, quiet and without a network of its own. */
export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
