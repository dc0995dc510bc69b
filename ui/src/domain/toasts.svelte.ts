import type { IpcError } from "../ipc";

export interface Toast {
  id: number;
  error?: IpcError;
  /** What is told where it is no error, and where it is dealt with. */
  text?: string;
  see?: () => void;
}

/** Errors of actions that have no place of their own to say so, and what came up meanwhile. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  private next = 0;

  add(error: IpcError): void {
    this.put({ error });
  }

  say(text: string, see: () => void): void {
    this.put({ text, see });
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
