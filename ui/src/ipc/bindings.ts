// Made from the Rust side by `cargo xtask bindings`; a test fails when it is out of date.
/* eslint-disable */

/**
 * All updates that were listed.
 */
export type AcceptAllRequest = { 
/**
 * The number that came with the list.
 */
until: number, };

/**
 * An entry of the log.
 */
export type ActivityEntry = { 
/**
 * Its number, rising.
 */
id: number, 
/**
 * When.
 */
at: UnixMillis, 
/**
 * What it is about.
 */
kind: ActivityKind, 
/**
 * How much it matters.
 */
level: ActivityLevel, 
/**
 * What happened.
 */
what: Happened, 
/**
 * About which skill, where it is about one.
 */
skill_id: SkillId | null, 
/**
 * Whether that skill is still here.
 */
skill_here: boolean, 
/**
 * What belongs to it.
 */
facts: ActivityFacts, };

/**
 * Write the log out.
 */
export type ActivityExport = { 
/**
 * Which entries.
 */
filter: ActivityFilter, 
/**
 * How.
 */
format: ActivityFormat, 
/**
 * Where to; a file that is there is replaced.
 */
path: string, };

/**
 * What the sentence of an entry needs. Nothing else can be written down.
 */
export type ActivityFacts = { 
/**
 * The skill's name at that time.
 */
name?: string, 
/**
 * The conflict's number.
 */
conflict?: number, 
/**
 * Why a sync ran, as in the journal.
 */
trigger?: string, 
/**
 * How many: changes of a sync, updates, skills taken in, repetitions of a cause.
 */
count?: number, 
/**
 * How long it took.
 */
duration_ms?: number, 
/**
 * What kind of problem it was.
 */
code?: Code, 
/**
 * Why, in a sentence; without anything secret.
 */
reason?: string, 
/**
 * When a repeated cause was last seen.
 */
until?: UnixMillis, 
/**
 * Stars of a rating.
 */
stars?: number, 
/**
 * The variable that was changed.
 */
variable?: string, };

/**
 * The file that was chosen.
 */
export type ActivityFile = { 
/**
 * Its path; `null` where none was chosen.
 */
path: string | null, };

/**
 * A file to be chosen for the log.
 */
export type ActivityFileRequest = { 
/**
 * How the log will be written out.
 */
format: ActivityFormat, 
/**
 * The name that is offered.
 */
name: string, };

/**
 * Which entries are wanted.
 */
export type ActivityFilter = { 
/**
 * Only these kinds; empty for all.
 */
kinds: Array<ActivityKind>, 
/**
 * Only what matters at least so much; `null` for all.
 */
level: ActivityLevel | null, 
/**
 * Only those in which this text stands, in whatever case; empty for all.
 */
text: string, 
/**
 * What is found by the text too: the words that the window has for it hold the text.
 */
named: Array<Happened>, };

/**
 * How the log is written out.
 */
export type ActivityFormat = "json" | "csv";

/**
 * What an entry is about: what the log is filtered by.
 */
export type ActivityKind = "sync" | "socket" | "update" | "edit" | "conflict" | "rating" | "library" | "settings";

/**
 * How much an entry matters.
 */
export type ActivityLevel = "info" | "warning" | "error";

/**
 * A page of the log, latest first.
 */
export type ActivityPage = { 
/**
 * The entries.
 */
entries: Array<ActivityEntry>, 
/**
 * Whether there are earlier ones.
 */
more: boolean, };

/**
 * A page of the activity log, latest first.
 */
export type ActivityRequest = { 
/**
 * Which entries.
 */
filter: ActivityFilter, 
/**
 * Only those before this number; `null` begins with the latest.
 */
before: number | null, 
/**
 * At most this many, at most 100.
 */
limit: number, };

/**
 * What came of letting all in.
 */
export type AllUpdatesOutcome = { 
/**
 * How many were let in.
 */
accepted: number, 
/**
 * Those that can be taken back, at most 1,000.
 */
undoable: Array<SkillId>, 
/**
 * Those that were not, at most 100.
 */
failed: Array<NotAccepted>, 
/**
 * How many wait now: what came since, and what failed.
 */
waiting: number, };

/**
 * A strategy that resolves a conflict by itself: every one but `manual`.
 */
export type Automatic = "remote_wins" | "local_wins" | "merge";

/**
 * A mark a skill can carry here; a badge on its row and a filter (`is:…`).
 */
export type Badge = "installed" | "update" | "favourite" | "edited" | "local" | "conflict" | "stale" | "danger";

/**
 * What a field became.
 */
export type Became = "local" | "remote" | "base" | "own";

/**
 * What the window needs for its first painted frame, in one answer.
 */
export type Boot = { 
/**
 * Skilldock's version.
 */
version: string, 
/**
 * Whether the three doors are to be shown.
 */
first_run: boolean, 
/**
 * Invalid configuration: shown as the first page, and no sync runs. Empty where all is well.
 */
problems: Array<ConfigProblem>, 
/**
 * What is going on.
 */
status: Status, 
/**
 * What the window remembered: theme, density, last view, last query …
 */
ui_state: { [key in string]: string }, 
/**
 * The catalogue's revision.
 */
revision: number, 
/**
 * Whether the marketplace is the bundled demo.
 */
demo: boolean, 
/**
 * What was saved the last time that the file of the user's own was found damaged.
 */
salvage: Salvage | null, 
/**
 * Whether the data on the disk are encrypted, and why not.
 */
encryption: EncryptionView, };

/**
 * How many conflicts at once ended.
 */
export type BulkOutcome = { 
/**
 * How many it was done to.
 */
resolved: number, 
/**
 * Their numbers, for one undo.
 */
ids: Array<number>, 
/**
 * How many it was not done to.
 */
failed_total: number, 
/**
 * The first 100 of those, each with its reason.
 */
failed: Array<NotResolved>, };

/**
 * Some conflicts and a strategy.
 */
export type BulkRequest = { 
/**
 * Their numbers, at most 5,000; foreseen are the first 100.
 */
ids: Array<number>, 
/**
 * The strategy.
 */
strategy: Automatic, };

/**
 * A category as it is shown. `skill_count` is counted from the skills here, not
 * taken from the marketplace, so that the number beside a category is the
 * number of rows behind it.
 */
export type Category = { 
/**
 * Its name, which is also its key.
 */
name: string, 
/**
 * What belongs in it.
 */
description: string, 
/**
 * How many skills of it are here.
 */
skill_count: number, 
/**
 * The address of its picture, where the marketplace names one. Never loaded.
 */
icon_url: string | null, 
/**
 * When the marketplace made it (RFC 3339).
 */
created_at: string | null, };

/**
 * The categories here.
 */
export type CategoryList = { 
/**
 * By name, as many as an answer has room for.
 */
categories: Array<Category>, 
/**
 * How many.
 */
total: number, };

/**
 * Why somebody is told.
 */
export type Cause = "conflicts" | "failed_ratings" | "token_rejected" | "held_deletions" | "waiting_updates";

/**
 * Who changed something since both sides were the same.
 */
export type Changed = "local" | "remote" | "both" | "agreed" | "unknown";

/**
 * What happened to the records of one kind.
 */
export type Changes = { 
/**
 * New here.
 */
added: number, 
/**
 * Changed here.
 */
updated: number, 
/**
 * As they were.
 */
unchanged: number, 
/**
 * No longer offered and taken out.
 */
deleted: number, 
/**
 * Deletions that wait for a yes (contract, section 4).
 */
held: number, 
/**
 * Records put aside because they have no valid id or name.
 */
rejected: number, };

/**
 * Values wanted and values not wanted of one property. Wanted values are
 * alternatives (any of them), unwanted ones each exclude.
 */
export type Choice<T> = { 
/**
 * Any of these; empty means no condition.
 */
include: Array<T>, 
/**
 * None of these.
 */
exclude: Array<T>, };

/**
 * A stretch of a skill's long text.
 */
export type ChunkRequest = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Where to begin, in characters.
 */
offset: number, };

/**
 * What closing the window is to mean from now on.
 */
export type CloseAnswer = { 
/**
 * Whether Skilldock goes on without a window; `null` where the question was put away.
 */
background: boolean | null, };

/**
 * A stable name for a kind of problem. Scripts and the window act on it;
 * adding one is a compatible change, renaming one is not.
 */
export type Code = "config_invalid" | "url_missing" | "token_missing" | "token_rejected" | "unreachable" | "timed_out" | "maintenance" | "rate_limited" | "server_error" | "bad_answer" | "inconsistent_listing" | "local_only" | "busy" | "not_found" | "bad_input" | "disk" | "newer_database" | "keychain" | "keychain_locked" | "data_locked" | "key_lost" | "no_place_for_key" | "stopped" | "internal";

/**
 * Stretches of the code.
 */
export type CodePage = { 
/**
 * The stretches, in order.
 */
regions: Array<CodeRegion>, 
/**
 * Which stretch comes next, where there is more.
 */
next: number | null, };

/**
 * A stretch of the code.
 */
export type CodeRegion = { "kind": "same", 
/**
 * Which stretch it is.
 */
index: number, 
/**
 * The first of them, or all.
 */
head: string, 
/**
 * How many are folded up.
 */
hidden: number, 
/**
 * The last of them; empty where `head` has all.
 */
tail: string, 
/**
 * How many lines it has.
 */
lines: number, 
/**
 * The number of the first in the user's code, from 1.
 */
local_from: number, 
/**
 * The number of the first in the marketplace's.
 */
remote_from: number, } | { "kind": "hunk", 
/**
 * Which stretch it is.
 */
index: number, 
/**
 * Says which it is by what stands in it.
 */
key: string, 
/**
 * Who changed it.
 */
changed: Changed, 
/**
 * The choices that can be carried out.
 */
picks: Array<Pick>, 
/**
 * What it becomes where nobody chooses; `null` where somebody must.
 */
suggested: Pick | null, 
/**
 * As it was.
 */
base: HunkSide, 
/**
 * As the user has it.
 */
local: HunkSide, 
/**
 * As the marketplace has it.
 */
remote: HunkSide, };

