import type { IpcError } from "../ipc";

/** Errors of actions that have no place of their own to say so. */
export class Toasts {
  shown = $state.raw<readonly { id: number; error: IpcError }[]>([]);
  private next = 0;

  add(error: IpcError): void {
    const id = this.next++;
    this.shown = [...this.shown.slice(-2), { id, error }];
    setTimeout(() => this.dismiss(id), 10_000);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
