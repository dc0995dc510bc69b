/**
 * The one door to the engine. `call` runs a command, `on` hears one kind of event; nothing else in the
 * window knows whether Rust or the fake answers.
 */
import type { Commands, EngineEvent, ShellEvent } from "./bindings";
import { IpcError } from "./error";
import { tauri } from "./tauri";
import type { Dropping, Transport } from "./transport";

export * from "./bindings";
export * from "./query";
export { IpcError } from "./error";

type Name = keyof Commands;
type Heard = EngineEvent | ShellEvent;
type EventName = Heard["event"];
type EventOf<E extends EventName> = Extract<Heard, { event: E }>;

/** Reads that no longer matter must not spin for ever: after this they fail with a reason. */
const READ_DEADLINE_MS = 10_000;
/** What waits for the network or for the keychain has its own limits in the engine, so none here. */
const UNLIMITED = new Set<Name>([
  "sync_now",
  "test_connection",
  "preview",
  "connect",
  "use_demo",
  "token_set",
  "token_test",
  "token_forget",
  "token_rotate",
  "keychain_test",
  "open_data",
  "start_anew",
  "refresh_reviews",
  "rate",
  "retry_rating",
  "open_links",
  "send_ratings",
  "choose_activity_file",
  "export_activity",
  // Somebody looks at a dialog, or a whole library is written or erased.
  "choose_privacy_file",
  "privacy_export",
  "privacy_erase",
  "choose_import",
  "choose_export",
  "preview_import",
  "import_skills",
  "export_skills",
]);

let transport: Promise<Transport> | undefined;

function engine(): Promise<Transport> {
  transport ??=
    __FAKE__ && !("__TAURI_INTERNALS__" in window)
      ? import("./fake").then((fake) => fake.transport())
      : Promise.resolve(tauri);
  return transport;
}

/** Puts another engine behind the door: for tests, each of which brings its own. */
export function useTransport(other: Transport): void {
  transport = Promise.resolve(other);
}

/** Runs a command. Rejects with an {@link IpcError}, never with anything else. */
export async function call<N extends Name>(
  name: N,
  ...[request]: Commands[N]["request"] extends null ? [] : [Commands[N]["request"]]
): Promise<Commands[N]["answer"]> {
  try {
    const answer = (await engine()).invoke(name, request === undefined ? undefined : { request });
    return (await (UNLIMITED.has(name) ? answer : withDeadline(answer, name))) as Commands[N]["answer"];
  } catch (raw) {
    throw IpcError.from(name, raw);
  }
}

async function withDeadline<T>(answer: Promise<T>, name: Name): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new IpcError(name, "timed_out", "The engine did not answer in 10 seconds.")),
      READ_DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Hears one kind of event until the function it returns is called. */
export function on<E extends EventName>(event: E, handler: (event: EventOf<E>) => void): () => void {
  let stopped = false;
  const stop = engine().then((door) =>
    door.listen((heard) => {
      if (!stopped && heard.event === event) handler(heard as EventOf<E>);
    }),
  );
  return () => {
    stopped = true;
    void stop.then((off) => off());
  };
}

/** Hears of files dragged over the window until the function it returns is called. */
export function onDrop(handler: (dropping: Dropping) => void): () => void {
  const stop = engine().then((door) => door.drops(handler));
  return () => void stop.then((off) => off());
}
