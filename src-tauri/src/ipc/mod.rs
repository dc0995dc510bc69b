//! The boundary to the window: each command is declared once, in the table below,
//! which registers it and makes its TypeScript.

pub mod bindings;
pub mod types;

use bindings::Bindings;
use skilldock_engine::config::ConfigView;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::search::{SearchPage, SearchRequest};
use skilldock_engine::status::{ConnectionTest, Status, TokenStatus};
use skilldock_engine::sync::{JournalEntry, SyncReport};
use skilldock_engine::view::{Review, SkillDetail, TextChunk};
use types::{
    Boot, CategoryList, ChunkRequest, ConnectRequest, FavouriteRequest, IpcError, JournalRequest, SettingChange,
    SkillRef, TokenRequest, UiStateChange,
};

/// Declares the commands: `name: Request => Answer`.
macro_rules! commands {
    ($($name:ident: $request:ty => $answer:ty;)*) => {
        /// The TypeScript of every command and event.
        #[must_use]
        pub fn typescript() -> String {
            let mut bindings = Bindings::new();
            $(bindings.command::<$request, $answer>(stringify!($name));)*
            bindings.also::<EngineEvent>();
            bindings.also::<IpcError>();
            bindings.render()
        }
    };
}

commands! {
    boot: () => Boot;
    search: SearchRequest => SearchPage;
    skill: SkillRef => SkillDetail;
    skill_code: ChunkRequest => TextChunk;
    skill_raw: ChunkRequest => TextChunk;
    refresh_reviews: SkillRef => Vec<Review>;
    set_favourite: FavouriteRequest => ();
    categories: () => CategoryList;
    status: () => Status;
    sync_now: () => SyncReport;
    journal: JournalRequest => Vec<JournalEntry>;
    config: () => ConfigView;
    set_setting: SettingChange => ConfigView;
    test_connection: ConnectRequest => ConnectionTest;
    connect: ConnectRequest => Status;
    use_demo: () => Status;
    work_locally: () => Status;
    token_set: TokenRequest => TokenStatus;
    token_test: () => ConnectionTest;
    token_forget: () => Status;
    set_ui_state: UiStateChange => ();
}