/**
 * Stretches of a conflict's code.
 */
export type CodeRequest = { 
/**
 * Which conflict.
 */
id: number, 
/**
 * The first stretch: 0, or the `next` of the page before.
 */
from: number, };

/**
 * The differing code in numbers.
 */
export type CodeSummary = { 
/**
 * Stretches that differ.
 */
hunks: number, 
/**
 * Of those, the ones somebody must decide.
 */
open: number, 
/**
 * Lines that the user changed.
 */
local_lines: number, 
/**
 * Lines that the marketplace changed.
 */
remote_lines: number, };

/**
 * A collection of skills.
 */
export type Collection = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its name, as a query token says it: `in:NAME`.
 */
name: string, 
/**
 * How many of its skills are here.
 */
skills: number, };

/**
 * The collections.
 */
export type CollectionList = { 
/**
 * By name.
 */
collections: Array<Collection>, 
/**
 * How many.
 */
total: number, };

/**
 * One collection.
 */
export type CollectionRef = { 
/**
 * Its number.
 */
id: number, };

/**
 * How a skill is started, before and after.
 */
export type CommandChange = { 
/**
 * As the user has it.
 */
before: string | null, 
/**
 * As it would be.
 */
after: string | null, };

/**
 * The code that choices make.
 */
export type ComposeRequest = { 
/**
 * Which conflict.
 */
id: number, 
/**
 * A side for each stretch, by its key.
 */
hunks: { [key in string]: Pick }, 
/**
 * Where to begin: 0, or the `next` of the answer before.
 */
offset: number, };

/**
 * A value that cannot be used, or should not have been written as it is.
 */
export type ConfigProblem = { 
/**
 * The variable.
 */
variable: string, 
/**
 * Its value; a token is redacted.
 */
value: string, 
/**
 * What it may be.
 */
range: string, 
/**
 * Where the value comes from.
 */
source: Source, 
/**
 * What is wrong, in a sentence.
 */
message: string, 
/**
 * Whether it stops start-up.
 */
severity: ProblemSeverity, 
/**
 * Whether a stronger source makes up for it, so that it is only a warning.
 */
overridden: boolean, };

/**
 * The whole configuration as it is shown.
 */
export type ConfigView = { 
/**
 * Every variable, in the order of the contract.
 */
variables: Array<VariableView>, 
/**
 * What cannot be used, warnings included.
 */
problems: Array<ConfigProblem>, 
/**
 * The `.env` file that was read, if any.
 */
env_file: string | null, 
/**
 * Where databases, settings and logs are.
 */
data_dir: string, };

/**
 * What happened to conflicts.
 */
export type ConflictChanges = { 
/**
 * Found in this run.
 */
detected: number, 
/**
 * Resolved in this run by the strategy.
 */
resolved: number, 
/**
 * Waiting for somebody.
 */
waiting: number, };

/**
 * Conflicts by state.
 */
export type ConflictCounts = { 
/**
 * Waiting for somebody.
 */
open: number, };

/**
 * A conflict as somebody decides it.
 */
export type ConflictDesk = { 
/**
 * The conflict.
 */
row: ConflictRow, 
/**
 * Who wrote the skill; empty where that is not said.
 */
author: string, 
/**
 * The fields that differ, the gravest first.
 */
fields: Array<DeskField>, 
/**
 * The code in numbers, where it differs and is text on both sides.
 */
code: CodeSummary | null, 
/**
 * The copy both started from.
 */
base: SideFacts | null, 
/**
 * The user's copy.
 */
local: SideFacts, 
/**
 * The marketplace's copy.
 */
remote: SideFacts | null, 
/**
 * Why it cannot be undone; `null` where it can, or where it waits.
 */
undo_block: UndoBlock | null, };

/**
 * One conflict.
 */
export type ConflictRef = { 
/**
 * Its number.
 */
id: number, };

/**
 * Some conflicts.
 */
export type ConflictRefs = { 
/**
 * Their numbers, at most 5,000.
 */
ids: Array<number>, };

/**
 * A conflict as a row.
 */
export type ConflictRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * The skill's name.
 */
name: string, 
/**
 * What it is about.
 */
situation: ConflictSituation, 
/**
 * What kind it is.
 */
type: ConflictType, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The names of the fields that differ, the gravest first.
 */
fields: Array<string>, 
/**
 * When it was found.
 */
detected_at: UnixMillis, 
/**
 * When its sides last changed.
 */
changed_at: UnixMillis, 
/**
 * How it ended; `null` while it waits.
 */
strategy: string | null, 
/**
 * `strategy` where Skilldock resolved it by itself, `user` where a person did.
 */
resolved_by: string | null, 
/**
 * When it ended.
 */
resolved_at: UnixMillis | null, };

/**
 * What a conflict is about, where that changes what can be decided.
 */
export type ConflictSituation = "both_changed" | "base_unknown" | "deleted_there" | "rating";

/**
 * How a conflict is resolved (contract, section 6).
 */
export type ConflictStrategy = "remote_wins" | "local_wins" | "merge" | "manual";

/**
 * What a conflict is about: the first that matches, in this order.
 */
export type ConflictType = "VERSION_MISMATCH" | "CONTENT_MISMATCH" | "DEPENDENCY_CONFLICT" | "OTHER";

/**
 * A marketplace to connect to. The token goes in and never comes back out.
 */
export type ConnectRequest = { 
/**
 * The marketplace's address.
 */
url: string, 
/**
 * The token; absent keeps the one there is.
 */
token?: string, };

/**
 * What came of trying an address and a token.
 */
export type ConnectionTest = { 
/**
 * Whether both are good.
 */
ok: boolean, 
/**
 * How long the answer took.
 */
latency_ms: number, 
/**
 * Skills the marketplace has, where it said so.
 */
skills: number | null, 
/**
 * What the marketplace says of itself: `healthy`, `degraded`, `unhealthy`.
 */
health: string | null, 
/**
 * What is wrong, where something is.
 */
problem: Problem | null, 
/**
 * What is odd but no obstacle, such as a token of an unusual form.
 */
warning: string | null, };

/**
 * A decision made at the desk.
 */
export type DeskDecision = { 
/**
 * Which conflict.
 */
id: number, 
/**
 * `changed_at` of what was looked at: sides that moved since are not decided.
 */
seen: UnixMillis, 
/**
 * A side for each field.
 */
picks: { [key in string]: Pick }, 
/**
 * A side for each stretch of the code, by its key; `null` where the code is picked
 * or set as a whole.
 */
hunks: { [key in string]: Pick } | null, 
/**
 * A value for each field that is set; `null` takes the field away.
 */
set: Record<string, unknown>, };

/**
 * One field with all its sides.
 */
export type DeskField = { 
/**
 * Its name.
 */
name: string, 
/**
 * What its values are.
 */
kind: FieldKind, 
/**
 * Who changed it.
 */
changed: Changed, 
/**
 * The choices that can be carried out; none where there is nothing to choose.
 */
picks: Array<Pick>, 
/**
 * What it becomes where nobody chooses; `null` where somebody must.
 */
suggested: Pick | null, 
/**
 * Stands for its sides: another one says that they moved.
 */
digest: string, 
/**
 * As both started from it; `null` where it is not there.
 */
base: SideValue | null, 
/**
 * As the user has it.
 */
local: SideValue | null, 
/**
 * As the marketplace has it.
 */
remote: SideValue | null, 
/**
 * What it became, where the conflict is resolved.
 */
result: SideValue | null, 
/**
 * From which side that is.
 */
became: Became | null, 
/**
 * The words that the user changed: in `local`.
 */
local_marks: Array<Mark>, 
/**
 * The words that the marketplace changed: in `remote`.
 */
remote_marks: Array<Mark>, };

/**
 * What became of a decision.
 */
export type DeskOutcome = { 
/**
 * Whether it was not carried out because the sides moved, or somebody else resolved
 * the conflict: it is to be looked at again.
 */
moved: boolean, 
/**
 * The conflict as it is now.
 */
row: ConflictRow, };

/**
 * What the desktop offers here.
 */
export type DesktopView = { 
/**
 * Whether a second start brings a hidden window back, so that it may be hidden.
 */
returns: boolean, 
/**
 * Whether links to skills open in this Skilldock; `null` where that cannot be told.
 */
opens_links: boolean | null, };

/**
 * A piece of a comparison.
 */
export type DiffItem = { "kind": "field", 
/**
 * Its name; a part of an object as `metadata.readme`.
 */
name: string, 
/**
 * What became of it.
 */
change: FieldChange, 
/**
 * Lines or entries that are new; 0 for a value that is neither lines nor a list.
 */
added: number, 
/**
 * Lines or entries that are gone.
 */
removed: number, } | { "kind": "value", 
/**
 * As it was.
 */
before: string | null, 
/**
 * As it is.
 */
after: string | null, 
/**
 * The words that changed, where the two are alike enough for that to say something.
 */
marks: Marks, } | { "kind": "list", 
/**
 * Entries that are new.
 */
added: Array<string>, 
/**
 * Entries that are gone.
 */
removed: Array<string>, 
/**
 * How many both have.
 */
kept: number, } | { "kind": "same", 
/**
 * Which line of the earlier text, from 1.
 */
before: number, 
/**
 * Which line of the later text, from 1.
 */
after: number, 
/**
 * What it says.
 */
text: string, } | { "kind": "changed", 
/**
 * As it was.
 */
before: DiffLine | null, 
/**
 * As it is.
 */
after: DiffLine | null, } | { "kind": "fold", 
/**
 * The first of them in the earlier text, from 1.
 */
before: number, 
/**
 * The first of them in the later text, from 1.
 */
after: number, 
/**
 * How many.
 */
lines: number, };

/**
 * A line of one side.
 */
