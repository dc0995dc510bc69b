import type { IpcError } from "../ipc";
import type { View } from "./app.svelte";

export interface Toast {
  id: number;
  error?: IpcError;
  /** What is told where it is no error, and where it is dealt with. */
  text?: string;
  see?: () => void;
  /** The view that shows its cause. */
  view?: View;
}

/** Errors of actions that have no place of their own to say so, and what came up meanwhile. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  private next = 0;

  add(error: IpcError): void {
    this.put({ error });
  }

  say(text: string, view: View, see: () => void): void {
    this.put({ text, view, see });
  }

  /** This view is looked at: what it shows needs no notice any more. */
  seen(view: View): void {
    if (this.shown.some((toast) => toast.view === view)) this.shown = this.shown.filter((toast) => toast.view !== view);
  }

  private put(toast: Omit<Toast, "id">): void {
    const id = this.next++;
    this.shown = [...this.shown.slice(-2), { id, ...toast }];
    setTimeout(() => this.dismiss(id), 10_000);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
