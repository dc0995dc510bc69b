//! The boundary to the window: each command is declared once, in the table below,
//! which registers it and makes its TypeScript.

#[cfg(test)]
mod bindings;
pub mod lists;
pub mod types;

// The types stand in the table for the TypeScript's sake, which a test makes.
#[cfg(test)]
use {
    crate::window::ShellEvent,
    bindings::Bindings,
    lists::{
        CollectionList, CollectionRef, MemberChange, NewCollection, NewSearch, OpenLinkRequest, Rename,
        SavedSearchList, SavedSearchRef,
    },
    skilldock_engine::activity::ActivityPage,
    skilldock_engine::config::{ConfigProblem, ConfigView},
    skilldock_engine::event::EngineEvent,
    skilldock_engine::links::Place,
    skilldock_engine::search::{SearchPage, SearchRequest},
    skilldock_engine::status::{ConnectionTest, Status, TokenStatus},
    skilldock_engine::sync::days::SyncDay,
    skilldock_engine::sync::{JournalEntry, SyncReport},
    skilldock_engine::view::{MyRating, Review, SkillDetail, SkillFacts, TextChunk},
    skilldock_engine::{AllUpdatesOutcome, UpdateDetail, UpdatesPage, UpdatesRequest},
    skilldock_engine::{
        CodePage, ConflictDesk, DeskDecision, DeskOutcome, DiffPage, DiffRequest, Draft, EditSource, Erased,
        ExportReport, FieldFaults, FieldValues, FoldRequest, FoldedLines, Foreseen, History, ImportPreview,
        ImportReport, KeychainReport, NumbersPage, PrivacyExport, QueuePage, QueueRequest, RatedPage, RotationReport,
        Saved, SyncPreview, Unrated,
    },
    types::activity::{ActivityExport, ActivityFile, ActivityFileRequest, ActivityRequest, Exported},
    types::conflicts::{
        BulkOutcome, BulkRequest, CodeRequest, ComposeRequest, ConflictRef, ConflictRefs, FieldCheck, FieldTextRequest,
        FieldVerdict, SharedRequest,
    },
    types::library::{ExportChoice, ExportRequest, ImportChoice, Paths, RevertRequest, SaveRequest},
    types::privacy::{PrivacyFile, PrivacyFileRequest, PrivacyPath},
    types::updates::{AcceptAllRequest, UpdateChoice},
    types::{
        Boot, CategoryList, ChunkRequest, CloseAnswer, ConnectRequest, DesktopView, DraftChange, DraftRef,
        FavouriteRequest, IpcError, JournalRequest, PauseRequest, PreviewRequest, RateRequest, RatedRequest,
        SettingChange, SkillRef, SyncNowRequest, TokenRequest, UiStateChange,
    },
};

/// Declares the commands: `name: Request => Answer`.
macro_rules! commands {
    ($($name:ident: $request:ty => $answer:ty;)*) => {
        /// Registers every command with the window.
        pub fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$(crate::window::commands::$name),*]
        }

        /// Every command's name.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// The TypeScript of every command and event.
        #[cfg(test)]
        #[must_use]
        pub fn typescript() -> String {
            let mut bindings = Bindings::new();
            $(bindings.command::<$request, $answer>(stringify!($name));)*
            bindings.also::<EngineEvent>();
            bindings.also::<ShellEvent>();
            bindings.also::<IpcError>();
            bindings.also::<EditSource>();
            bindings.render()
        }
    };
}