export type DiffLine = { 
/**
 * Which line of its text, from 1.
 */
number: number, 
/**
 * What it says, without its ending, at most 2,000 characters.
 */
text: string, 
/**
 * The words that changed.
 */
marks: Array<Mark>, 
/**
 * Whether there is more of it than is shown.
 */
cut: boolean, 
/**
 * Whether it differs in nothing but its line ending.
 */
ending: boolean, };

/**
 * A stretch of a comparison.
 */
export type DiffPage = { 
/**
 * The pieces.
 */
items: Array<DiffItem>, 
/**
 * Where the next stretch begins, where there is more.
 */
next: number | null, };

/**
 * Two versions to compare, by the keys of their entries. `start` is what the user's
 * changes started from (or would start from), `shown` what is shown now.
 */
export type DiffRequest = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * The earlier one.
 */
before: string, 
/**
 * The later one.
 */
after: string, 
/**
 * Fields of the later one that are not saved yet, each as JSON text.
 */
set?: { [key in string]: string }, 
/**
 * Where to begin, in items.
 */
offset: number, };

/**
 * Something unfinished.
 */
export type Draft = { 
/**
 * What was kept, as it was given, or a stretch of it.
 */
value: string, 
/**
 * Where the next stretch begins, where there is more.
 */
next: number | null, 
/**
 * When it was kept.
 */
changed_at: UnixMillis, };

/**
 * Keep something unfinished, or drop it.
 */
export type DraftChange = { 
/**
 * What it belongs to.
 */
key: string, 
/**
 * What to keep, at most 4 MiB; `null` drops it.
 */
value: string | null, };

/**
 * Something unfinished.
 */
export type DraftRef = { 
/**
 * What it belongs to, such as `conflict:12`, `edit:` or `rate:` with a skill's id.
 */
key: string, 
/**
 * Where to begin: 0, or the `next` of the stretch before.
 */
offset: number, };

/**
 * A skill as it is edited. Comes as a [`TextChunk`] of its JSON, since code has no
 * bounds that an answer would have.
 */
export type EditSource = { 
/**
 * By name; `code` among them.
 */
fields: { [key in string]: EditedField }, };

/**
 * A field as it is edited.
 */
export type EditedField = { "kind": "text", 
/**
 * The text; empty where the skill has none.
 */
text: string, } | { "kind": "list", 
/**
 * Its entries.
 */
items: Array<string>, } | { "kind": "json", 
/**
 * Its JSON; empty where the skill has none.
 */
text: string, };

/**
 * Whether the data are encrypted, as it is shown.
 */
export type EncryptionView = { 
/**
 * Whether everything on the disk is encrypted.
 */
encrypted: boolean, 
/**
 * Whether that is what the configuration wants: with `auto` where a keychain is.
 */
wanted: boolean, 
/**
 * Why they are not encrypted though they should be.
 */
problem: Problem | null, };

/**
 * How a rotation ended.
 */
export type Ending = "rotated" | "old_still_good" | "nothing_changed" | "went_back" | "new_still_good" | "maybe_made" | "keychain_unsure";

/**
 * Something happened.
 */
export type EngineEvent = { "event": "status", 
/**
 * The status now.
 */
status: Status, } | { "event": "sync_progress", 
/**
 * How far it is.
 */
progress: SyncProgress, 
/**
 * The situation that follows from it.
 */
situation: Situation, } | { "event": "sync_finished", 
/**
 * How.
 */
report: SyncReport, } | { "event": "catalogue_changed", 
/**
 * The catalogue's revision now.
 */
revision: number, } | { "event": "connecting", 
/**
 * Which attempt since the last stable connection, from 1.
 */
attempt: number, } | { "event": "connected", } | { "event": "disconnected", 
/**
 * Why; never holds an address with its query.
 */
reason: string, } | { "event": "applied", 
/**
 * The message's type (contract, section 3).
 */
type: string, 
/**
 * Which skill, where it is about one.
 */
skill_id: SkillId | null, } | { "event": "dropped", 
/**
 * Why.
 */
reason: string, } | { "event": "gap", } | { "event": "conflict", 
/**
 * Its number.
 */
id: number, 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Whether it waits for somebody.
 */
waiting: boolean, } | { "event": "rating_changed", 
/**
 * Of which skill.
 */
skill_id: SkillId, } | { "event": "activity_changed", } | { "event": "config_changed", } | { "event": "rotating", 
/**
 * The step.
 */
step: RotationStep, 
/**
 * How it ended; `None`: it begins.
 */
came: RotationCame | null, } | { "event": "reviews_changed", 
/**
 * Which skill, by id.
 */
skill_id: SkillId, };

/**
 * What was erased, and the proof.
 */
export type Erased = { 
/**
 * How many entries of each section were removed.
 */
counts: { [key in string]: number }, 
/**
 * How many files of the data folder were searched afterwards, byte by byte.
 */
files_searched: number, 
/**
 * In how many of them something of the user's was found: nought is the proof.
 */
found: number, 
/**
 * What the marketplace still has, where ratings were sent to it.
 */
marketplace: StillThere | null, 
/**
 * Why the keychain may still hold the token or the key, where it may.
 */
keychain: Problem | null, };

/**
 * One use of a skill, as its author shows it.
 */
export type Example = { 
/**
 * What it shows; empty where the author gave no title.
 */
title: string, 
/**
 * What goes in, as text.
 */
input: string, 
/**
 * What comes out, as text.
 */
output: string, };

/**
 * What an export makes.
 */
export type ExportAs = "folder" | "zip" | "json";

/**
 * Ask where to export to.
 */
export type ExportChoice = { 
/**
 * What is to be made.
 */
format: ExportAs, 
/**
 * The name it has unless another is chosen, without its ending.
 */
name: string, 
/**
 * The dialog's title.
 */
title: string, };

/**
 * How an export went.
 */
export type ExportReport = { 
/**
 * Skills written.
 */
skills: number, 
/**
 * Files written.
 */
files: number, 
/**
 * Bytes written.
 */
bytes: number, };

/**
 * An export.
 */
export type ExportRequest = { 
/**
 * What to write.
 */
export: ExportWhat, 
/**
 * Where: a `.json`, a `.zip`, or a folder.
 */
to: string, };

/**
 * What to write out.
 */
export type ExportWhat = { "what": "skills", 
/**
 * Their ids.
 */
skill_ids: Array<SkillId>, } | { "what": "found", 
/**
 * The search; its pages do not matter.
 */
search: SearchRequest, } | { "what": "all", };

/**
 * What was written out.
 */
export type Exported = { 
/**
 * How many entries.
 */
entries: number, };

/**
 * How many of the matches each value of a property has. Each property is counted
 * with its own condition left out, so that a chosen category does not turn the
 * other categories' numbers into zeros.
 */
export type Facets = { 
/**
 * By category.
 */
category: { [key in string]: number }, 
/**
 * By type's name on the wire.
 */
skill_type: { [key in string]: number }, 
/**
 * By tag, the 40 most frequent.
 */
tag: { [key in string]: number }, 
/**
 * By mark.
 */
is: { [key in string]: number }, 
/**
 * By rating of at least 1, 2, 3, 4.
 */
min_rating: { [key in string]: number }, 
/**
 * With packages.
 */
has_packages: number, 
/**
 * By collection of the user's, empty ones included.
 */
collection: { [key in string]: number }, 
/**
 * Changed since the beginning (UTC) of the day 7, 30 and 365 days ago.
 */
updated: { [key in string]: number }, };

/**
 * Something found, with where.
 */
export type Fact = { 
/**
 * What kind of thing.
 */
kind: Kind, 
/**
 * How much it asks to be looked at.
 */
level: Level, 
/**
 * What exactly: a call, a host, a variable, a package.
 */
name: string, 
/**
 * The field it stands in, as a path: `code`, `metadata.readme`, `npm_packages[2]`.
 */
field: string, 
/**
 * The line of that field where it stands first, from 1.
 */
line: number, 
/**
 * Where on the line it begins, in UTF-16 code units from 0.
 */
start: number, 
/**
 * Where on the line it ends. Both are 0 on a line too long to count.
 */
end: number, 
/**
 * How often it stands there.
 */
times: number, 
/**
 * The line about it, at most 160 characters.
 */
excerpt: string, };

/**
 * What is wrong with a value that somebody wants to give a field.
 */
export type Fault = "not_json" | "blank" | "not_text" | "not_texts" | "not_list" | "not_object" | "not_yours";

/**
 * Mark a skill, or take the mark off.
 */
export type FavouriteRequest = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Whether it is one of the user's favourites.
 */
favourite: boolean, };

/**
 * What became of a field.
 */
export type FieldChange = "added" | "removed" | "changed";

/**
 * A value that somebody wants to give a field.
 */
export type FieldCheck = { 
/**
 * Which field.
 */
field: string, 
/**
 * The value.
 */
value: unknown, };

/**
 * A field whose value cannot be saved.
 */
export type FieldFault = { 
/**
 * The field.
 */
field: string, 
/**
 * What is wrong.
 */
fault: Fault, 
/**
 * Where in the JSON, such as `line 2 column 7`; empty where there is no place.
 */
place: string, };

/**
 * Everything that is wrong with what is to be saved.
 */
export type FieldFaults = { 
/**
 * One a field at most; empty where all can be saved.
 */
faults: Array<FieldFault>, };

/**
 * What a field's values are.
 */
export type FieldKind = "text" | "list" | "code" | "data";

/**
 * A side's whole value of a field.
 */
export type FieldTextRequest = { 
/**
 * Which conflict.
 */
id: number, 
/**
 * Which field.
 */
field: string, 
/**
 * Which side.
 */
side: Side, 
/**
 * Where to begin: 0, or the `next` of the stretch before.
 */
offset: number, };

/**
 * Values for fields, each as JSON text: exactly as written, numbers too. `null` takes a
 * field away.
 */
export type FieldValues = { 
/**
 * By field.
 */
set: { [key in string]: string }, };

/**
 * Whether a value fits a field.
 */
