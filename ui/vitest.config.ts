import { svelte } from "@sveltejs/vite-plugin-svelte";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

import { args, executablePath } from "./scripts/browser.mjs";

const shared = { plugins: [svelte()], define: { __FAKE__: "true" }, resolve: { conditions: ["browser"] } };

export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: "unit", include: ["tests/unit/**/*.test.ts"], environment: "node", css: true } },
      {
        ...shared,
        // Named here, or the first cold run reloads the page under the tests when Vite meets them.
        optimizeDeps: {
          include: [
            "@codemirror/commands",
            "@codemirror/lang-javascript",
            "@codemirror/lang-markdown",
            "@codemirror/lang-python",
            "@codemirror/language",
            "@codemirror/state",
            "@codemirror/view",
            "@lezer/highlight",
            "@tauri-apps/api/core",
            "@tauri-apps/api/event",
            "@tauri-apps/api/webview",
            "axe-core",
            "dompurify",
            "markdown-it",
          ],
        },
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          testTimeout: 20_000,
          // A machine that does other things too answers late, and not otherwise.
          expect: { poll: { timeout: 5000 } },
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({
              launchOptions: { executablePath, args },
              contextOptions: { reducedMotion: "reduce", locale: "en" },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
