import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

/** Imports go one way: shared ← domain ← views; only `src/ipc` knows what runs behind the window. */
const tier = (files, forbidden) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: forbidden.map(([regex, message]) => ({ regex, message })) }],
  },
});
const TAURI = ["^@tauri-apps/", "Only src/ipc talks to Tauri: use call() and on()."];
const FAKE = ["ipc/fake", "The fake engine is chosen inside src/ipc, so that production leaves it out."];
const INSIDE = ["/ipc/(?!fake)[^/]", "Import from ipc itself, not from its parts."];

/** Words stand in the catalogues, not in the markup: a text with letters there is one that nobody translates. */
const words = {
  rules: {
    "no-literal": {
      meta: { type: "problem", schema: [], messages: { literal: "Words belong into messages/: {{ text }}" } },
      create(context) {
        const literal = (node, text) => {
          // The program's own name and an address are the same in every language.
          if (/\p{L}{2,}/u.test(text.replace(/Skilldock|https?:\/\/\S+/g, "")))
            context.report({ node, messageId: "literal", data: { text: text.trim().slice(0, 40) } });
        };
        const SPOKEN = new Set(["title", "placeholder", "aria-label", "aria-description", "alt"]);
        return {
          SvelteText: (node) => {
            if (node.parent.type !== "SvelteStyleElement" && node.parent.type !== "SvelteScriptElement")
              literal(node, node.value);
          },
          SvelteAttribute: (node) => {
            if (!SPOKEN.has(node.key.name)) return;
            for (const part of node.value) if (part.type === "SvelteLiteral") literal(part, part.value);
          },
        };
      },
    },
  },
};

export default ts.config(
  { ignores: ["dist", "dist-fake", "src/generated", "src/ipc/bindings.ts", "test-results"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  { files: ["**/*.svelte", "**/*.svelte.ts"], languageOptions: { parserOptions: { parser: ts.parser } } },
  { files: ["scripts/**", "*.js", "*.ts"], languageOptions: { globals: { ...globals.node } } },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "no-console": "error",
      // A query or a set of pages is replaced whole here, so a plain Map or Set is what is meant.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["scripts/**", "public/early.js"], rules: { "no-console": "off" } },
  { files: ["src/**/*.svelte"], plugins: { words }, rules: { "words/no-literal": "error" } },
  tier(
    ["src/shared/**"],
    [TAURI, FAKE, ["/(ipc|domain|views)(/|$)", "shared knows neither the engine, the domain nor the views."]],
  ),
  tier(["src/domain/**"], [TAURI, FAKE, INSIDE, ["/views(/|$)", "domain does not know the views."]]),
  tier(["src/views/**", "src/main.ts"], [TAURI, FAKE, INSIDE]),
  tier(["src/ipc/**"], [["/(domain|views|shared)(/|$)", "ipc stands alone."]]),
);