export type FieldVerdict = { 
/**
 * Why not; `null` where it fits.
 */
fault: Fault | null, };

/**
 * Conditions beside the words of a search.
 */
export type Filters = { 
/**
 * By category name.
 */
category: Choice<string>, 
/**
 * By what the skill is made of.
 */
skill_type: Choice<SkillType>, 
/**
 * By tag. Wanted tags must all be there.
 */
tag: Choice<string>, 
/**
 * By mark. Wanted marks must all be there.
 */
is: Choice<Badge>, 
/**
 * By collection of the user's. Wanted collections must all have it.
 */
collection: Choice<string>, 
/**
 * By who made it: exactly this name, whatever its case.
 */
author?: string, 
/**
 * At least this average, 0 to 5.
 */
min_rating?: number, 
/**
 * Less than this average, 0 to 5: what [`Filters::min_rating`] of the same leaves out.
 */
below_rating?: number, 
/**
 * Changed at or after this moment (RFC 3339 or a date).
 */
updated_since?: string, 
/**
 * Not changed at or after this moment: what [`Filters::updated_since`] of the same leaves out.
 */
updated_before?: string, 
/**
 * With packages (`true`) or without (`false`).
 */
has_packages?: boolean, };

/**
 * Lines that a comparison folded.
 */
export type FoldRequest = { 
/**
 * The comparison; its offset does not matter.
 */
of: DiffRequest, 
/**
 * The field they are in.
 */
field: string, 
/**
 * The first of them in the later text, from 1.
 */
first: number, 
/**
 * How many.
 */
lines: number, };

/**
 * Lines, as many as fit into an answer: fewer than asked for means to ask on.
 */
export type FoldedLines = { 
/**
 * The lines, without their endings.
 */
lines: Array<string>, };

/**
 * What resolving one would do.
 */
export type Foreseen = { 
/**
 * Its number.
 */
id: number, 
/**
 * The skill's name.
 */
name: string, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The fields in which the user's changes would be gone.
 */
lost_local: Array<string>, 
/**
 * The fields in which the marketplace's changes would not be taken.
 */
lost_remote: Array<string>, 
/**
 * Why it cannot be resolved; `null` where it can.
 */
error: Problem | null, };

/**
 * A conflict that a sync would meet.
 */
export type ForeseenConflict = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Its name as the user has it.
 */
name: string, 
/**
 * What kind it is.
 */
type: ConflictType, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The fields that differ.
 */
fields: Array<string>, 
/**
 * What would become of the user's copy.
 */
would: Would, };

/**
 * What happened.
 */
export type Happened = "sync_complete" | "sync_partial" | "sync_failed" | "paused" | "resumed" | "deletions_declined" | "connected" | "disconnected" | "gap" | "updates" | "update_held" | "update_accepted" | "update_skipped" | "update_taken_back" | "edited" | "reverted" | "created" | "imported" | "exported" | "conflict_found" | "conflict_resolved" | "conflict_undone" | "rated" | "rating_sent" | "rating_failed" | "rating_not_accepted" | "rating_retried" | "rating_discarded" | "setting_changed";

/**
 * How well the sync does (contract, section 8).
 */
export type Health = "healthy" | "degraded" | "unhealthy";

/**
 * The versions of a skill, the user's first, then the marketplace's, latest first.
 */
export type History = { 
/**
 * At most 22.
 */
entries: Array<HistoryEntry>, };

/**
 * A version of a skill that is here whole.
 */
export type HistoryEntry = { 
/**
 * What names it in a [`DiffRequest`].
 */
key: string, 
/**
 * Whose copy it is.
 */
whose: Whose, 
/**
 * The version it names itself.
 */
version: string, 
/**
 * The marketplace's time of it (RFC 3339).
 */
updated_at: string | null, 
/**
 * When it came here, or when the user last changed it; `None` where nobody knows.
 */
seen_at: UnixMillis | null, 
/**
 * Whether the user's changes started from it.
 */
base: boolean, 
/**
 * The fields that differ from the version before it, at most 40; `None` for the first.
 */
changed: Array<string> | null, };

/**
 * A side of a stretch that differs.
 */
export type HunkSide = { 
/**
 * Its lines, with their endings.
 */
text: string, 
/**
 * How many lines.
 */
lines: number, 
/**
 * The number of the first, from 1.
 */
from: number, 
/**
 * The words that differ.
 */
marks: Array<Mark>, 
/**
 * Whether there is more than is shown.
 */
cut: boolean, };

/**
 * Ask where to import from.
 */
export type ImportChoice = { 
/**
 * What can be chosen.
 */
from: ImportFrom, 
/**
 * The dialog's title.
 */
title: string, };

/**
 * What would become of a skill of an import. In the order in which they are shown: what
 * needs somebody first.
 */
export type ImportFate = "refused" | "conflict" | "overruled" | "updated" | "added" | "unchanged";

/**
 * What the system's dialog lets one choose for an import.
 */
export type ImportFrom = "files" | "folder";

/**
 * A skill of an import.
 */
export type ImportItem = { 
/**
 * Its name, or its file's where it is refused.
 */
name: string, 
/**
 * What would become of it.
 */
fate: ImportFate, 
/**
 * Why it is refused, in one sentence; empty otherwise.
 */
why: string, };

/**
 * What an import would do.
 */
export type ImportPreview = { 
/**
 * Skills in what was given, refused ones included.
 */
total: number, 
/**
 * Those that would be new here.
 */
added: number, 
/**
 * Those that would change a skill of the marketplace's, conflicts included.
 */
updated: number, 
/**
 * Those of them that would be in conflict.
 */
conflicts: number, 
/**
 * Those that are here as they are.
 */
unchanged: number, 
/**
 * Those that would not be taken in.
 */
refused: number, 
/**
 * The gravest first, at most 200.
 */
items: Array<ImportItem>, };

/**
 * How an import went.
 */
export type ImportReport = { 
/**
 * Skills in what was given, refused ones included.
 */
total: number, 
/**
 * New here: the user's own now.
 */
added: number, 
/**
 * Of the marketplace's, changed by what was given.
 */
updated: number, 
/**
 * As they were.
 */
unchanged: number, 
/**
 * Not taken in, each with its reason.
 */
refused: Array<NotImported>, 
/**
 * Conflicts with what the marketplace has.
 */
conflicts: ConflictChanges, };

/**
 * A command failed.
 */
export type IpcError = { 
/**
 * When (this machine's clock).
 */
at: UnixMillis, 
/**
 * What kind of problem it is.
 */
code: Code, 
/**
 * What happened, in one sentence.
 */
message: string, 
/**
 * What to do next; empty where there is nothing to do.
 */
hint: string, 
/**
 * When trying again makes sense, in milliseconds from now, where known.
 */
retry_after_ms?: number, };

/**
 * A run as the journal keeps it for 30 days.
 */
export type JournalEntry = { 
/**
 * Its number, rising.
 */
id: number, 
/**
 * Why it ran: `start`, `schedule`, `user`, `command`.
 */
trigger: string, 
/**
 * How it ended.
 */
report: SyncReport, };

/**
 * How many of the latest runs to return.
 */
export type JournalRequest = { 
/**
 * At most this many, at most 200.
 */
limit: number, };

/**
 * What the keychain is like.
 */
export type KeychainOutcome = "works" | "locked" | "absent" | "denied" | "slow" | "other";

/**
 * What a test of the keychain came to.
 */
export type KeychainReport = { 
/**
 * In one word.
 */
outcome: KeychainOutcome, 
/**
 * In a sentence.
 */
message: string, 
/**
 * What to do about it; empty where it works.
 */
hint: string, 
/**
 * What there is to do it with.
 */
tools: Tools, };

/**
 * What kind of thing was found.
 */
export type Kind = "remote_code" | "decoded_code" | "hidden_text" | "locked_archive" | "look_alike" | "agent_order" | "mixed_script" | "process" | "eval" | "deserialise" | "secret" | "file_delete" | "install_hook" | "package_source" | "blob" | "network" | "file_read" | "file_write" | "environment";

/**
 * How much a fact asks to be looked at. Three, so that the highest still says something.
 */
export type Level = "note" | "look" | "danger";

/**
 * What came to a list and what went.
 */
export type ListChange = { 
/**
 * New entries, at most 100.
 */
added: Array<string>, 
/**
 * Entries that are gone, at most 100.
 */
removed: Array<string>, 
/**
 * How many are new.
 */
added_count: number, 
/**
 * How many are gone.
 */
removed_count: number, };

/**
 * A stretch of a text, in UTF-16 code units, as the window counts.
 */
export type Mark = { 
/**
 * The first unit.
 */
start: number, 
/**
 * The unit after the last.
 */
end: number, };

/**
 * The words that changed, on each side, in order and apart from each other.
 */
export type Marks = { 
/**
 * In the text as it was.
 */
before: Array<Mark>, 
/**
 * In the text as it is.
 */
after: Array<Mark>, };

/**
 * Put a skill into a collection, or take it out.
 */
export type MemberChange = { 
/**
 * The collection's number.
 */
id: number, 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Whether it is to be in it.
 */
member: boolean, };

/**
 * Something the code names.
 */
export type Mention = { 
/**
 * What kind of thing.
 */
kind: MentionKind, 
/**
 * Its name.
 */
name: string, 
/**
 * The line of the code where it stands first, from 1.
 */
line: number, };

/**
 * What kind of thing is named.
 */
export type MentionKind = "variable" | "host" | "process";

/**
 * How Skilldock is connected (command line, `status`).
 */
export type Mode = "live" | "reconnecting" | "polling" | "offline" | "local_only" | "token_rejected" | "paused";

/**
 * The user's own rating of a skill.
 */
export type MyRating = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Stars, 1 to 5.
 */
rating: number, 
/**
 * What was said, if anything.
 */
comment: string | null, 
/**
 * What became of it.
 */
state: RatingState, 
/**
 * Uploads tried.
 */
attempts: number, 
/**
 * Why the last one failed, in a sentence.
 */
