/** Saved searches and collections of the fake: kept in memory, with the engine's rules for names. */
import type {
  CollectionList,
  CollectionRef,
  Commands,
  MemberChange,
  NewCollection,
  NewSearch,
  Rename,
  SavedSearch,
  SavedSearchList,
  SavedSearchRef,
} from "../bindings";
import { folded } from "../query";

interface Kept {
  id: number;
  name: string;
  ids: Set<string>;
}

type Name =
  | "saved_searches"
  | "save_search"
  | "rename_search"
  | "delete_search"
  | "collections"
  | "create_collection"
  | "rename_collection"
  | "delete_collection"
  | "set_in_collection";

export class FakeLists {
  private searches: SavedSearch[] = [];
  private kept: Kept[] = [];
  private last = 0;

  /** `changed` is called where rows or counts may be other ones; `fail` makes the error that a command answers with. */
  constructor(
    ids: string[],
    private readonly changed: () => void,
    private readonly fail: (code: "bad_input" | "not_found", message: string) => unknown,
  ) {
    if (!ids.length) return;
    this.kept = [
      { id: ++this.last, name: "Meetings", ids: new Set(ids.filter((_, i) => i % 13 === 0).slice(0, 40)) },
      { id: ++this.last, name: "To read", ids: new Set(ids.filter((_, i) => i % 6 === 2).slice(0, 40)) },
    ];
    this.searches = [
      { id: ++this.last, name: "Good notes", query: "rating:>=4 notes", sort: "relevance" },
      {
        id: ++this.last,
        name: "New Python without finance",
        query: "type:python_code -category:finance",
        sort: "newest",
      },
    ];
  }

  /** The ids in each collection, by its name. */
  get members(): Map<string, Set<string>> {
    return new Map(this.kept.map(({ name, ids }) => [name, ids]));
  }

  /** What the user named: searches and collections. */
  get names(): string[] {
    return [...this.searches, ...this.kept].map(({ name }) => name);
  }

  /** Numbers of the collections that a skill is in. */
  of(skill: string): number[] {
    return this.kept.filter(({ ids }) => ids.has(skill)).map(({ id }) => id);
  }

  readonly answers: { [N in Name]: (request: never) => Commands[N]["answer"] } = {
    saved_searches: () => this.searchList(),
    save_search: ({ name, query, sort }: NewSearch) => {
      this.searches.push({ id: ++this.last, name: this.fit(name, this.searches), query: query.trim(), sort });
      return this.searchList();
    },
    rename_search: ({ id, name }: Rename) => {
      this.known(this.searches, id).name = this.fit(name, this.searches, id);
      return this.searchList();
    },
    delete_search: ({ id }: SavedSearchRef) => {
      this.known(this.searches, id);
      this.searches = this.searches.filter((one) => one.id !== id);
      return this.searchList();
    },
    collections: () => this.list(),
    create_collection: ({ name, skill_id }: NewCollection) => {
      this.kept.push({
        id: ++this.last,
        name: this.fit(name, this.kept),
        ids: new Set(skill_id === undefined ? [] : [skill_id]),
      });
      return this.moved();
    },
    rename_collection: ({ id, name }: Rename) => {
      this.known(this.kept, id).name = this.fit(name, this.kept, id);
      return this.moved();
    },
    delete_collection: ({ id }: CollectionRef) => {
      this.known(this.kept, id);
      this.kept = this.kept.filter((one) => one.id !== id);
      return this.moved();
    },
    set_in_collection: ({ id, skill_id, member }: MemberChange) => {
      const { ids } = this.known(this.kept, id);
      if (member) ids.add(skill_id);
      else ids.delete(skill_id);
      return this.moved();
    },
  };

  private moved(): CollectionList {
    this.changed();
    return this.list();
  }

  private list(): CollectionList {
    const collections = this.kept
      .map(({ id, name, ids }) => ({ id, name, skills: ids.size }))
      .sort((a, b) => a.name.localeCompare(b.name));
    return { collections, total: collections.length };
  }

  private searchList(): SavedSearchList {
    const searches = this.searches.toSorted((a, b) => a.name.localeCompare(b.name));
    return { searches, total: searches.length };
  }

  private known<T extends { id: number }>(list: T[], id: number): T {
    const found = list.find((one) => one.id === id);
    if (!found) throw this.fail("not_found", "This is not here any more.");
    return found;
  }

  private fit(name: string, taken: { id: number; name: string }[], own?: number): string {
    const tidy = name.replace(/\s+/g, " ").trim();
    if (!tidy) throw this.fail("bad_input", "A name needs at least one letter or digit.");
    if (tidy.length > 80) throw this.fail("bad_input", "This name has more than 80 characters.");
    if (taken.some((one) => one.id !== own && folded(one.name) === folded(tidy)))
      throw this.fail("bad_input", `“${tidy}” is taken.`);
    return tidy;
  }
}
