/** CodeMirror as a reader: colours, line numbers, selection, nothing to edit. Loaded on demand. */
import { javascript } from "@codemirror/lang-javascript";
import { markdown } from "@codemirror/lang-markdown";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { codeName } from "../unseen";

export type Language = "python" | "javascript" | "markdown" | "json" | "text";

export const languages: Record<Language, () => Extension> = {
  python,
  javascript: () => javascript({ jsx: true }),
  markdown,
  json: javascript,
  text: () => [],
};

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-value)" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.className, tags.typeName],
    color: "var(--code-name)",
  },
  { tag: [tags.comment, tags.meta, tags.processingInstruction], color: "var(--code-note)" },
  { tag: [tags.definition(tags.propertyName), tags.url, tags.link], color: "var(--code-name)" },
  { tag: tags.heading, color: "var(--text-1)", fontWeight: "600" },
  { tag: tags.strong, fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.monospace, color: "var(--code-text)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--text-1)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "18px", fontVariantLigatures: "none" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--text-3)", border: "none", paddingLeft: "12px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "24px", padding: "0 8px 0 0" },
  "&.cm-focused .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft) !important",
  },
  ".cm-cursor": { display: "none" },
  ".cm-marked": { backgroundColor: "var(--mark)" },
});

const marked = StateEffect.define<number>();
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (now, { changes, effects }) => {
    const to = effects.find((effect) => effect.is(marked));
    return to ? Decoration.set(Decoration.line({ class: "cm-marked" }).range(to.value as number)) : now.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * What is not seen is drawn as its name; what is copied stays as it was. A joiner between emoji and a selector after
 * a character that has forms are left alone.
 */
const special = highlightSpecialChars({
  addSpecialChars:
    // eslint-disable-next-line no-control-regex, no-misleading-character-class -- each of the set is meant by itself
    /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\uffa0]|(?<![\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d]|(?<=[\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7f\ufe00-\ufe0e])[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]*)[\u{e0000}-\u{e007f}]/gu,
  render: (code) => {
    const mark = document.createElement("span");
    const name = codeName(String.fromCodePoint(code));
    mark.className = "unseen";
    mark.dataset["code"] = name;
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", name);
    return mark;
  },
});

/** The word that lets the editor's rules through the page's policy: the shell puts a new one into each page. */
const nonce = document.querySelector<HTMLStyleElement>("style[nonce]")?.nonce ?? "";

/** What reading and writing have in common. */
export const reading: Extension = [
  lineNumbers(),
  drawSelection(),
  special,
  EditorView.cspNonce.of(nonce),
  bracketMatching(),
  syntaxHighlighting(colours),
  look,
];

function selectAll(view: EditorView): boolean {
  view.dispatch({ selection: { anchor: 0, head: view.state.doc.length } });
  return true;
}

export interface Reader {
  append(text: string): void;
  wrap(on: boolean): void;
  /** Marks a line, from 1, and brings it into view, where the text has it. */
  show(line: number): void;
  destroy(): void;
}

export function read(
  parent: HTMLElement,
  options: { text: string; language: Language; label: string; wrap: boolean },
): Reader {
  const wrapping = new Compartment();
  const lines = (on: boolean) => (on ? EditorView.lineWrapping : []);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        reading,
        marks,
        languages[options.language](),
        wrapping.of(lines(options.wrap)),
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": options.label, "aria-readonly": "true", tabindex: "0" }),
        // Only what is in view is in the page, so the browser could not select the rest.
        keymap.of([{ key: "Mod-a", run: selectAll }]),
      ],
    }),
  });
  return {
    append: (text) => view.dispatch({ changes: { from: view.state.doc.length, insert: text } }),
    wrap: (on) => view.dispatch({ effects: wrapping.reconfigure(lines(on)) }),
    show: (line) => {
      if (line > view.state.doc.lines) return;
      const { from } = view.state.doc.line(line);
      view.dispatch({ effects: [marked.of(from), EditorView.scrollIntoView(from, { y: "center" })] });
    },
    destroy: () => view.destroy(),
  };
}