last_error: string | null, 
/**
 * When it was last changed here.
 */
updated_at: UnixMillis, };

/**
 * A collection to make.
 */
export type NewCollection = { 
/**
 * Under which name, at most 80 characters; nobody else's.
 */
name: string, 
/**
 * A skill to put into it; absent leaves it empty.
 */
skill_id?: SkillId, };

/**
 * A search to keep.
 */
export type NewSearch = { 
/**
 * Under which name, at most 80 characters; nobody else's.
 */
name: string, 
/**
 * The text, every condition as a token, at most 2,000 characters.
 */
query: string, 
/**
 * The order.
 */
sort: Sort, };

/**
 * An update that could not be let in.
 */
export type NotAccepted = { 
/**
 * Of which skill.
 */
skill_id: SkillId, 
/**
 * Why.
 */
error: Problem, };

/**
 * Something that was not taken in.
 */
export type NotImported = { 
/**
 * What: a file's path inside what was given, or a skill's name.
 */
name: string, 
/**
 * Why, in one sentence.
 */
why: string, };

/**
 * One that could not be resolved.
 */
export type NotResolved = { 
/**
 * Its number.
 */
id: number, 
/**
 * Why.
 */
error: Problem, };

/**
 * The one thing worth a line above the content, whatever is looked at.
 */
export type Notice = "token_rejected" | "keychain_waits" | "token_missing" | "token_expired" | "offline" | "held" | "stale" | "token_expires" | "token_old";

/**
 * Numbers of conflicts, in their order.
 */
export type NumbersPage = { 
/**
 * The numbers, at most 5,000.
 */
ids: Array<number>, 
/**
 * How many to leave out for the next, where there are more.
 */
next: number | null, };

/**
 * A link that the user has seen whole and wants opened. Its address is in no log.
 */
export type OpenLinkRequest = { 
/**
 * The address, as it was shown.
 */
url: string, };

/**
 * What a rotation of the token left open. It is gone on with by itself, or when the user
 * rotates again.
 */
export type OpenRotation = "old_still_good" | "new_still_good" | "unfinished" | "maybe_made";

/**
 * Where the copy that the user sees comes from.
 */
export type Origin = "marketplace" | "edited" | "local";

/**
 * How a sync ended.
 */
export type Outcome = "complete" | "partial" | "failed" | "joined" | "skipped";

/**
 * A setting a skill takes.
 */
export type Parameter = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its type, as the author names it; empty where absent.
 */
kind: string, 
/**
 * Whether it must be given.
 */
required: boolean, 
/**
 * What it is for.
 */
description: string, };

/**
 * Places on this machine.
 */
export type Paths = { 
/**
 * Files and folders; empty where nothing was chosen.
 */
paths: Array<string>, };

/**
 * Stop what runs by itself, or let it run again.
 */
export type PauseRequest = { 
/**
 * Whether to be paused: no live connection and no sync that nobody asks for.
 */
paused: boolean, };

/**
 * Which side a field is taken from.
 */
export type Pick = "local" | "remote" | "both" | "base";

/**
 * A place in the window.
 */
export type Place = { "to": "skill", 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * The version the link was made of, where it says so.
 */
version: string | null, } | { "to": "search", 
/**
 * What for.
 */
query: string, } | { "to": "conflict", 
/**
 * Its number.
 */
id: number, };

/**
 * A marketplace to look at before connecting to it. The token goes in and never comes back out.
 */
export type PreviewRequest = { 
/**
 * The marketplace's address; absent means the configured one.
 */
url?: string, 
/**
 * The token; absent means the one there is.
 */
token?: string, };

/**
 * What was written out.
 */
export type PrivacyExport = { 
/**
 * How many entries of each section.
 */
counts: { [key in string]: number }, 
/**
 * The file, as it was named.
 */
path: string, };

/**
 * The file that was chosen.
 */
export type PrivacyFile = { 
/**
 * Its path; `null` where none was chosen.
 */
path: string | null, };

/**
 * A file to be chosen for what is held about the user.
 */
export type PrivacyFileRequest = { 
/**
 * The name that is offered.
 */
name: string, };

/**
 * The file to write.
 */
export type PrivacyPath = { 
/**
 * Its path.
 */
path: string, };

/**
 * A problem as it is shown: the code, one sentence on what happened, one on
 * what to do. Never holds a token, an e-mail or a query string.
 */
export type Problem = { 
/**
 * What kind of problem it is.
 */
code: Code, 
/**
 * What happened, in one sentence.
 */
message: string, 
/**
 * What to do next; empty where there is nothing to do.
 */
hint: string, 
/**
 * When trying again makes sense, in milliseconds from now, where known.
 */
retry_after_ms?: number, };

/**
 * How much a problem stops.
 */
export type ProblemSeverity = "error" | "warning";

/**
 * Who made a skill, as far as the catalogue knows.
 */
export type Publisher = { 
/**
 * The name the skill gives; nothing proves it.
 */
name: string, 
/**
 * Skills here by that name, this one included.
 */
skills: number, 
/**
 * Ratings of all of them.
 */
ratings: number, 
/**
 * The mean of those, 0 to 5.
 */
average: number, };

/**
 * A page of the queue.
 */
export type QueuePage = { 
/**
 * The rows.
 */
rows: Array<ConflictRow>, 
/**
 * How many fit the request.
 */
total: number, 
/**
 * How many wait, whatever was asked.
 */
waiting: number, 
/**
 * How many are resolved, whatever was asked.
 */
resolved: number, 
/**
 * How many of each severity fit the rest of the request, the gravest first.
 */
severities: Array<SeverityCount>, 
/**
 * How many of each type fit the rest of the request.
 */
types: Array<TypeCount>, };

/**
 * Which conflicts to show.
 */
export type QueueRequest = { 
/**
 * Only of this severity.
 */
severity: Severity | null, 
/**
 * Only of this type.
 */
type: ConflictType | null, 
/**
 * Only of skills with this in their name; empty for all.
 */
text: string, 
/**
 * Those that are resolved, latest first, instead of those that wait, oldest first.
 */
resolved: boolean, 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * At most so many, at most 100.
 */
limit: number, };

/**
 * Rate a skill, or change the rating given before.
 */
export type RateRequest = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Stars, 1 to 5.
 */
rating: number, 
/**
 * What is said, at most 1,000 characters; `null` for nothing.
 */
comment: string | null, };

/**
 * A page of the user's ratings.
 */
export type RatedPage = { 
/**
 * Failed ones first, then the latest changed.
 */
ratings: Array<RatedSkill>, 
/**
 * How many there are in this state.
 */
total: number, };

/**
 * Which of the user's ratings to show.
 */
export type RatedRequest = { 
/**
 * Only those in this state; `null` for all.
 */
state: RatingState | null, 
/**
 * How many come before.
 */
offset: number, };

/**
 * One of the user's ratings and what it is of.
 */
export type RatedSkill = { 
/**
 * The rating.
 */
mine: MyRating, 
/**
 * The skill's name; absent where the skill is no longer here.
 */
name: string | null, 
/**
 * Who made it.
 */
author: string, 
/**
 * The average as it is shown, this rating counted.
 */
average_rating: number, 
/**
 * How many ratings that is the average of.
 */
rating_count: number, };

/**
 * What happened to the ratings.
 */
export type RatingChanges = { 
/**
 * Accepted by the marketplace in this run.
 */
sent: number, 
/**
 * Put on the list of failed uploads in this run.
 */
failed: number, 
/**
 * Still to be sent.
 */
waiting: number, };

/**
 * Ratings by state.
 */
export type RatingCounts = { 
/**
 * Kept here, not sent yet.
 */
waiting: number, 
/**
 * Accepted by the marketplace.
 */
sent: number, 
/**
 * On the list of failed uploads.
 */
failed: number, 
/**
 * Kept, but the marketplace has no way to change the earlier one.
 */
not_accepted: number, };

/**
 * What became of a rating.
 */
export type RatingState = "waiting" | "sent" | "failed" | "not_accepted" | "discarded";

/**
 * What there is to say of the token.
 */
export type Reminder = "expired" | "expires" | "old";

/**
 * Another name for a saved search or a collection.
 */
export type Rename = { 
/**
 * Its number.
 */
id: number, 
/**
 * The new name, at most 80 characters; nobody else's.
 */
name: string, };

/**
 * Requests used of the marketplace's limit (contract, section 2).
 */
export type RequestBudget = { 
/**
 * Requests sent in the last 60 seconds by this process.
 */
used: number, 
/**
 * Requests allowed in 60 seconds.
 */
limit: number, };

/**
 * End the user's changes to a skill.
 */
export type RevertRequest = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * Whether a skill that is only here may be deleted by it.
 */
discard: boolean, };

/**
 * A review as the marketplace has it.
 */
export type Review = { 
/**
 * Who: a hash (contract, section 5), shortened where it is shown.
 */
user_id: string, 
/**
 * Stars, 1 to 5.
 */
rating: number, 
/**
 * What was said, if anything.
 */
comment: string | null, 
/**
 * When (RFC 3339).
 */
created_at: string | null, 
/**
 * Of which version of the skill, where the marketplace says so.
 */
version: string | null, 
/**
 * Whether it is the user's own.
 */
mine: boolean, };

/**
 * How a step ended.
 */
export type RotationCame = "done" | "failed" | "unknown";

/**
 * What came of a rotation.
 */
export type RotationReport = { 
/**
 * How it ended.
 */
ending: Ending, 
/**
 * Why it went no further, where it did not go to its end.
 */
problem: Problem | null, 
/**
 * The step that did not come about, for sure or as far as is known; `None` where all did.
 */
failed_at: RotationStep | null, 
/**
 * The token now.
 */
token: TokenStatus, };

/**
 * A thing to do.
 */
export type RotationStep = "create" | "keep" | "prove" | "prove_socket" | "retain" | "store" | "switch" | "revoke" | "undo";

