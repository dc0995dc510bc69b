//! The real catalogue of 1,508 skills in the window: found, narrowed, sorted, read, and there without a network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Catalogue, Key, Market, NARROW, Setup, Stock, Window};

/// A skill whose name is nobody else's.
const NAME: &str = "Blogwatcher";

struct Story {
    market: Market,
    window: Window,
    catalogue: Catalogue,
}

/// A window on the real catalogue, wholly synced.
async fn begin() -> Story {
    let catalogue = Catalogue::read().unwrap();
    let market = Market::open(Stock::real().unwrap()).unwrap();
    let window = Window::open(Setup::new().market(&market)).await.unwrap();
    window.hook("result-count").counts(catalogue.len(), LONG).await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    Story {
        market,
        window,
        catalogue,
    }
}

async fn first_id(window: &Window) -> Option<String> {
    window.hook("skill-row").attribute("data-skill-id").await.unwrap()
}

/// Opens the one skill of that name from a search for it.
async fn find_and_open(window: &Window, id: &str) {
    window.hook("search").fill(NAME).await.unwrap();
    let first = async || Ok((first_id(window).await.as_deref() == Some(id)).then_some(()));
    until("the exact name in the first row", SOON, first).await.unwrap();
    window.hook("skill-row").click().await.unwrap();
    window.hook("skill-detail").seen().await.unwrap();
    window.hook("skill-title").says(NAME).await.unwrap();
}

