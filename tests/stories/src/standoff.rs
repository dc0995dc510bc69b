//! A standoff: the user and the marketplace changed the same skills, and nobody has
//! decided yet.

use serde_json::{Map, Value, json};
use skilldock_engine::model::SkillId;
use skilldock_engine::{ConflictRow, QueuePage, QueueRequest};
use skilldock_marketplace::Marketplace;

use crate::{Laptop, id, market, skill, skills};

/// Which skill has this number.
pub fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

/// The fields of an object.
pub fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A synced marketplace of so many skills, where conflicts wait for a person.
pub async fn manual(count: u32) -> (Marketplace, Laptop) {
    let market = market(skills(count)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", "manual").restart();
    laptop.sync().await;
    (market, laptop)
}

/// The marketplace publishes a skill again with other fields, on this day of February.
pub fn publish(market: &Marketplace, number: u32, day: u32, changed: &Value) {
    let mut object = skill(number, &format!("Skill {number:04}"));
    object["updated_at"] = json!(format!("2026-02-{day:02}T00:00:00Z"));
    for (field, value) in fields(changed) {
        object[field] = value;
    }
    market.catalogue().upsert(object).unwrap();
}

/// The user changes a skill.
pub fn edit(laptop: &Laptop, number: u32, changed: &Value) {
    laptop.engine().edit(the(number), &fields(changed)).unwrap();
}

/// A skill as the user sees it.
pub fn shown(laptop: &Laptop, number: u32) -> Map<String, Value> {
    laptop.engine().show(the(number)).unwrap().skill
}

/// A page of the queue.
pub fn queue(laptop: &Laptop, request: &QueueRequest) -> QueuePage {
    laptop.engine().conflict_queue(request).unwrap()
}

/// The first hundred that wait, or that are resolved.
pub fn rows(laptop: &Laptop, resolved: bool) -> Vec<ConflictRow> {
    let request = QueueRequest {
        resolved,
        limit: 100,
        ..QueueRequest::default()
    };
    queue(laptop, &request).rows
}

/// The number of the conflict of a skill that waits.
pub fn number(laptop: &Laptop, of: u32) -> i64 {
    let waiting = rows(laptop, false);
    waiting.iter().find(|row| row.skill_id == the(of)).unwrap().id
}
