/**
 * Shortcuts as values: how they are written (`mod+k`, `?`), whether a pressed key is one, and how they are shown.
 * `mod` is Ctrl, and the command key on a Mac.
 */
export type Keys = string;

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export const isMac = typeof navigator !== "undefined" && /mac/i.test(navigator.platform);

/** Whether a shortcut is a bare key, which belongs to whoever types. */
export function isBare(keys: Keys): boolean {
  return !keys.startsWith("mod+");
}

export function matches(keys: Keys, press: Press): boolean {
  if (press.altKey || isBare(keys) === (press.ctrlKey || press.metaKey)) return false;
  const key = isBare(keys) ? keys : keys.slice(4);
  // A sign may need Shift to be typed; a letter with it is another shortcut.
  if (/^[a-z]$/.test(key) && press.shiftKey) return false;
  return press.key.toLowerCase() === key;
}

export function shown(keys: Keys, mac = isMac): string {
  if (isBare(keys)) return keys;
  const key = keys.slice(4).toUpperCase();
  return mac ? `⌘${key}` : `Ctrl ${key}`;
}

/** Whether what has the focus takes letters. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])") !== null
  );
}
