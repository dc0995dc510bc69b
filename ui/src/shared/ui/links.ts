/** How an address leaves the window: put here by who can, since what is shared knows no engine. */
export const links: {
  /** Hands an address to the system; rejects with an `Error` that says why not. */
  open: ((url: string) => Promise<void>) | null;
} = { open: null };

/** The host an address leads to, as the system will see it; `null` where it is no address of the web. */
export function webHost(address: string): string | null {
  try {
    const { protocol, host, username, password } = new URL(address);
    return /^https?:$/.test(protocol) && host && !username && !password ? host : null;
  } catch {
    return null;
  }
}