/**
 * What was saved of a damaged `user.db`.
 */
export type Salvage = { 
/**
 * When.
 */
at: UnixMillis, 
/**
 * Entries saved.
 */
rows: number, 
/**
 * Whether that is all there was.
 */
whole: boolean, 
/**
 * The name of the damaged file, which is kept in the data folder.
 */
kept: string, };

/**
 * A skill to save.
 */
export type SaveRequest = { 
/**
 * Which skill; `null` makes a new one of the user's own.
 */
skill_id: SkillId | null, 
/**
 * Values for fields, each as JSON text; `null` takes a field away.
 */
set: { [key in string]: string }, };

/**
 * What became of a skill that was saved.
 */
export type Saved = { 
/**
 * Which skill.
 */
skill_id: SkillId, 
/**
 * The conflict that waits now, if the marketplace changed the skill too.
 */
conflict: number | null, 
/**
 * Whether there still is a copy of the user's: what leads back to the marketplace's
 * copy ends the edit.
 */
mine: boolean, };

/**
 * A search under a name.
 */
export type SavedSearch = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * The text of the search field, every condition as a token.
 */
query: string, 
/**
 * The order.
 */
sort: Sort, };

/**
 * The saved searches.
 */
export type SavedSearchList = { 
/**
 * By name.
 */
searches: Array<SavedSearch>, 
/**
 * How many.
 */
total: number, };

/**
 * One saved search.
 */
export type SavedSearchRef = { 
/**
 * Its number.
 */
id: number, };

/**
 * What a search found.
 */
export type SearchPage = { 
/**
 * How many skills match.
 */
total: number, 
/**
 * The words searched instead, where a typo was mended.
 */
corrected: string | null, 
/**
 * The rows from `offset` on.
 */
skills: Array<SkillRow>, 
/**
 * The counts, where asked for.
 */
facets?: Facets, 
/**
 * What was understood.
 */
understood: Understood, 
/**
 * The catalogue's revision the rows come from: the same revision and request
 * give the same rows.
 */
revision: number, };

/**
 * One search.
 */
export type SearchRequest = { 
/**
 * What the user typed, query tokens (`tag:pdf rating:>=4`) included.
 */
text: string, 
/**
 * Conditions chosen beside it.
 */
filters: Filters, 
/**
 * The order wanted; absent means relevance, or what a `sort:` token says.
 */
sort?: Sort, 
/**
 * How many matches to leave out at the front.
 */
offset: number, 
/**
 * How many to return at most (at most 200).
 */
limit: number, 
/**
 * Whether to count facets.
 */
facets: boolean, 
/**
 * Search for exactly these words, mending nothing.
 */
literal: boolean, };

/**
 * A change of one variable in the app's settings.
 */
export type SettingChange = { 
/**
 * The variable, such as `ATOM_SAAS_SYNC_INTERVAL_MINUTES`.
 */
variable: string, 
/**
 * Its new value as text; `null` goes back to the default.
 */
value: string | null, };

/**
 * How grave a conflict is. Orders by gravity: `Low < Medium < High < Critical`.
 */
export type Severity = "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";

/**
 * How many there are of a severity.
 */
export type SeverityCount = { 
/**
 * The severity.
 */
severity: Severity, 
/**
 * How many.
 */
count: number, };

/**
 * The lines of a stretch of code that were folded up.
 */
export type SharedRequest = { 
/**
 * Which conflict.
 */
id: number, 
/**
 * Which stretch.
 */
region: number, 
/**
 * Where to begin: 0, or the `next` of the answer before.
 */
offset: number, };

/**
 * Something outside of the page happened that it has to do with. Comes by the same way
 * as what happens in the engine.
 */
export type ShellEvent = { "event": "place_wanted", } | { "event": "close_asked", } | { "event": "noticed", 
/**
 * What it is.
 */
cause: Cause, 
/**
 * Of how many things.
 */
count: number, 
/**
 * How often it came up since it was last said.
 */
times: number, };

/**
 * Which of the values of a field.
 */
export type Side = "base" | "local" | "remote";

/**
 * What is known of a side as a whole.
 */
export type SideFacts = { 
/**
 * Its version; empty where it says none.
 */
version: string, 
/**
 * Bytes of the whole copy.
 */
bytes: number, 
/**
 * When it came to be: the edit's own time, or what the marketplace says.
 */
at: string | null, };

/**
 * A value of a field.
 */
export type SideValue = { 
/**
 * As text: a text as it is, a list an entry a line, the rest as JSON. Empty for code.
 */
text: string, 
/**
 * The entries of a list.
 */
items: Array<string>, 
/**
 * Whether there is more than is shown here.
 */
cut: boolean, };

/**
 * What is going on.
 */
export type Situation = { "state": "syncing", 
/**
 * What it is at.
 */
phase: SyncPhase, 
/**
 * Skills read so far.
 */
done: number, 
/**
 * Skills to read, where known.
 */
total: number | null, } | { "state": "waiting", 
/**
 * Until then.
 */
until: UnixMillis, } | { "state": "token_rejected", } | { "state": "local_only", } | { "state": "offline", } | { "state": "needs_you", 
/**
 * Conflicts that wait.
 */
conflicts: number, 
/**
 * Ratings that could not be sent.
 */
ratings: number, 
/**
 * Removals that wait for a yes.
 */
held: number, 
/**
 * Whether it is a token that is missing: without one nothing else goes on.
 */
token: boolean, } | { "state": "paused", } | { "state": "reconnecting", } | { "state": "error", 
/**
 * Why.
 */
code: Code, 
/**
 * Whether some of it was done.
 */
partial: boolean, } | { "state": "never", } | { "state": "up_to_date", 
/**
 * Whether changes come as they happen; else by the clock.
 */
live: boolean, };

/**
 * What the window's page of a skill shows first. The code and the raw object are
 * fetched on demand, so that a reply stays small whatever an author wrote.
 */
export type SkillDetail = { 
/**
 * Name, author, numbers and marks.
 */
row: SkillRow, 
/**
 * The description.
 */
description: string, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * The long description (Markdown): `metadata.readme`, or the prompt itself of a
 * prompt-only skill. As much as an answer has room for.
 */
readme: string | null, 
/**
 * Uses, as the author shows them.
 */
examples: Array<Example>, 
/**
 * What it takes.
 */
parameters: Array<Parameter>, 
/**
 * Python packages it names.
 */
python_packages: Array<string>, 
/**
 * npm packages it names.
 */
npm_packages: Array<string>, 
/**
 * Environment variables it names.
 */
env_vars: Array<string>, 
/**
 * How it is run, as the marketplace says.
 */
command: string | null, 
/**
 * Where its author documents it; shown, opened only after asking.
 */
documentation_url: string | null, 
/**
 * When the marketplace made it (RFC 3339).
 */
created_at: string | null, 
/**
 * Bytes of code.
 */
code_bytes: number, 
/**
 * Lines of code.
 */
code_lines: number, 
/**
 * Skills here by the same author, this one included.
 */
author_skills: number, 
/**
 * What its code names, in the order of its lines.
 */
mentions: Array<Mention>, 
/**
 * Numbers of the user's collections that it is in.
 */
collections: Array<number>, 
/**
 * Where this copy comes from.
 */
origin: Origin, 
/**
 * Whether the marketplace had it and has it no longer: the user's copy stays.
 */
gone: boolean, 
/**
 * The user's own rating.
 */
my_rating: MyRating | null, 
/**
 * The marketplace's reviews, as last read, at most 100.
 */
reviews: Array<Review>, 
/**
 * Every version seen here, latest first.
 */
versions: Array<VersionSeen>, 
/**
 * When the marketplace last confirmed this copy.
 */
confirmed_at: UnixMillis | null, 
/**
 * Whether that is more than 24 hours ago.
 */
stale: boolean, 
/**
 * A later copy that is kept back until it is reviewed, or was skipped.
 */
update: WaitingUpdate | null, 
/**
 * The parts of which more is there than is shown here; the whole is in the raw object.
 */
cut: Array<string>, };

/**
 * What is known of a skill: found in it, and known about it.
 */
export type SkillFacts = { 
/**
 * What a scan found, the highest level first.
 */
facts: Array<Fact>, 
/**
 * How many different things of each kind there are, beyond those listed too.
 */
counts: { [key in string]: number }, 
/**
 * The highest level, the name included; `null` where nothing was found.
 */
level: Level | null, 
/**
 * Whether all of the skill was looked at.
 */
whole: boolean, 
/**
 * The version of the rules.
 */
rules: number, 
/**
 * When this copy was scanned.
 */
scanned_at: UnixMillis, 
/**
 * The well-known skill by another author whose name this one's is nearly.
 */
alike: SkillRow | null, 
/**
 * Who made it.
 */
publisher: Publisher, 
/**
 * When the marketplace made it (RFC 3339).
 */
created_at: string | null, 
/**
 * When it was first seen here.
 */
first_seen_at: UnixMillis | null, 
/**
 * When the marketplace last changed it (RFC 3339).
 */
updated_at: string | null, 
/**
 * Mean of its ratings, and how many they are.
 */
average_rating: number, 
/**
 * How many ratings it has.
 */
rating_count: number, };

/**
 * A skill's identifier: a UUID (contract, section 2).
 *
 * The contract says version 4; any UUID is taken, since a marketplace that
 * deviates there harms nobody, while refusing its skills would.
 */
export type SkillId = string;

/**
 * One skill.
 */
export type SkillRef = { 
/**
 * Its id.
 */
skill_id: SkillId, };

/**
 * A skill as a row of a list.
 */
