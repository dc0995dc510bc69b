/** The user's collections: lists of skills under a name. They need no marketplace. */
import { call, type Collection, type IpcError, type SkillRow } from "../../ipc";

export class Collections {
  list = $state.raw<Collection[]>([]);
  /** Why they could not be read. */
  error = $state.raw<IpcError | null>(null);
  /** The dialog: about one skill, about all collections (`null`), or closed. */
  asked = $state.raw<{ row: SkillRow | null } | null>(null);
  /** Goes up with every skill that was put in or taken out, so that an open page shows it. */
  changes = $state(0);

  async read(): Promise<void> {
    try {
      this.list = (await call("collections")).collections;
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** Opens the dialog about a skill, or about all collections. */
  ask(row: SkillRow | null): void {
    this.asked = { row };
    void this.read();
  }

  /** Numbers of the collections that a skill is in. */
  async of(skill_id: string): Promise<number[]> {
    return (await call("skill", { skill_id })).collections;
  }

  /** Each of these rejects with the engine's reason: a name that is taken, for one. */
  async create(name: string, skill_id?: string): Promise<void> {
    this.list = (await call("create_collection", skill_id === undefined ? { name } : { name, skill_id })).collections;
    this.changes++;
  }

  async rename(id: number, name: string): Promise<void> {
    this.list = (await call("rename_collection", { id, name })).collections;
  }

  async remove(id: number): Promise<void> {
    this.list = (await call("delete_collection", { id })).collections;
    this.changes++;
  }

  async put(id: number, skill_id: string, member: boolean): Promise<void> {
    this.list = (await call("set_in_collection", { id, skill_id, member })).collections;
    this.changes++;
  }
}
