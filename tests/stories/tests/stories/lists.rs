//! What users keep under a name outlives what the marketplace does, has limits that say
//! so, and belongs to one thing each.

use serde_json::json;
use skilldock_engine::model::Code;
use skilldock_engine::search::Sort;
use skilldock_stories::standoff::{edit, manual, publish, the};
use skilldock_stories::{Laptop, id, skill};

/// The names of what a search finds.
fn found(laptop: &Laptop, text: &str) -> Vec<String> {
    let mut names: Vec<_> = laptop.search(text).skills.into_iter().map(|row| row.name).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_keeps_its_skills_whatever_becomes_of_them() {
    let (market, mut laptop) = manual(5).await;
    let engine = laptop.engine();
    let work = engine.create_collection("Work", Some(the(1))).unwrap();
    engine.set_in_collection(work, the(2), true).unwrap();
    engine.set_in_collection(work, the(2), true).unwrap();
    let own = engine.duplicate_skill(the(3)).unwrap().skill_id;
    engine.set_in_collection(work, own, true).unwrap();
    assert_eq!(
        engine.collections().unwrap()[0].skills,
        3,
        "one put in twice is in once"
    );

    // Changed there, changed here, gone there: it stays what the user put together.
    publish(&market, 1, 1, &json!({ "name": "Skill 0001, better" }));
    edit(&laptop, 2, &json!({ "name": "My skill" }));
    laptop.sync().await;
    assert_eq!(
        found(&laptop, "in:work"),
        ["My skill", "Skill 0001, better", "Skill 0003"]
    );
    market.catalogue().delete(&id(1));
    laptop.sync().await;
    assert_eq!(found(&laptop, "in:work"), ["My skill", "Skill 0003"]);
    assert_eq!(
        laptop.engine().collections().unwrap()[0].skills,
        2,
        "as many as can be seen"
    );
    let gone = laptop.engine().set_in_collection(work, the(1), true).unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    let mut back = skill(1, "Skill 0001 is back");
    back["updated_at"] = json!("2026-03-01T00:00:00Z");
    market.catalogue().upsert(back).unwrap();
    laptop.sync().await;
    laptop.restart();
    assert_eq!(
        found(&laptop, "in:work"),
        ["My skill", "Skill 0001 is back", "Skill 0003"]
    );

    let all = laptop.names();
    laptop.engine().delete_collection(work).unwrap();
    assert_eq!(laptop.names(), all, "every skill stays");
    assert_eq!(found(&laptop, "in:work"), [""; 0], "and the search knows it no more");
    let again = laptop.engine().create_collection("work", None).unwrap();
    assert_eq!(laptop.engine().collections().unwrap()[0].skills, 0);
    assert!(
        found(&laptop, "in:work").is_empty(),
        "another of that name begins empty: {again}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_belongs_to_one_collection_and_one_search_whatever_its_case() {
    let (_market, laptop) = manual(3).await;
    let engine = laptop.engine();
    let first = engine
        .create_collection("Übung macht den Meister", Some(the(1)))
        .unwrap();
    let second = engine.create_collection("Zweite", Some(the(2))).unwrap();
    let kept = || {
        let all = engine.collections().unwrap();
        all.into_iter()
            .map(|one| (one.id, one.name, one.skills))
            .collect::<Vec<_>>()
    };
    let before = kept();
    for taken in ["übung MACHT den meister", " Übung  macht den\tMeister "] {
        assert_eq!(engine.create_collection(taken, None).unwrap_err().code, Code::BadInput);
        assert_eq!(
            engine.rename_collection(second, taken).unwrap_err().code,
            Code::BadInput
        );
    }
    for bad in ["", " \n ", "\u{200b}", &"ä".repeat(81)] {
        assert_eq!(
            engine.create_collection(bad, None).unwrap_err().code,
            Code::BadInput,
            "{bad}"
        );
        assert_eq!(
            engine.rename_collection(second, bad).unwrap_err().code,
            Code::BadInput,
            "{bad}"
        );
        assert_eq!(
            engine.save_search(bad, "x", Sort::Name).unwrap_err().code,
            Code::BadInput,
            "{bad}"
        );
    }
    assert_eq!(kept(), before, "what is refused changes nothing");
    engine.rename_collection(first, "ÜBUNG").unwrap();
    engine.rename_collection(second, &"ä".repeat(80)).unwrap();
    assert_eq!(found(&laptop, "in:übung"), ["Skill 0001"], "found under its new name");
    assert!(found(&laptop, "in:zweite").is_empty());

    // A search may have the name of a collection: they stand in different places.
    let search = engine.save_search("Übung", "in:übung", Sort::Name).unwrap();
    let other = engine.save_search("Other", "tag:test", Sort::Name).unwrap();
    assert_eq!(engine.rename_search(other, "übung").unwrap_err().code, Code::BadInput);
    engine.rename_search(search, "ÜBUNG").unwrap();
    let names: Vec<_> = engine
        .saved_searches()
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names, ["Other", "ÜBUNG"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_lists_are_the_most_and_room_is_made_by_deleting_one() {
    let laptop = Laptop::with([("ATOM_SAAS_ENABLED", "false")]);
    let engine = laptop.engine();
    for number in 0..200 {
        engine.create_collection(&format!("List {number}"), None).unwrap();
        engine
            .save_search(&format!("Search {number}"), "tag:pdf", Sort::Updated)
            .unwrap();
    }
    for refused in [
        engine.create_collection("One more", None).unwrap_err(),
        engine.save_search("One more", "x", Sort::Name).unwrap_err(),
    ] {
        assert_eq!(refused.code, Code::BadInput);
        assert!(refused.message.contains("200"), "{}", refused.message);
    }
    let (list, search) = (
        engine.collections().unwrap()[7].id,
        engine.saved_searches().unwrap()[7].id,
    );
    engine.rename_collection(list, "Renamed").unwrap();
    engine.rename_search(search, "Renamed").unwrap();
    engine.delete_collection(list).unwrap();
    engine.delete_search(search).unwrap();
    engine.create_collection("One more", None).unwrap();
    engine.save_search("One more", "x", Sort::Name).unwrap();
    assert_eq!(engine.saved_searches().unwrap().len(), 200);
    assert_eq!(
        engine.delete_search(search).unwrap_err().code,
        Code::NotFound,
        "it is gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn long_searches_are_kept_until_one_answer_has_no_room_for_another() {
    let laptop = Laptop::with([("ATOM_SAAS_ENABLED", "false")]);
    let engine = laptop.engine();
    let longest = "ö".repeat(2_000);
    let refused = (0..200)
        .find_map(|number| {
            engine
                .save_search(&format!("Search {number}"), &longest, Sort::Name)
                .err()
        })
        .unwrap();
    assert_eq!(refused.code, Code::BadInput);
    let kept = engine.saved_searches().unwrap();
    assert!(
        kept.len() > 30 && kept.iter().all(|one| one.query == longest),
        "{}",
        kept.len()
    );
    engine.save_search("A short one", "tag:pdf", Sort::Name).unwrap();
    engine.delete_search(kept[0].id).unwrap();
    engine.save_search("A long one", &longest, Sort::Name).unwrap();
}
