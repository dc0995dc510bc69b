import { describe, expect, it } from "vitest";

import { render } from "../../src/shared/markdown/render";

const words = {
  image: (alt: string) => `Image: ${alt}`,
  noAlt: () => "no description",
  elsewhere: (host: string) => `leads to ${host}`,
};
const html = (source: string) => {
  const box = document.createElement("div");
  box.innerHTML = render(source, words);
  return box;
};

describe("markdown of strangers", () => {
  it("runs nothing, loads nothing and leads nowhere", () => {
    const nasty = [
      "<script>alert(1)</script>",
      '<img src=x onerror="alert(1)">',
      "[x](javascript:alert(1))",
      '[x](https://example.org/"onmouseover="alert(1))',
      "![x](https://tracker.example.org/p.png)",
      "![](data:image/png;base64,AAAA)",
      "<style>*{display:none}</style>",
      '<a href="https://example.org">x</a>',
      "<form action=https://example.org><input></form>",
      "[x](data:text/html,<script>alert(1)</script>)",
      "[x](vbscript:msgbox(1))",
      "[x](file:///etc/passwd)",
      "[x](&#106;avascript:alert(1))",
      "[x](java\u0000script:alert(1))",
      "[x]: javascript:alert(1)\n\n[x]",
      "<javascript:alert(1)>",
      "![x](javascript:alert(1))",
      "<svg><script>alert(1)</script></svg><math href=javascript:alert(1)>",
      "<iframe src=https://example.org></iframe><object data=x></object><embed src=x>",
      "<base href=https://evil.example><meta http-equiv=refresh content=0>",
      '```js" onload="alert(1)\nx\n```',
      "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
    ].join("\n\n");
    const box = html(nasty);
    expect(box.querySelector("script, img, style, form, input, iframe, [href], [src], [style]")).toBeNull();
    const handlers = [...box.querySelectorAll("*")]
      .flatMap((el) => [...el.attributes])
      .filter(({ name }) => name.startsWith("on"));
    expect(handlers).toEqual([]);
  });

  it("keeps what an author means: headings under the page's own, tables, code", () => {
    const box = html("# One\n\n## Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx = 1\n```");
    expect([box.querySelector("h3")?.textContent, box.querySelector("h4")?.textContent]).toEqual(["One", "Two"]);
    expect(box.querySelectorAll("td")).toHaveLength(2);
    expect(box.querySelector("pre code")?.textContent).toBe("x = 1\n");
    expect(box.querySelector("h1, h2"), "the page around it has those").toBeNull();
  });

  it("leaves out the front matter of a skill file", () => {
    expect(html("---\nname: x\n---\nHello").textContent?.trim()).toBe("Hello");
    expect(html("Hello\n\n---\n\nx").querySelector("hr"), "a rule is not front matter").not.toBeNull();
  });

  it("says what a picture would be and where it would come from", () => {
    expect(html("![A plan](https://images.example.org/plan.png)").textContent?.trim()).toBe(
      "Image: A plan · images.example.org",
    );
    expect(html("![](local.png)").textContent?.trim()).toBe("Image: no description");
  });

  it("gives a link only an address that is none of a script, and never one to follow by itself", () => {
    const source = "[a](https://a.example/x?y=1) [b](javascript:alert(1)) [c](//c.example/) [d](mailto:d@d.example)";
    const urls = [...html(source).querySelectorAll("[data-url]")].map((link) => link.getAttribute("data-url"));
    expect(urls).toEqual(["https://a.example/x?y=1", "//c.example/", "mailto:d@d.example"]);
  });

  it("is done with a text made to be slow", () => {
    const begun = performance.now();
    for (const slow of [
      "[".repeat(20_000),
      "> ".repeat(5_000),
      "*a ".repeat(10_000),
      "`".repeat(20_000),
      "|".repeat(9_000),
    ])
      html(slow);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
