/** CodeMirror as an editor: what {@link read} shows, and a caret with an undo of its own. Loaded on demand. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { base, type Language } from "./editor";

export interface Writer {
  focus(): void;
  destroy(): void;
}

export function write(
  parent: HTMLElement,
  options: { text: string; language: Language; label: string; onchange: (text: string) => void },
): Writer {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        base(options.language),
        history(),
        EditorView.lineWrapping,
        EditorView.theme({ ".cm-cursor": { display: "block", borderLeftColor: "var(--accent)" } }),
        EditorView.contentAttributes.of({ "aria-label": options.label }),
        // Escape gives Tab back to the page, so that the keyboard is not caught in here.
        keymap.of([...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"), ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.sliceDoc());
        }),
      ],
    }),
  });
  return { focus: () => view.focus(), destroy: () => view.destroy() };
}
