//! The product without a window: what a front end may ask of Skilldock.
//!
//! Layers, each using only those above it in this list: [`model`] (words and pure
//! rules), [`activity`] (what is written down of what happened), [`config`], [`conflict`]
//! (what becomes of a skill changed here and there), [`compare`] (in what two copies differ),
//! [`vault`], [`api`], [`live`], [`ratings`], [`store`], [`search`], [`sync`] and [`status`],
//! and on top [`Engine`], which a window, a command line and a test ask the same things.

pub mod accept;
pub mod activity;
pub mod api;
pub mod compare;
pub mod config;
pub mod conflict;
mod engine;
pub mod event;
pub mod facts;
mod fit;
pub mod library;
pub mod links;
pub mod live;
pub mod mentions;
pub mod model;
pub mod private;
pub mod ratings;
pub mod rotation;
pub mod search;
pub mod status;
pub mod store;
pub mod sync;
pub mod vault;
pub mod view;

pub use engine::{
    AllUpdatesOutcome, BulkPreview, BulkReport, CodePage, CodeRegion, CodeSummary, Collection, CommandChange,
    ConflictDesk, ConflictDetail, ConflictField, ConflictFilter, ConflictRow, ConflictSituation, ConflictView,
    Decision, DeskDecision, DeskField, DeskOutcome, DiffPage, DiffRequest, Draft, EditSource, EditedField,
    EncryptionView, Engine, EngineOptions, Erased, ExportReport, ExportWhat, Fault, FieldFault, FieldFaults, FieldKind,
    FieldValues, FoldRequest, FoldedLines, Foreseen, ForeseenConflict, History, HistoryEntry, HunkSide, ImportFate,
    ImportItem, ImportPreview, ImportReport, KeychainOutcome, KeychainReport, ListChange, Listener, NotAccepted,
    NotImported, NotResolved, NumbersPage, OpenError, Part, PrivacyExport, QueuePage, QueueRequest, RatedPage,
    RatedSkill, RotationReport, Saved, SavedSearch, Scheduler, SeverityCount, Side, SideFacts, SideValue, SocketCounts,
    StillThere, SyncPreview, SyncRequest, TokenPolicy, Tools, Trigger, TypeCount, UndoBlock, Unrated, UpdateDetail,
    UpdatesPage, UpdatesRequest, WaitingUpdate, Whose, Would, WouldResolve,
};
