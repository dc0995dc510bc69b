/**
 * Markdown of strangers to HTML that does nothing: no HTML of theirs, nothing loaded, nothing that
 * navigates. Links carry their address in `data-url` and are asked about; pictures become words.
 * Loaded on demand: the parser and the sanitiser are half as large as the rest of the window.
 */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

export interface Words {
  image: (alt: string) => string;
  noAlt: () => string;
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
  return DOMPurify.sanitize(markdown.render(withoutFrontMatter(source)), {
    ALLOWED_TAGS: [
      ..."a p br hr em strong s code pre blockquote ul ol li span h3 h4 h5 h6".split(" "),
      ..."table thead tbody tr th td".split(" "),
    ],
    ALLOWED_ATTR: ["class", "role", "tabindex", "data-url", "start"],
    ALLOW_DATA_ATTR: false,
    ADD_ATTR: ["data-url"],
  });
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