commands! {
    boot: () => Boot;
    search: SearchRequest => SearchPage;
    skill: SkillRef => SkillDetail;
    skill_facts: SkillRef => SkillFacts;
    skill_code: ChunkRequest => TextChunk;
    skill_raw: ChunkRequest => TextChunk;
    refresh_reviews: SkillRef => Vec<Review>;
    set_favourite: FavouriteRequest => ();
    rate: RateRequest => MyRating;
    retry_rating: SkillRef => MyRating;
    discard_rating: SkillRef => MyRating;
    rated: RatedRequest => RatedPage;
    unrated: () => Vec<Unrated>;
    send_ratings: () => SyncReport;
    categories: () => CategoryList;
    status: () => Status;
    sync_now: SyncNowRequest => SyncReport;
    set_paused: PauseRequest => Status;
    reconnect: () => ();
    preview: PreviewRequest => SyncPreview;
    journal: JournalRequest => Vec<JournalEntry>;
    sync_days: () => Vec<SyncDay>;
    decline_held: () => Status;
    activity: ActivityRequest => ActivityPage;
    choose_activity_file: ActivityFileRequest => ActivityFile;
    export_activity: ActivityExport => Exported;
    config: () => ConfigView;
    set_setting: SettingChange => ConfigView;
    check_setting: SettingChange => Option<ConfigProblem>;
    test_connection: ConnectRequest => ConnectionTest;
    connect: ConnectRequest => Status;
    use_demo: () => Status;
    work_locally: () => Status;
    token_set: TokenRequest => TokenStatus;
    token_test: () => ConnectionTest;
    token_forget: () => Status;
    token_rotate: () => RotationReport;
    keychain_test: () => KeychainReport;
    silence_token_reminder: () => Status;
    set_ui_state: UiStateChange => ();
    wanted_place: () => Option<Place>;
    answer_close: CloseAnswer => ();
    desktop_view: () => DesktopView;
    open_links: () => DesktopView;
    quit: () => ();
    saved_searches: () => SavedSearchList;
    save_search: NewSearch => SavedSearchList;
    rename_search: Rename => SavedSearchList;
    delete_search: SavedSearchRef => SavedSearchList;
    collections: () => CollectionList;
    create_collection: NewCollection => CollectionList;
    rename_collection: Rename => CollectionList;
    delete_collection: CollectionRef => CollectionList;
    set_in_collection: MemberChange => CollectionList;
    open_link: OpenLinkRequest => ();
    draft: DraftRef => Option<Draft>;
    set_draft: DraftChange => ();
    conflicts: QueueRequest => QueuePage;
    conflict_numbers: QueueRequest => NumbersPage;
    conflict: ConflictRef => ConflictDesk;
    conflict_text: FieldTextRequest => TextChunk;
    conflict_code: CodeRequest => CodePage;
    conflict_shared: SharedRequest => TextChunk;
    conflict_composed: ComposeRequest => TextChunk;
    check_field: FieldCheck => FieldVerdict;
    resolve_conflict: DeskDecision => DeskOutcome;
    undo_conflict: ConflictRef => ();
    foresee_conflicts: BulkRequest => Vec<Foreseen>;
    resolve_conflicts: BulkRequest => BulkOutcome;
    undo_conflicts: ConflictRefs => BulkOutcome;
    history: SkillRef => History;
    diff: DiffRequest => DiffPage;
    folded_lines: FoldRequest => FoldedLines;
    edit_source: ChunkRequest => TextChunk;
    check_fields: FieldValues => FieldFaults;
    save_skill: SaveRequest => Saved;
    duplicate_skill: SkillRef => Saved;
    revert_skill: RevertRequest => ();
    choose_import: ImportChoice => Paths;
    preview_import: Paths => ImportPreview;
    import_skills: Paths => ImportReport;
    choose_export: ExportChoice => Paths;
    export_skills: ExportRequest => ExportReport;
    open_data: () => ();
    start_anew: () => ();
    choose_privacy_file: PrivacyFileRequest => PrivacyFile;
    privacy_export: PrivacyPath => PrivacyExport;
    privacy_erase: () => Erased;
    updates: UpdatesRequest => UpdatesPage;
    update_detail: SkillRef => UpdateDetail;
    accept_update: UpdateChoice => ();
    accept_updates: AcceptAllRequest => AllUpdatesOutcome;
    skip_update: UpdateChoice => ();
    take_back_update: SkillRef => ();
}

#[cfg(test)]
mod tests {
    /// The two sides of the boundary are one: `cargo xtask bindings` writes the file
    /// anew, any other run compares it.
    #[test]
    fn the_bindings_of_the_window_are_what_the_commands_are() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/ipc/bindings.ts");
        let made = super::typescript();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let there = std::fs::read_to_string(path).unwrap();
        assert!(
            there == made,
            "ui/src/ipc/bindings.ts is out of date: run `cargo xtask bindings`"
        );
    }
}