export type SkillRow = { 
/**
 * Its id.
 */
skill_id: SkillId, 
/**
 * Its name.
 */
name: string, 
/**
 * Who made it; empty where unknown.
 */
author: string, 
/**
 * What it does, at most 300 characters of it.
 */
description: string, 
/**
 * Its category; empty where it has none.
 */
category: string, 
/**
 * What it is made of.
 */
skill_type: SkillType, 
/**
 * Its version.
 */
version: string, 
/**
 * Mean of its ratings, 0 to 5.
 */
average_rating: number, 
/**
 * How many ratings it has.
 */
rating_count: number, 
/**
 * When the marketplace last changed it (RFC 3339).
 */
updated_at: string | null, 
/**
 * Its marks.
 */
badges: Array<Badge>, 
/**
 * Where the words of the search stand in the name.
 */
name_marks?: Array<[number, number]>, 
/**
 * Where the words of the search stand in the description.
 */
description_marks?: Array<[number, number]>, };

/**
 * What a skill is made of (contract, section 2).
 */
export type SkillType = "prompt_only" | "python_code" | "nodejs_code" | "other";

/**
 * The order of a list. Every order is total: ties fall to the name, then the id.
 */
export type Sort = "relevance" | "rating" | "most_rated" | "newest" | "updated" | "name";

/**
 * Where a value comes from, strongest first (contract, section 7).
 */
export type Source = "environment" | "env_file" | "settings" | "default";

/**
 * What is going on.
 */
export type Status = { 
/**
 * What is going on, in one word with what belongs to it.
 */
situation: Situation, 
/**
 * What is worth a line above the content, if anything.
 */
notice: Notice | null, 
/**
 * How Skilldock is connected.
 */
mode: Mode, 
/**
 * How well the sync does.
 */
health: Health, 
/**
 * When the last sync ended, however it ended.
 */
last_sync: UnixMillis | null, 
/**
 * When the last complete sync ended.
 */
last_success: UnixMillis | null, 
/**
 * When the next is due.
 */
next_sync: UnixMillis | null, 
/**
 * Skills here.
 */
skills: number, 
/**
 * Categories here.
 */
categories: number, 
/**
 * Whether what is here is older than 24 hours (contract, section 4).
 */
stale: boolean, 
/**
 * Ratings by state.
 */
ratings: RatingCounts, 
/**
 * Conflicts by state.
 */
conflicts: ConflictCounts, 
/**
 * Updates by state.
 */
updates: UpdateCounts, 
/**
 * Removals that wait for a yes (contract, section 4).
 */
held: number, 
/**
 * Whether exactly these were declined: they go on waiting, and nobody is asked.
 */
held_declined: boolean, 
/**
 * The socket.
 */
websocket: WebsocketStatus, 
/**
 * The token.
 */
token: TokenStatus, 
/**
 * The marketplace's address without anything secret, where one is set.
 */
marketplace: string | null, 
/**
 * The sync under way, if any.
 */
sync: SyncProgress | null, 
/**
 * How the last sync ended where it did not end well.
 */
last_problem: Problem | null, 
/**
 * Whether the socket is wanted at all (`ATOM_SAAS_WS_ENABLED`).
 */
socket_wanted: boolean, 
/**
 * Requests used of the limit.
 */
budget: RequestBudget, };

/**
 * What the marketplace still has.
 */
export type StillThere = { 
/**
 * The id that the ratings were sent under: a hash, to be named to whoever runs the
 * marketplace when asking for their deletion.
 */
user_id: string, 
/**
 * How many ratings.
 */
ratings: number, 
/**
 * The marketplace, where one is set.
 */
marketplace: string | null, };

/**
 * The syncs of one day.
 */
export type SyncDay = { 
/**
 * The day, such as `2026-11-22`.
 */
date: string, 
/**
 * Runs that did all they were asked for.
 */
complete: number, 
/**
 * Runs that did some of it.
 */
partial: number, 
/**
 * Runs that did none of it.
 */
failed: number, 
/**
 * Skills added, changed or removed.
 */
changes: number, 
/**
 * Runs in which something went wrong.
 */
errors: number, 
/**
 * How long the runs that ended well took, the middle one; none where there was none.
 */
median_ms: number | null, 
/**
 * How long the longest of them took.
 */
longest_ms: number | null, };

/**
 * A sync that the user asks for.
 */
export type SyncNowRequest = { 
/**
 * Whether deletions that were held back are carried out (contract, section 4).
 */
deletions_confirmed: boolean, };

/**
 * What a running sync is at.
 */
export type SyncPhase = "connecting" | "categories" | "skills" | "applying" | "ratings";

/**
 * What a sync would do (command line, `sync --dry-run`).
 */
export type SyncPreview = { 
/**
 * To the skills.
 */
skills: Changes, 
/**
 * The strategy in use.
 */
strategy: ConflictStrategy, 
/**
 * Conflicts it would resolve by the strategy, and all that would wait afterwards; the
 * window is told of 200 at most.
 */
conflicts: Array<ForeseenConflict>, 
/**
 * How many conflicts these are.
 */
total: number, 
/**
 * How many of them would wait for a person.
 */
waiting: number, 
/**
 * Updates it would keep back until they are reviewed, and all that would wait afterwards.
 */
updates: UpdateChanges, 
/**
 * Copies of the user's (own skills and edits) that stay, in no conflict.
 */
own_kept: number, 
/**
 * Copies of the user's that end because the marketplace has the same.
 */
own_ended: number, };

/**
 * How far a running sync is.
 */
export type SyncProgress = { 
/**
 * What it is at.
 */
phase: SyncPhase, 
/**
 * Skills read so far.
 */
done: number, 
/**
 * Skills to read, where known.
 */
total: number | null, 
/**
 * When it began.
 */
started_at: UnixMillis, 
/**
 * Waiting for the marketplace until then, where it asked for a pause.
 */
waiting_until: UnixMillis | null, };

/**
 * How a sync ended.
 */
export type SyncReport = { 
/**
 * How it ended.
 */
outcome: Outcome, 
/**
 * Why nothing was done, where it was skipped.
 */
reason?: string, 
/**
 * The part it was about, where it was not about all: `skills`, `categories`,
 * `catalogue` (both) or `ratings`.
 */
only?: string, 
/**
 * Skills.
 */
skills: Changes, 
/**
 * Categories.
 */
categories: Changes, 
/**
 * Ratings.
 */
ratings: RatingChanges, 
/**
 * Conflicts.
 */
conflicts: ConflictChanges, 
/**
 * Updates that are reviewed first. Reports of before there was such a thing have none.
 */
updates: UpdateChanges, 
/**
 * HTTP requests sent, retries included.
 */
requests: number, 
/**
 * Bytes received, as they came over the wire.
 */
bytes: number, 
/**
 * How long it took.
 */
duration_ms: number, 
/**
 * When it began.
 */
started_at: UnixMillis, 
/**
 * When it ended.
 */
ended_at: UnixMillis, 
/**
 * What went wrong, where something did.
 */
error: Problem | null, };

/**
 * A stretch of a long text.
 */
export type TextChunk = { 
/**
 * The text.
 */
text: string, 
/**
 * Where the next stretch begins (characters), where there is more.
 */
next: number | null, };

/**
 * A new token. It goes in and never comes back out.
 */
export type TokenRequest = { 
/**
 * The token.
 */
token: string, };

/**
 * Where the token comes from.
 */
export type TokenSource = "keychain" | "environment" | "env_file" | "session";

/**
 * The token, without a character of it.
 */
export type TokenStatus = { 
/**
 * Whether there is one.
 */
present: boolean, 
/**
 * Where it comes from.
 */
source: TokenSource | null, 
/**
 * When it runs out, where it is a JWT that says so.
 */
expires_at: UnixMillis | null, 
/**
 * Since when it has been in use here.
 */
since: UnixMillis | null, 
/**
 * What there is to say of its age.
 */
reminder: Reminder | null, 
/**
 * What a rotation left open.
 */
rotation: OpenRotation | null, 
/**
 * Why the keychain gave none, where it did not answer the question. There may be one.
 */
keychain: KeychainOutcome | null, };

/**
 * What a desktop offers to get a keychain with.
 */
export type Tools = "gnome" | "kde" | "desktop" | "headless" | "windows" | "mac";

/**
 * How many there are of a type.
 */
export type TypeCount = { 
/**
 * The type.
 */
type: ConflictType, 
/**
 * How many.
 */
count: number, };

/**
 * Something the window wants remembered across restarts.
 */
export type UiStateChange = { 
/**
 * Which thing, such as `theme`.
 */
key: string, 
/**
 * Its value as text, at most 16 KiB; `null` forgets it.
 */
value: string | null, };

/**
 * The words and conditions as understood: the request's, with the query tokens
 * of its text taken out of the text and added to the conditions.
 */
export type Understood = { 
/**
 * The words that are left.
 */
words: string, 
/**
 * All conditions.
 */
filters: Filters, 
/**
 * The order used.
 */
sort: Sort, };

/**
 * Why a resolution cannot be undone.
 */
export type UndoBlock = "rating" | "later_waits" | "changed_since";

/**
 * A moment by this machine's clock, in milliseconds since 1970.
 *
 * It crosses to the window and to scripts as RFC 3339 text.
 */
export type UnixMillis = string;

/**
 * A skill that could be rated.
 */
export type Unrated = { 
/**
 * Which.
 */
skill_id: SkillId, 
/**
 * Its name.
 */
name: string, 
/**
 * Who made it.
 */
author: string, 
/**
 * Whether it is one of the user's favourites; else the user changed it.
 */
favourite: boolean, 
/**
 * The average as it is shown.
 */
average_rating: number, 
/**
 * How many ratings that is the average of.
 */
rating_count: number, };

/**
 * What happened to updates that are reviewed before they land (decision 0015).
 */
export type UpdateChanges = { 
/**
 * Kept back in this run.
 */
held: number, 
/**
 * Waiting for somebody.
 */
waiting: number, };

/**
 * An update that somebody has looked at.
 */
export type UpdateChoice = { 
/**
 * Of which skill.
 */
skill_id: SkillId, 
/**
 * Its mark: where another update has come since, nothing is done.
 */
mark: string, };

/**
 * Updates that are reviewed before they land.
 */
export type UpdateCounts = { 
/**
 * Waiting for somebody.
 */
waiting: number, 
/**
 * The user said no to: they stay away until the next one.
 */
skipped: number, };

