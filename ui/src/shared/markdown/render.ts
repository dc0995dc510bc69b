/**
 * Markdown of strangers to HTML that does nothing: no HTML of theirs, nothing loaded, nothing that
 * navigates. Links carry their address in `data-url` and are asked about; pictures become words.
 * Loaded on demand: the parser and the sanitiser are half as large as the rest of the window.
 */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

import { pieces } from "../unseen";

export interface Words {
  image: (alt: string) => string;
  noAlt: () => string;
  /** What stands beside a link that is written like another address. */
  elsewhere: (host: string) => string;
}

export function render(source: string, words: Words): string {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const escape = markdown.utils.escapeHtml;

  markdown.renderer.rules["image"] = (tokens, index) => {
    const token = tokens[index]!;
    const alt = token.content.trim() || words.noAlt();
    return `<span class="image">${escape(words.image(alt))}<span class="host">${escape(host(String(token.attrGet("src") ?? "")))}</span></span>`;
  };
  markdown.renderer.rules["link_open"] = (tokens, index) =>
    `<a role="link" tabindex="0" data-url="${escape(String(tokens[index]!.attrGet("href") ?? ""))}">`;
  // A link that is written like an address and leads to another says so.
  markdown.renderer.rules["link_close"] = (tokens, index) => {
    let open = index;
    while (open > 0 && tokens[open]!.type !== "link_open") open--;
    const said = tokens.slice(open, index).map(({ content }) => content).join(""); // prettier-ignore
    const other = elsewhere(said, String(tokens[open]!.attrGet("href") ?? ""));
    return `</a>${other === null ? "" : `<span class="elsewhere">${escape(words.elsewhere(other))}</span>`}`;
  };
  // What may be wider than the page scrolls, and what scrolls takes the keys.
  for (const rule of ["fence", "code_block"]) {
    const draw = markdown.renderer.rules[rule]!;
    markdown.renderer.rules[rule] = (...args) => draw(...args).replace(/^<pre/, '<pre tabindex="0"');
  }
  // The page around it has the first two levels.
  for (const rule of ["heading_open", "heading_close"]) {
    markdown.renderer.rules[rule] = (tokens, index, options, _, self) => {
      const token = tokens[index]!;
      token.tag = `h${Math.min(6, Number(token.tag[1]) + 2)}`;
      return self.renderToken(tokens, index, options);
    };
  }
  const safe = DOMPurify.sanitize(markdown.render(withoutFrontMatter(source)), {
    ALLOWED_TAGS: [
      ..."a p br hr em strong s code pre blockquote ul ol li span h3 h4 h5 h6".split(" "),
      ..."table thead tbody tr th td".split(" "),
    ],
    ALLOWED_ATTR: ["class", "role", "tabindex", "data-url", "start"],
    ALLOW_DATA_ATTR: false,
    ADD_ATTR: ["data-url"],
    // No name of theirs may stand for something of the page's own.
    SANITIZE_NAMED_PROPS: true,
    RETURN_DOM_FRAGMENT: true,
  });
  markUnseen(safe);
  const box = document.createElement("div");
  box.append(safe);
  return box.innerHTML;
}

/** Draws what is not seen in the texts of a page as marks. */
function markUnseen(page: DocumentFragment): void {
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const cut = pieces(text.data);
    if (!cut.some(({ mark }) => mark)) continue;
    text.replaceWith(
      ...cut.map(({ text, mark }) => {
        if (!mark) return text;
        const span = document.createElement("span");
        span.className = "unseen";
        span.dataset["code"] = mark;
        span.textContent = text;
        return span;
      }),
    );
  }
}

/** The host a link leads to, where its words name another one; `null` where they name none or the same. */
export function elsewhere(said: string, address: string): string | null {
  const named = /^\s*(?:https?:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=$|[\s/:?#])/u.exec(said)?.[1];
  if (!named) return null;
  try {
    const { host } = new URL(address);
    const wanted = new URL(`https://${named}`).hostname;
    const plain = (name: string) => name.replace(/^www\./, "").replace(/:\d+$/, "");
    return plain(host) === plain(wanted) ? null : host;
  } catch {
    return null;
  }
}

function withoutFrontMatter(source: string): string {
  return source.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/, "");
}

function host(address: string): string {
  try {
    return ` · ${new URL(address).host}`;
  } catch {
    return "";
  }
}
