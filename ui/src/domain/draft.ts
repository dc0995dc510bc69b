/** What was being written when it was last left: read on to its end, since an answer has a bounded size. */
import { call, type Draft } from "../ipc";

export async function readDraft(key: string): Promise<Draft | null> {
  let whole = await call("draft", { key, offset: 0 });
  while (whole?.next != null) {
    const part: Draft | null = await call("draft", { key, offset: whole.next });
    if (!part) return null;
    // Kept anew meanwhile: what was read belongs to something else.
    if (part.changed_at !== whole.changed_at) return readDraft(key);
    whole = { ...part, value: whole.value + part.value };
  }
  return whole;
}