/**
 * What an update changes.
 */
export type UpdateDetail = { 
/**
 * Which.
 */
update: WaitingUpdate, 
/**
 * How it is started, where that changes.
 */
command: CommandChange | null, 
/**
 * Python packages.
 */
python_packages: ListChange, 
/**
 * npm packages.
 */
npm_packages: ListChange, 
/**
 * Whether the code changes.
 */
code: boolean, 
/**
 * What a scan finds in it and not in what was let in, the highest level first; at most 24.
 */
adds: Array<Fact>, 
/**
 * How many there are, beyond those listed too.
 */
adds_count: number, 
/**
 * When the marketplace made the update (RFC 3339).
 */
updated_at: string | null, 
/**
 * What its author says of it (`metadata.changelog`), as much as an answer has room for.
 */
changelog: string | null, };

/**
 * A page of the updates that are kept back, latest first.
 */
export type UpdatesPage = { 
/**
 * The updates.
 */
updates: Array<WaitingUpdate>, 
/**
 * How many fit the request.
 */
total: number, 
/**
 * How many wait, whatever was asked.
 */
waiting: number, 
/**
 * How many were skipped, whatever was asked.
 */
skipped: number, 
/**
 * The number of the latest: what comes later is not accepted with these.
 */
until: number, };

/**
 * Which updates are wanted.
 */
export type UpdatesRequest = { 
/**
 * Those that were skipped, instead of those that wait.
 */
skipped: boolean, 
/**
 * How many to leave out.
 */
offset: number, 
/**
 * At most so many, at most 50.
 */
limit: number, };

/**
 * One variable as it is shown.
 */
export type VariableView = { 
/**
 * Its name, such as `ATOM_SAAS_SYNC_INTERVAL_MINUTES`.
 */
variable: string, 
/**
 * Its value as text; `None` where it is not set. The token only ever says `present`.
 */
value: string | null, 
/**
 * Where the value comes from.
 */
source: Source, 
/**
 * What it may be, in words: `5-60`, `true, false`.
 */
range: string, 
/**
 * What holds where nothing is set.
 */
default: string | null, 
/**
 * Whether the environment or the `.env` file decides it, so that the app cannot.
 */
locked: boolean, };

/**
 * A version of a skill that was seen here.
 */
export type VersionSeen = { 
/**
 * The version.
 */
version: string, 
/**
 * The marketplace's time of it (RFC 3339).
 */
updated_at: string | null, 
/**
 * When it came here.
 */
seen_at: UnixMillis, };

/**
 * An update that is kept back.
 */
export type WaitingUpdate = { 
/**
 * Of which skill.
 */
skill_id: SkillId, 
/**
 * The skill's name as the user has it.
 */
name: string, 
/**
 * Who made it.
 */
author: string, 
/**
 * The version the user has.
 */
from_version: string, 
/**
 * The version that is kept back.
 */
to_version: string, 
/**
 * What would run differently, the gravest first: names of fields.
 */
changed: Array<string>, 
/**
 * Whether the user has changed the skill: a conflict may follow.
 */
edited: boolean, 
/**
 * Whether the user said no to it.
 */
skipped: boolean, 
/**
 * When it came.
 */
held_at: UnixMillis, 
/**
 * Names what the update runs: whoever decides says what they looked at.
 */
mark: string, };

/**
 * The socket (contract, section 3).
 */
export type WebsocketStatus = { 
/**
 * Whether it is connected.
 */
connected: boolean, 
/**
 * Attempts since the last stable connection.
 */
reconnect_attempts: number, 
/**
 * Failed attempts in a row.
 */
consecutive_failures: number, 
/**
 * Why it last ended; never holds an address with its query.
 */
last_disconnect_reason: string | null, 
/**
 * When a message last came.
 */
last_message: UnixMillis | null, 
/**
 * How long our own last ping took to come back, where this process measured it.
 */
round_trip_ms?: number, };

/**
 * Whose copy a version is.
 */
export type Whose = "mine" | "marketplace" | "past";

/**
 * What would become of a copy of the user's that is in conflict.
 */
export type Would = "take_theirs" | "keep_mine" | "merge" | "wait";

/** Every command of the window: what it is given and what it answers. */
export interface Commands {
  boot: { request: null; answer: Boot };
  search: { request: SearchRequest; answer: SearchPage };
  skill: { request: SkillRef; answer: SkillDetail };
  skill_facts: { request: SkillRef; answer: SkillFacts };
  skill_code: { request: ChunkRequest; answer: TextChunk };
  skill_raw: { request: ChunkRequest; answer: TextChunk };
  refresh_reviews: { request: SkillRef; answer: Array<Review> };
  set_favourite: { request: FavouriteRequest; answer: null };
  rate: { request: RateRequest; answer: MyRating };
  retry_rating: { request: SkillRef; answer: MyRating };
  discard_rating: { request: SkillRef; answer: MyRating };
  rated: { request: RatedRequest; answer: RatedPage };
  unrated: { request: null; answer: Array<Unrated> };
  send_ratings: { request: null; answer: SyncReport };
  categories: { request: null; answer: CategoryList };
  status: { request: null; answer: Status };
  sync_now: { request: SyncNowRequest; answer: SyncReport };
  set_paused: { request: PauseRequest; answer: Status };
  reconnect: { request: null; answer: null };
  preview: { request: PreviewRequest; answer: SyncPreview };
  journal: { request: JournalRequest; answer: Array<JournalEntry> };
  sync_days: { request: null; answer: Array<SyncDay> };
  decline_held: { request: null; answer: Status };
  activity: { request: ActivityRequest; answer: ActivityPage };
  choose_activity_file: { request: ActivityFileRequest; answer: ActivityFile };
  export_activity: { request: ActivityExport; answer: Exported };
  config: { request: null; answer: ConfigView };
  set_setting: { request: SettingChange; answer: ConfigView };
  check_setting: { request: SettingChange; answer: ConfigProblem | null };
  test_connection: { request: ConnectRequest; answer: ConnectionTest };
  connect: { request: ConnectRequest; answer: Status };
  use_demo: { request: null; answer: Status };
  work_locally: { request: null; answer: Status };
  token_set: { request: TokenRequest; answer: TokenStatus };
  token_test: { request: null; answer: ConnectionTest };
  token_forget: { request: null; answer: Status };
  token_rotate: { request: null; answer: RotationReport };
  keychain_test: { request: null; answer: KeychainReport };
  silence_token_reminder: { request: null; answer: Status };
  set_ui_state: { request: UiStateChange; answer: null };
  wanted_place: { request: null; answer: Place | null };
  answer_close: { request: CloseAnswer; answer: null };
  desktop_view: { request: null; answer: DesktopView };
  open_links: { request: null; answer: DesktopView };
  quit: { request: null; answer: null };
  saved_searches: { request: null; answer: SavedSearchList };
  save_search: { request: NewSearch; answer: SavedSearchList };
  rename_search: { request: Rename; answer: SavedSearchList };
  delete_search: { request: SavedSearchRef; answer: SavedSearchList };
  collections: { request: null; answer: CollectionList };
  create_collection: { request: NewCollection; answer: CollectionList };
  rename_collection: { request: Rename; answer: CollectionList };
  delete_collection: { request: CollectionRef; answer: CollectionList };
  set_in_collection: { request: MemberChange; answer: CollectionList };
  open_link: { request: OpenLinkRequest; answer: null };
  draft: { request: DraftRef; answer: Draft | null };
  set_draft: { request: DraftChange; answer: null };
  conflicts: { request: QueueRequest; answer: QueuePage };
  conflict_numbers: { request: QueueRequest; answer: NumbersPage };
  conflict: { request: ConflictRef; answer: ConflictDesk };
  conflict_text: { request: FieldTextRequest; answer: TextChunk };
  conflict_code: { request: CodeRequest; answer: CodePage };
  conflict_shared: { request: SharedRequest; answer: TextChunk };
  conflict_composed: { request: ComposeRequest; answer: TextChunk };
  check_field: { request: FieldCheck; answer: FieldVerdict };
  resolve_conflict: { request: DeskDecision; answer: DeskOutcome };
  undo_conflict: { request: ConflictRef; answer: null };
  foresee_conflicts: { request: BulkRequest; answer: Array<Foreseen> };
  resolve_conflicts: { request: BulkRequest; answer: BulkOutcome };
  undo_conflicts: { request: ConflictRefs; answer: BulkOutcome };
  history: { request: SkillRef; answer: History };
  diff: { request: DiffRequest; answer: DiffPage };
  folded_lines: { request: FoldRequest; answer: FoldedLines };
  edit_source: { request: ChunkRequest; answer: TextChunk };
  check_fields: { request: FieldValues; answer: FieldFaults };
  save_skill: { request: SaveRequest; answer: Saved };
  duplicate_skill: { request: SkillRef; answer: Saved };
  revert_skill: { request: RevertRequest; answer: null };
  choose_import: { request: ImportChoice; answer: Paths };
  preview_import: { request: Paths; answer: ImportPreview };
  import_skills: { request: Paths; answer: ImportReport };
  choose_export: { request: ExportChoice; answer: Paths };
  export_skills: { request: ExportRequest; answer: ExportReport };
  open_data: { request: null; answer: null };
  start_anew: { request: null; answer: null };
  choose_privacy_file: { request: PrivacyFileRequest; answer: PrivacyFile };
  privacy_export: { request: PrivacyPath; answer: PrivacyExport };
  privacy_erase: { request: null; answer: Erased };
  updates: { request: UpdatesRequest; answer: UpdatesPage };
  update_detail: { request: SkillRef; answer: UpdateDetail };
  accept_update: { request: UpdateChoice; answer: null };
  accept_updates: { request: AcceptAllRequest; answer: AllUpdatesOutcome };
  skip_update: { request: UpdateChoice; answer: null };
  take_back_update: { request: SkillRef; answer: null };
}
