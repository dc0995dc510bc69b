//! Listing, filtering, paging, detail.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{id, ids, json_of, market_of, skill, with_skills};

#[tokio::test]
async fn without_parameters_the_listing_gives_the_first_hundred() {
    let (_market, client) = market_of(with_skills(230)).await;
    let page = client.get_json("/api/v1/skills").await;
    assert_eq!(ids(&page).len(), 100);
    assert_eq!(page["skills"][0], skill(1), "as it was put in");
    for (field, value) in [("page", 1), ("page_size", 100), ("total", 230), ("total_pages", 3)] {
        assert_eq!(page[field], value, "{field}");
    }
}

#[tokio::test]
async fn pages_join_without_gap_or_overlap() {
    let (market, client) = market_of(with_skills(95)).await;
    let mut all = Vec::new();
    for page in 1..=10 {
        all.extend(client.page_ids(&format!("page={page}&page_size=10")).await);
    }
    let expected: Vec<Value> = market
        .catalogue()
        .snapshot()
        .iter()
        .map(|skill| skill["skill_id"].clone())
        .collect();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_page_past_the_end_is_empty_and_an_empty_catalogue_has_no_pages() {
    let (market, client) = market_of(with_skills(3)).await;
    let page = client.get_json("/api/v1/skills?page=9").await;
    assert_eq!((ids(&page).len(), &page["total"]), (0, &json!(3)));
    market.catalogue().clear();
    let page = client.get_json("/api/v1/skills").await;
    assert_eq!((&page["total"], &page["total_pages"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn parameters_out_of_bounds_are_bad_requests() {
    let (_market, client) = market_of(with_skills(3)).await;
    for query in [
        "page=0",
        "page=-1",
        "page=x",
        "page=",
        "page=99999999999999999999",
        "page_size=0",
        "page_size=1001",
        "page_size=1.5",
        "page=1&page=2",
    ] {
        let (status, body) = json_of(client.get(&format!("/api/v1/skills?{query}")).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(body["error"].is_string(), "{query}: {body}");
    }
    assert_eq!(
        client.get("/api/v1/skills?page_size=1000&unknown=1").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_query_finds_names_descriptions_and_tags_whatever_their_case() {
    let (market, client) = market_of(with_skills(0)).await;
    for (n, name, description, tag) in [
        (1, "Ärger LAMP", "", ""),
        (2, "", "a lamp", ""),
        (3, "", "", "Lamp"),
        (4, "Desk", "wood", "oak"),
    ] {
        let skill = json!({ "skill_id": id(n), "name": name, "description": description, "tags": [tag], "category": if n < 3 { "a" } else { "b" } });
        market.catalogue().upsert(skill).unwrap();
    }
    assert_eq!(client.page_ids("query=lamp").await, [id(1), id(2), id(3)]);
    assert_eq!(client.page_ids("query=%C3%A4RGER").await, [id(1)]);
    assert_eq!(
        client.page_ids("query=lamp&category=a&page_size=1&page=2").await,
        [id(2)]
    );
    assert_eq!(client.page_ids("category=b").await, [id(3), id(4)]);
    assert_eq!(client.page_ids("category=nowhere").await, Vec::<String>::new());
    assert_eq!(
        client.page_ids("query=&category=").await.len(),
        4,
        "empty filters nothing"
    );
}

#[tokio::test]
async fn fields_nobody_knows_are_kept_as_they_came() {
    let odd = r#"{"skill_id":"00000000-0000-4000-8000-000000000001","name":"\u202eodd","x-future":{"n":1.10,"big":123456789012345678901234567890}}"#;
    let loaded = skilldock_marketplace::Loaded {
        skills: vec![odd.to_owned()],
        categories: Vec::new(),
    };
    let (_market, client) = market_of(with_skills(0).loaded(loaded)).await;
    let body = client.get("/api/v1/skills").await.text().await.unwrap();
    assert!(body.contains(odd), "byte for byte: {body}");
}

#[tokio::test]
async fn one_skill_comes_with_its_ratings_and_examples() {
    let (market, client) = market_of(with_skills(1)).await;
    market.catalogue().upsert(json!({ "skill_id": id(2), "name": "Two", "examples": [{ "input": "a" }], "metadata": { "author": "ada" } })).unwrap();
    market.catalogue().rate(&id(2), "sha256:me", 4);
    let two = client.get_json(&format!("/api/v1/skills/{}", id(2))).await;
    assert_eq!(
        two["metadata"],
        json!({ "author": "ada", "examples": [{ "input": "a" }] })
    );
    assert_eq!(
        (&two["ratings"][0]["rating"], &two["ratings"][0]["user_id"]),
        (&json!(4), &json!("sha256:me"))
    );
    assert_eq!((&two["average_rating"], &two["rating_count"]), (&json!(4.0), &json!(1)));
    let one = client.get_json(&format!("/api/v1/skills/{}", id(1))).await;
    assert_eq!(
        (&one["ratings"], &one["metadata"]["examples"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_found_in_json() {
    let (_market, client) = market_of(with_skills(1)).await;
    for path in [
        format!("/api/v1/skills/{}", id(9)),
        "/api/v1/skills/nonsense".to_owned(),
        "/api/v1/skills/%FF".to_owned(),
        "/nowhere".to_owned(),
    ] {
        let (status, body) = json_of(client.get(&path).await).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(body["error"].is_string());
    }
}

#[tokio::test]
async fn a_method_that_a_call_has_not_is_refused_with_those_it_has() {
    let (_market, client) = market_of(with_skills(1)).await;
    let response = client.request(Method::DELETE, "/api/v1/skills").send().await.unwrap();
    let allow = response.headers()["allow"].to_str().unwrap().to_owned();
    let (status, body) = json_of(response).await;
    assert_eq!((status, allow.as_str()), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert!(body["error"].is_string());
}

#[tokio::test]
async fn categories_are_counted_from_the_skills() {
    let given = json!({ "name": "empty", "description": "None yet", "icon_url": "https://example.com/i.svg", "created_at": "2026-01-01T00:00:00Z", "skill_count": 77, "x": 1 });
    let (market, client) = market_of(with_skills(3).categories([given])).await;
    market.catalogue().delete(&id(1));
    let list = client.get_json("/api/v1/categories").await;
    let named = |name: &str| {
        let all = list["categories"].as_array().unwrap();
        all.iter().find(|category| category["name"] == name).unwrap().clone()
    };
    assert_eq!(
        (&named("empty")["skill_count"], &named("empty")["x"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(named("tests")["skill_count"], 2, "known by its skills alone");
}

#[tokio::test]
async fn install_says_what_came_along_and_can_be_switched_off() {
    let (market, client) = market_of(with_skills(1)).await;
    market
        .catalogue()
        .upsert(json!({ "skill_id": id(1), "name": "One", "python_packages": ["rich"], "npm_packages": ["zod"] }))
        .unwrap();
    let path = format!("/api/v1/skills/{}/install", id(1));
    let (status, body) = client
        .post(&path, &json!({ "agent_id": "a", "auto_install_deps": true }))
        .await;
    assert_eq!(
        (status, &body["success"], &body["dependencies_installed"]),
        (StatusCode::OK, &json!(true), &json!(["rich", "zod"]))
    );
    let (_, body) = client.post(&path, &json!({ "agent_id": "a" })).await;
    assert_eq!(body["dependencies_installed"], json!([]));
    assert_eq!(client.post(&path, &json!({})).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        client
            .post(
                &format!("/api/v1/skills/{}/install", id(9)),
                &json!({ "agent_id": "a" })
            )
            .await
            .0,
        StatusCode::NOT_FOUND
    );
    market.configure(|settings| settings.install = false);
    assert_eq!(
        client.post(&path, &json!({ "agent_id": "a" })).await.0,
        StatusCode::NOT_IMPLEMENTED
    );
}
