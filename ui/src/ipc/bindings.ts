// Made from the Rust side by `cargo xtask bindings`; a test fails when it is out of date.
/* eslint-disable */

/**
 * A mark a skill can carry here; a badge on its row and a filter (`is:…`).
 */
export type Badge = "installed" | "update" | "favourite" | "edited" | "local" | "conflict" | "stale";

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
demo: boolean, };

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
 * By name.
 */
categories: Array<Category>, 
/**
 * How many.
 */
total: number, };

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
 * A stable name for a kind of problem. Scripts and the window act on it;
 * adding one is a compatible change, renaming one is not.
 */
export type Code = "config_invalid" | "url_missing" | "token_missing" | "token_rejected" | "unreachable" | "timed_out" | "maintenance" | "rate_limited" | "server_error" | "bad_answer" | "inconsistent_listing" | "local_only" | "busy" | "not_found" | "bad_input" | "disk" | "newer_database" | "keychain" | "keychain_locked" | "stopped" | "internal";

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
 * Something unfinished.
 */
export type Draft = { 
/**
 * What was kept, as it was given.
 */
value: string, 
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
key: string, };

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
progress: SyncProgress, } | { "event": "sync_finished", 
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
skill_id: SkillId, } | { "event": "config_changed", } | { "event": "reviews_changed", 
/**
 * Which skill, by id.
 */
skill_id: SkillId, };

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
 * How well the sync does (contract, section 8).
 */
export type Health = "healthy" | "degraded" | "unhealthy";

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
 * A link that the user has seen whole and wants opened. Its address is in no log.
 */
export type OpenLinkRequest = { 
/**
 * The address, as it was shown.
 */
url: string, };

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
 * Stop what runs by itself, or let it run again.
 */
export type PauseRequest = { 
/**
 * Whether to be paused: no live connection and no sync that nobody asks for.
 */
paused: boolean, };

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
 * The user's ratings.
 */
export type RatingList = { 
/**
 * Latest changed first.
 */
ratings: Array<MyRating>, 
/**
 * How many.
 */
total: number, };

/**
 * What became of a rating.
 */
export type RatingState = "waiting" | "sent" | "failed" | "not_accepted" | "discarded";

/**
 * Which of the user's ratings to list.
 */
export type RatingsRequest = { 
/**
 * Only those in this state; `null` for all.
 */
state: RatingState | null, };

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
 * What the window's page of a skill shows first. The code and the raw object are
 * fetched on demand, so that a reply stays small whatever an author wrote.
 */
export type SkillDetail = { 
/**
 * Name, author, numbers and marks.
 */
row: SkillRow, 
/**
 * The description, whole.
 */
description: string, 
/**
 * Its tags.
 */
tags: Array<string>, 
/**
 * The long description (Markdown): `metadata.readme`, or the prompt itself of a
 * prompt-only skill. At most 100,000 characters.
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
stale: boolean, };

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
 * Requests used of the limit.
 */
budget: RequestBudget, };

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
 * Conflicts it would resolve by the strategy, and all that would wait afterwards.
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
expires_at: UnixMillis | null, };

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
 * A moment by this machine's clock, in milliseconds since 1970.
 *
 * It crosses to the window and to scripts as RFC 3339 text.
 */
export type UnixMillis = string;

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
 * What would become of a copy of the user's that is in conflict.
 */
export type Would = "take_theirs" | "keep_mine" | "merge" | "wait";

/** Every command of the window: what it is given and what it answers. */
export interface Commands {
  boot: { request: null; answer: Boot };
  search: { request: SearchRequest; answer: SearchPage };
  skill: { request: SkillRef; answer: SkillDetail };
  skill_code: { request: ChunkRequest; answer: TextChunk };
  skill_raw: { request: ChunkRequest; answer: TextChunk };
  refresh_reviews: { request: SkillRef; answer: Array<Review> };
  set_favourite: { request: FavouriteRequest; answer: null };
  rate: { request: RateRequest; answer: MyRating };
  ratings: { request: RatingsRequest; answer: RatingList };
  retry_rating: { request: SkillRef; answer: MyRating };
  discard_rating: { request: SkillRef; answer: MyRating };
  categories: { request: null; answer: CategoryList };
  status: { request: null; answer: Status };
  sync_now: { request: SyncNowRequest; answer: SyncReport };
  set_paused: { request: PauseRequest; answer: Status };
  reconnect: { request: null; answer: null };
  preview: { request: PreviewRequest; answer: SyncPreview };
  journal: { request: JournalRequest; answer: Array<JournalEntry> };
  config: { request: null; answer: ConfigView };
  set_setting: { request: SettingChange; answer: ConfigView };
  test_connection: { request: ConnectRequest; answer: ConnectionTest };
  connect: { request: ConnectRequest; answer: Status };
  use_demo: { request: null; answer: Status };
  work_locally: { request: null; answer: Status };
  token_set: { request: TokenRequest; answer: TokenStatus };
  token_test: { request: null; answer: ConnectionTest };
  token_forget: { request: null; answer: Status };
  set_ui_state: { request: UiStateChange; answer: null };
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
}
