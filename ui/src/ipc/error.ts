import type { Code, Commands, IpcError as WireError } from "./bindings";

/** A command that failed: an `Error` with a stack, the command and a code that has words (`errorText`). */
export class IpcError extends Error {
  override readonly name = "IpcError";

  constructor(
    readonly command: keyof Commands,
    readonly code: Code,
    message: string,
    readonly hint = "",
    /** When trying again makes sense (this machine's clock), where known. */
    readonly retryAt: number | null = null,
  ) {
    super(message);
  }

  /** Anything a command can reject with; what is not from the engine counts as `internal`. */
  static from(command: keyof Commands, raw: unknown): IpcError {
    if (raw instanceof IpcError) return raw;
    if (isWire(raw)) {
      const retryAt = raw.retry_after_ms === undefined ? null : Date.now() + raw.retry_after_ms;
      return new IpcError(command, raw.code, raw.message, raw.hint, retryAt);
    }
    return new IpcError(command, "internal", typeof raw === "string" ? raw : String(raw));
  }
}

function isWire(raw: unknown): raw is WireError {
  return typeof raw === "object" && raw !== null && "code" in raw && "message" in raw;
}