#[tokio::test]
async fn the_whole_catalogue_is_synced_and_only_what_is_seen_is_in_the_page() {
    let Story { window, catalogue, .. } = begin().await;
    assert_eq!(catalogue.len(), 1_508);
    let rows = window.hook("skill-row").count().await.unwrap();
    assert!(
        (1..=100).contains(&rows),
        "the list is virtual, and has {rows} rows in the page"
    );
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_search_shows_the_exact_name_first_and_can_be_cleared() {
    let Story { window, catalogue, .. } = begin().await;
    let id = catalogue.named(NAME).unwrap()["skill_id"].as_str().unwrap();
    assert_ne!(
        first_id(&window).await.as_deref(),
        Some(id),
        "it is not there by chance"
    );

    window.press(Key::Control + "f").await.unwrap();
    find_and_open(&window, id).await;
    window.moment().await.unwrap();
    assert!(window.hook("result-count").number().await.unwrap() < catalogue.len());

    window.hook("search").fill("").await.unwrap();
    window.hook("result-count").counts(catalogue.len(), SOON).await.unwrap();
}

#[tokio::test]
async fn a_typing_mistake_finds_the_skill_all_the_same() {
    let Story { window, catalogue, .. } = begin().await;
    let id = catalogue.named(NAME).unwrap()["skill_id"].as_str().unwrap();
    window.hook("search").fill("blogwtacher").await.unwrap();
    let first = async || Ok((first_id(&window).await.as_deref() == Some(id)).then_some(()));
    until("the skill that was meant", SOON, first).await.unwrap();
    window.moment().await.unwrap();
}

#[tokio::test]
async fn facets_narrow_the_list_and_their_counts_agree_with_it() {
    let Story { window, catalogue, .. } = begin().await;
    for (category, count) in catalogue.counts("category", &[]) {
        let facet = window.hook(&format!("facet-category-{category}"));
        if facet.count().await.unwrap() > 0 {
            facet.counts(count, SOON).await.unwrap();
        }
    }
    let all = catalogue.counts("category", &[])["productivity"];
    window.hook("facet-category-productivity").click().await.unwrap();
    window.hook("result-count").counts(all, SOON).await.unwrap();

    for (kind, count) in catalogue.counts("skill_type", &[("category", "productivity")]) {
        window
            .hook(&format!("facet-type-{kind}"))
            .counts(count, SOON)
            .await
            .unwrap();
    }
    let both = catalogue.counts("skill_type", &[("category", "productivity")])["python_code"];
    window.hook("facet-type-python_code").click().await.unwrap();
    window.hook("result-count").counts(both, SOON).await.unwrap();
}

#[tokio::test]
async fn the_list_can_be_sorted_by_name() {
    let Story { window, catalogue, .. } = begin().await;
    // The choices of a native list open outside of the page, where nothing can click.
    let choose = "const it = document.querySelector('[data-testid=sort]');
        it.value = 'name'; it.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(choose).await.unwrap();
    let sorted = async || {
        let ids = window.hook("skill-row").attributes("data-skill-id").await?;
        let names: Vec<String> = ids
            .iter()
            .filter_map(|id| catalogue.name(id))
            .map(str::to_lowercase)
            .collect();
        anyhow::ensure!(names.len() > 5 && names.is_sorted(), "the rows are {names:?}");
        Ok(Some(()))
    };
    until("the names in their order", SOON, sorted).await.unwrap();
}

#[tokio::test]
async fn a_skill_shows_its_title_its_code_and_its_packages_and_back_is_where_one_was() {
    let Story { window, catalogue, .. } = begin().await;
    let skill = catalogue.named(NAME).unwrap();
    find_and_open(&window, skill["skill_id"].as_str().unwrap()).await;

    window.hook("tab-code").click().await.unwrap();
    let line = skill["code"]
        .as_str()
        .unwrap()
        .lines()
        .map(str::trim)
        .find(|line| line.len() > 20)
        .unwrap();
    window.hook("skill-detail").says(line).await.unwrap();
    window.moment().await.unwrap();
    window.hook("tab-packages").click().await.unwrap();
    window.hook("tab-overview").click().await.unwrap();

    window.press(Key::Escape + "").await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    let query = window
        .script("return document.querySelector('[data-testid=search]').value")
        .await
        .unwrap();
    assert_eq!(query, NAME, "the query is what it was");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn search_refine_read_and_come_back_to_the_same_place() {
    let Story {
        mut window, catalogue, ..
    } = begin().await;
    // Include, then exclude, by the same facet.
    let facet = window.hook("facet-type-prompt_only");
    let prompts = catalogue.counts("skill_type", &[])["prompt_only"];
    facet.click().await.unwrap();
    window.hook("result-count").counts(prompts, SOON).await.unwrap();
    facet.click().await.unwrap();
    window
        .hook("result-count")
        .counts(catalogue.len() - prompts, SOON)
        .await
        .unwrap();

    // A token becomes a chip beside it, and the search is kept under a name.
    window.hook("search").fill("category:productivity").await.unwrap();
    let all = catalogue.counts("category", &[])["productivity"];
    let of_these = catalogue.counts("skill_type", &[("category", "productivity")])["prompt_only"];
    let refined = all - of_these;
    window.hook("result-count").counts(refined, SOON).await.unwrap();
    window.moment().await.unwrap();
    window.hook("saved-searches").click().await.unwrap();
    window.hook("save-search").fill("Working tools").await.unwrap();
    window.hook("save-search-submit").click().await.unwrap();
    window.hook("saved-search").says("Working tools").await.unwrap();
    window.moment().await.unwrap();
    window.press(Key::Escape + "").await.unwrap();

    // The first of them goes into a collection, which then filters.
    let first = first_id(&window).await.unwrap();
    window.hook("skill-row").click().await.unwrap();
    window.hook("skill-title").seen().await.unwrap();
    window.hook("collect").click().await.unwrap();
    window.hook("collection-new").fill("To try").await.unwrap();
    window.hook("collection-new-submit").click().await.unwrap();
    window.hook("collection").says("To try").await.unwrap();
    window.moment().await.unwrap();
    window.press(Key::Escape + "").await.unwrap();
    window.hook("facet-collection-To try").counts(1, SOON).await.unwrap();
    window.hook("facet-collection-To try").click().await.unwrap();
    window.hook("result-count").counts(1, SOON).await.unwrap();
    assert_eq!(first_id(&window).await.unwrap(), first);
    window.moment().await.unwrap();

    // After a restart everything is where it was, and a chip can be taken off.
    window.restart().await.unwrap();
    window.hook("result-count").counts(1, LONG).await.unwrap();
    window.hook("skill-title").seen().await.unwrap();
    let query = window
        .script("return document.querySelector('[data-testid=search]').value")
        .await
        .unwrap();
    assert_eq!(query, "category:productivity");
    let chip = "document.querySelector('[aria-label=\"Remove filter in To try\"]').click()";
    window.script(chip).await.unwrap();
    window.hook("result-count").counts(refined, SOON).await.unwrap();

    // The saved search brings the same skills back from an empty field.
    window.hook("search").fill("").await.unwrap();
    window
        .hook("result-count")
        .counts(catalogue.len() - prompts, SOON)
        .await
        .unwrap();
    window.hook("saved-searches").click().await.unwrap();
    window.hook("saved-search-open").click().await.unwrap();
    window.hook("result-count").counts(refined, SOON).await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn on_a_narrow_window_a_search_brings_the_list_back_from_behind_a_skill() {
    let Story { window, catalogue, .. } = begin().await;
    let id = catalogue.named(NAME).unwrap()["skill_id"].as_str().unwrap();
    // Beside the list there is room for a skill; with less room it takes the list's place.
    window.hook("skill-row").click().await.unwrap();
    window.hook("skill-title").seen().await.unwrap();
    window.resize(NARROW).await.unwrap();
    window.hook("skill-back").seen().await.unwrap();

    window.hook("search").fill(NAME).await.unwrap();
    window.hook("skill-detail").gone().await.unwrap();
    let first = async || Ok((first_id(&window).await.as_deref() == Some(id)).then_some(()));
    until("what was searched for, in view", SOON, first).await.unwrap();
    window.moment().await.unwrap();

    window.hook("skill-row").click().await.unwrap();
    window.hook("skill-title").says(NAME).await.unwrap();
    window.moment().await.unwrap();
    window.hook("skill-back").click().await.unwrap();
    window.hook("skill-detail").gone().await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn what_the_environment_sets_is_locked_and_says_so() {
    let Story { window, market, .. } = begin().await;
    window.hook("nav-settings").click().await.unwrap();
    window.hook("setting-ATOM_SAAS_API_URL").seen().await.unwrap();
    window
        .hook("setting-source-ATOM_SAAS_API_URL")
        .says("environment")
        .await
        .unwrap();
    window.moment().await.unwrap();
    let locked = "const it = document.querySelector('[data-testid=\"setting-ATOM_SAAS_API_URL\"]');
        const field = it.matches('input') ? it : it.querySelector('input');
        return !field || field.disabled || field.readOnly";
    assert_eq!(
        window.script(locked).await.unwrap(),
        true,
        "nobody can type over the environment"
    );
    assert!(
        !window.text().await.unwrap().contains(market.token()),
        "the token is never shown"
    );
}

#[tokio::test]
async fn without_the_marketplace_everything_that_was_synced_is_there() {
    let Story {
        mut window,
        mut market,
        catalogue,
    } = begin().await;
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-last").seen().await.unwrap();

    market.go_offline();
    window.restart().await.unwrap();
    // The window opens where it was left.
    window.hook("sync-mode").seen().await.unwrap();
    window.hook("nav-discover").click().await.unwrap();
    window.hook("result-count").counts(catalogue.len(), SOON).await.unwrap();
    window
        .hook("status-chip")
        .text_where("to say offline, and since when", LONG, |text| {
            let text = text.to_lowercase();
            text.contains("offline") && (text.contains("up to date") || text.chars().any(|c| c.is_ascii_digit()))
        })
        .await
        .unwrap();
    find_and_open(&window, catalogue.named(NAME).unwrap()["skill_id"].as_str().unwrap()).await;
    window.moment().await.unwrap();

    market.come_back().unwrap();
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-now").click().await.unwrap();
    window
        .hook("status-chip")
        .text_where("to say that it is back", LONG, |text| {
            !text.to_lowercase().contains("offline")
        })
        .await
        .unwrap();
}
