/** What the window itself can do. Other areas add theirs to the registry. */
import { call, noFilters, type SkillRow } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";
import { VIEWS, type App, type Theme, type View } from "../app.svelte";
import { sortWord } from "../catalogue/words";
import { variableWord } from "../config/words";
import { asQuery } from "../saved/saved.svelte";
import { canPause, canReconnect } from "../status/socket";
import { addCommands, addSource, type Command } from "./registry";

/** A view by the name that the rail gives it. */
export function viewWord(view: View): string {
  return (m as unknown as Record<string, () => string>)[`nav_${view}`]?.() ?? view;
}

/** The skill that is open, as its list has it. */
function open(app: App): SkillRow | undefined {
  const id = app.list.selected;
  if (!app.browsing || !id) return undefined;
  for (const page of app.list.pages.values()) {
    const row = page.find(({ skill_id }) => skill_id === id);
    if (row) return row;
  }
  return undefined;
}

/** Opens a view for whoever has the keys, which go along: left in the search field they would be words. */
function show(app: App, view: View): void {
  app.open(view);
  // A palette that closes gives the focus back first.
  requestAnimationFrame(() => {
    const at = document.activeElement;
    if (at instanceof HTMLInputElement && at.dataset["testid"] === "search") at.blur();
  });
}

addCommands(() =>
  VIEWS.map((view, i) => ({
    id: `view.${view}`,
    group: "go",
    title: () => m.palette_open_view({ view: viewWord(view) }),
    keys: view === "settings" ? [`mod+${i + 1}`, "mod+,"] : [`mod+${i + 1}`],
    run: (app: App) => show(app, view),
  })),
);

const search: Command[] = [
  { id: "search", group: "go", title: m.key_search, keys: ["/", "mod+f"], run: (app) => void app.searchFocus++ },
  {
    id: "search.clear",
    group: "do",
    title: m.palette_clear,
    when: (app) => app.browsing,
    run: (app) => app.search({ text: "", filters: noFilters() }),
  },
  {
    id: "back",
    group: "go",
    title: m.back,
    when: (app) => app.over,
    run: (app) => app.closeSkill(),
  },
];
addCommands(() => search);
addCommands(() =>
  (Object.keys(sortWord) as (keyof typeof sortWord)[]).map((sort) => ({
    id: `sort.${sort}`,
    group: "look",
    title: () => m.palette_sort({ order: sortWord[sort]() }),
    when: (app) => app.browsing,
    run: (app) => app.list.query({ sort }),
  })),
);

addCommands((app) => {
  const row = open(app);
  if (!row) return [];
  const { name, skill_id } = row;
  const marked = row.badges.includes("favourite");
  return [
    {
      id: "skill.favourite",
      group: "do",
      title: () => (marked ? m.palette_unmark({ name }) : m.palette_mark({ name })),
      keys: ["f"],
      local: true,
      run: () => void app.favourite(row),
    },
    ...[1, 2, 3, 4, 5].map((stars): Command => {
      return {
        id: `skill.rate.${stars}`,
        group: "do",
        title: () => m.palette_rate({ name, stars: m.stars_of_five({ count: stars }) }),
        keys: [String(stars)],
        local: true,
        when: () => !row.badges.includes("local"),
        run: () => void app.rate(row, stars),
      };
    }),
    {
      id: "skill.link",
      group: "do",
      title: () => m.palette_copy_link({ name }),
      also: "url",
      run: () => void navigator.clipboard?.writeText(`skilldock://skill/${skill_id}`),
    },
  ];
});

const library: Command[] = [
  { id: "library.new", group: "do", title: m.library_new, run: (app) => app.mine.edit(null) },
  {
    id: "library.import",
    group: "do",
    title: m.import_from_files,
    run: (app) => void app.mine.transfer.choose("files"),
  },
  { id: "collections", group: "do", title: m.collections_manage, run: (app) => app.collections.ask(null) },
];
addCommands(() => library);

