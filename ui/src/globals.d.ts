/** Whether the fake engine is built in: every mode but production. */
declare const __FAKE__: boolean;

interface Window {
  /** What went to `console.error` or was rejected unhandled, collected by `public/early.js` for the end-to-end tests. */
  __consoleErrors?: string[];
}
