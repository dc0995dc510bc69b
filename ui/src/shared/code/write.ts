/** CodeMirror as an editor: the reader's look, with a cursor, a history of its own and the usual keys. Loaded on demand. */
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { indentOnInput, indentUnit } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { languages, reading, type Language } from "./editor";

const writing = EditorView.theme({
  ".cm-cursor": { display: "block", borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-activeLine": { backgroundColor: "var(--surface-0)" },
});

export interface Writer {
  /** Puts another text in the place of all there is; the cursor goes to its beginning. */
  replace(text: string): void;
  language(language: Language): void;
  wrap(on: boolean): void;
  focus(): void;
  destroy(): void;
}

export function write(
  parent: HTMLElement,
  options: { text: string; language: Language; label: string; wrap: boolean; ontext: (text: string) => void },
): Writer {
  const wrapping = new Compartment();
  const speaking = new Compartment();
  const lines = (on: boolean) => (on ? EditorView.lineWrapping : []);
  // Tab leaves the editor after Escape, so that nobody who has only the keyboard is kept in it.
  let leaving = false;
  const indent = (run: typeof indentMore) => (view: EditorView) => {
    const leave = leaving;
    leaving = false;
    return leave ? false : run(view);
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        history(),
        indentOnInput(),
        indentUnit.of("    "),
        reading,
        writing,
        speaking.of(languages[options.language]()),
        wrapping.of(lines(options.wrap)),
        EditorState.tabSize.of(4),
        // Endings stay as they are: a text of one kind keeps it, in any other each stands where it stood.
        EditorState.lineSeparator.of(/\r\n/.test(options.text) && !/(^|[^\r])\n/.test(options.text) ? "\r\n" : "\n"),
        EditorView.contentAttributes.of({
          "aria-label": options.label,
          spellcheck: "false",
          tabindex: "0",
          "data-testid": "edit-code",
        }),
        EditorView.domEventHandlers({
          keydown: (event) => {
            leaving = event.key === "Escape" || (leaving && ["Tab", "Shift"].includes(event.key));
          },
        }),
        keymap.of([
          { key: "Tab", run: indent(indentMore), shift: indent(indentLess) },
          ...historyKeymap,
          // Control and Enter are the page's own, to finish with.
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.ontext(update.state.sliceDoc());
        }),
      ],
    }),
  });
  return {
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    language: (language) => view.dispatch({ effects: speaking.reconfigure(languages[language]()) }),
    wrap: (on) => view.dispatch({ effects: wrapping.reconfigure(lines(on)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
