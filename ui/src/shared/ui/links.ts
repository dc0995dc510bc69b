/** How an address leaves the window: put here by who can, since what is shared knows no engine. */
import { pieces } from "../unseen";

export const links: {
  /** Hands an address to the system; rejects with an `Error` that says why not. */
  open: ((url: string) => Promise<void>) | null;
} = { open: null };

/** An address as it is written, cut at its host: what stands there is whom it leads to. */
export interface Parts {
  before: string;
  host: string;
  after: string;
  /** Whether the host has letters that the system writes otherwise (`xn--…`). */
  script: boolean;
  /** Whether something in it is not seen. */
  unseen: boolean;
}

export function parts(address: string): Parts {
  const unseen = pieces(address).some(({ mark }) => mark);
  const match = /^(\s*[a-z][a-z0-9+.-]*:[/\\]{2,}(?:[^/\\?#]*@)?)([^/\\?#]*)/i.exec(address);
  if (!match) return { before: address, host: "", after: "", script: false, unseen };
  const [whole, before = "", host = ""] = match;
  const system = webHost(address) ?? "";
  return { before, host, after: address.slice(whole.length), script: /(?:^|\.)xn--/.test(system), unseen };
}

/** The host an address leads to, as the system will see it; `null` where it is no address of the web. */
export function webHost(address: string): string | null {
  try {
    const { protocol, host, username, password } = new URL(address);
    return /^https?:$/.test(protocol) && host && !username && !password ? host : null;
  } catch {
    return null;
  }
}
