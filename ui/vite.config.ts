import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

import shell from "../src-tauri/tauri.conf.json" with { type: "json" };

// The fake engine stands in for Rust in every mode but production, where the constant is
// `false` and the whole of `src/ipc/fake/` falls out of the bundle.
export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [svelte()],
  define: { __FAKE__: JSON.stringify(mode !== "production") },
  build: {
    target: "safari17.5",
    outDir: mode === "fake" ? "dist-fake" : "dist",
    emptyOutDir: true,
    // Fonts stay files: a data: address would not pass the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  // The screenshots are taken under the policy that the shell sets, so that what it forbids is seen here. The shell
  // gives each page a nonce of its own; here it is always the same.
  html: mode === "fake" ? { cspNonce: "preview" } : {},
  preview: {
    headers: {
      "Content-Security-Policy": shell.app.security.csp.replace(/(style|script)-src 'self'/g, "$& 'nonce-preview'"),
    },
  },
  server: { port: 5199, strictPort: true },
}));