const sync: Command[] = [
  {
    id: "sync.now",
    group: "do",
    title: m.sync_now,
    keys: ["mod+r"],
    when: ({ status }) => status !== null && status.mode !== "local_only" && status.sync === null,
    run: (app) => void app.syncNow(),
  },
  {
    id: "sync.pause",
    group: "do",
    title: m.palette_pause,
    when: ({ status }) => status !== null && canPause(status) && status.mode !== "paused",
    run: (app) => void app.setPaused(true),
  },
  {
    id: "sync.resume",
    group: "do",
    title: m.palette_resume,
    when: ({ status }) => status !== null && canPause(status) && status.mode === "paused",
    run: (app) => void app.setPaused(false),
  },
  {
    id: "sync.reconnect",
    group: "do",
    title: m.ws_reconnect,
    when: ({ status }) => status !== null && canReconnect(status),
    run: (app) => void app.reconnect(),
  },
];
addCommands(() => sync);

const THEMES: [Theme, () => string][] = [
  ["system", m.as_system],
  ["light", m.theme_light],
  ["dark", m.theme_dark],
  ["contrast", m.theme_contrast],
];
addCommands((app) => [
  ...THEMES.filter(([theme]) => theme !== app.theme).map(([theme, word]): Command => ({
    id: `theme.${theme}`,
    group: "look",
    title: () => m.palette_set({ what: m.theme(), value: word() }),
    run: () => app.setTheme(theme),
  })),
  {
    id: "density",
    group: "look",
    title: () =>
      m.palette_set({
        what: m.density(),
        value: app.density === "compact" ? m.density_comfortable() : m.density_compact(),
      }),
    run: () => app.setDensity(app.density === "compact" ? "comfortable" : "compact"),
  },
  { id: "zoom.in", group: "look", title: m.zoom_in, keys: ["mod+=", "mod++"], run: () => app.desktop.zoomBy(1) },
  { id: "zoom.out", group: "look", title: m.zoom_out, keys: ["mod+-"], run: () => app.desktop.zoomBy(-1) },
  { id: "zoom.reset", group: "look", title: m.zoom_reset, keys: ["mod+0"], run: () => app.desktop.setZoom(100) },
]);

const rest: Command[] = [
  { id: "palette", group: "go", title: m.palette_title, keys: ["mod+k"], run: (app) => app.palette.show() },
  {
    id: "shortcuts",
    group: "go",
    title: m.shortcuts_title,
    keys: ["?"],
    run: (app) => void (app.palette.shortcuts = true),
  },
  {
    id: "connect",
    group: "go",
    title: m.palette_connect,
    also: "marketplace demo local",
    run: (app) => void (app.connecting = true),
  },
  {
    id: "quit",
    group: "do",
    title: m.tray_quit,
    also: "exit",
    keys: ["mod+q"],
    run: () => void call("quit").catch(() => {}),
  },
];
addCommands(() => rest);

const APPEARANCE: [string, () => string][] = [
  ["theme", m.theme],
  ["density", m.density],
  ["locale", m.language],
  ["zoom", m.zoom],
  ["close", m.close_setting],
  ["links", m.links_setting],
  ["notify_conflicts", m.notify_conflicts],
  ["notify_ratings", m.notify_ratings],
  ["notify_token", m.notify_token],
  ["notify_held", m.notify_held],
  ["notify_updates", m.notify_updates],
];
addCommands(() =>
  [...Object.entries(variableWord), ...APPEARANCE].map(([id, word]) => ({
    id: `setting.${id}`,
    group: "settings",
    title: word,
    detail: m.nav_settings,
    also: id.replaceAll("_", " "),
    run: (app) => app.openSetting(id),
  })),
);

addCommands((app) =>
  app.saved.list.map((saved) => ({
    id: `saved.${saved.id}`,
    group: "go",
    title: () => saved.name,
    detail: m.saved_title,
    run: (app) => app.search(asQuery(saved)),
  })),
);

addSource(async (_, typed) => {
  const { skills } = await call("search", {
    text: typed,
    filters: noFilters(),
    offset: 0,
    limit: 6,
    facets: false,
    literal: false,
  });
  return skills.map(({ skill_id, name, author, category }) => ({
    id: `skill:${skill_id}`,
    group: "skills",
    title: () => name,
    detail: () => author ?? category,
    run: (app) => app.desktop.go({ to: "skill", skill_id, version: null }),
  }));
});
