//! Saved searches and collections. Every change answers with the whole list, which is
//! short, so that the window shows what is kept and not what it hoped for.

use skilldock_engine::Engine;
use skilldock_engine::model::Problem;

use super::{Answer, Shared, ask};
use crate::ipc::lists::{
    CollectionList, CollectionRef, MemberChange, NewCollection, NewSearch, Rename, SavedSearchList, SavedSearchRef,
};

fn searches_of(engine: &Engine) -> Result<SavedSearchList, Problem> {
    let searches = engine.saved_searches()?;
    let total = u32::try_from(searches.len()).unwrap_or(u32::MAX);
    Ok(SavedSearchList { searches, total })
}

fn collections_of(engine: &Engine) -> Result<CollectionList, Problem> {
    let collections = engine.collections()?;
    let total = u32::try_from(collections.len()).unwrap_or(u32::MAX);
    Ok(CollectionList { collections, total })
}

#[tauri::command]
pub async fn saved_searches(app: Shared<'_>) -> Answer<SavedSearchList> {
    ask(&app, searches_of).await
}

#[tauri::command]
pub async fn save_search(app: Shared<'_>, request: NewSearch) -> Answer<SavedSearchList> {
    ask(&app, move |engine| {
        engine.save_search(&request.name, &request.query, request.sort)?;
        searches_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn rename_search(app: Shared<'_>, request: Rename) -> Answer<SavedSearchList> {
    ask(&app, move |engine| {
        engine.rename_search(request.id, &request.name)?;
        searches_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn delete_search(app: Shared<'_>, request: SavedSearchRef) -> Answer<SavedSearchList> {
    ask(&app, move |engine| {
        engine.delete_search(request.id)?;
        searches_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn collections(app: Shared<'_>) -> Answer<CollectionList> {
    ask(&app, collections_of).await
}

#[tauri::command]
pub async fn create_collection(app: Shared<'_>, request: NewCollection) -> Answer<CollectionList> {
    ask(&app, move |engine| {
        engine.create_collection(&request.name, request.skill_id)?;
        collections_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn rename_collection(app: Shared<'_>, request: Rename) -> Answer<CollectionList> {
    ask(&app, move |engine| {
        engine.rename_collection(request.id, &request.name)?;
        collections_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn delete_collection(app: Shared<'_>, request: CollectionRef) -> Answer<CollectionList> {
    ask(&app, move |engine| {
        engine.delete_collection(request.id)?;
        collections_of(engine)
    })
    .await
}

#[tauri::command]
pub async fn set_in_collection(app: Shared<'_>, request: MemberChange) -> Answer<CollectionList> {
    ask(&app, move |engine| {
        engine.set_in_collection(request.id, request.skill_id, request.member)?;
        collections_of(engine)
    })
    .await
}
