/** Searches under a name, as they are kept. Whoever wants to offer them asks for {@link savedSearches}. */
import { call, readQuery, writeQuery, type IpcError, type SavedSearch, type Search } from "../../ipc";

export class SavedSearches {
  list = $state.raw<SavedSearch[]>([]);
  /** Why they could not be read. */
  error = $state.raw<IpcError | null>(null);

  /** Reads them. */
  async read(): Promise<void> {
    try {
      this.list = (await call("saved_searches")).searches;
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** Keeps a search. Rejects with the engine's reason: a name that is taken, for one. */
  async save(name: string, { words, filters, sort }: Search): Promise<void> {
    const query = writeQuery({ words, filters, sort: "relevance" });
    this.list = (await call("save_search", { name, query, sort })).searches;
  }

  async rename(id: number, name: string): Promise<void> {
    this.list = (await call("rename_search", { id, name })).searches;
  }

  async remove(id: number): Promise<void> {
    this.list = (await call("delete_search", { id })).searches;
  }
}

/** A store of the saved searches, which reads them by itself. */
export function savedSearches(): SavedSearches {
  const store = new SavedSearches();
  void store.read();
  return store;
}

/** What a saved search asks for: its tokens as chosen conditions, its words as the text. */
export function asQuery({ query, sort }: SavedSearch) {
  const { words, filters } = readQuery(query);
  return { text: words, filters, sort };
}

/** A search as a link that Skilldock opens. */
export function searchLink(search: Search): string {
  return `skilldock://search?q=${encodeURIComponent(writeQuery(search))}`;
}

/** A skill as a link that Skilldock opens. */
export function skillLink(id: string): string {
  return `skilldock://skill/${id}`;
}
