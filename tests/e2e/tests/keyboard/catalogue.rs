//! The real catalogue by keys: searched, refined, read, rated, and come back to.

use skilldock_e2e::wait::{LONG, SOON};
use skilldock_e2e::{Catalogue, Key, Keyboard, Market, Role, Setup, Stock};

use crate::clean;

/// A skill whose name is nobody else's.
const NAME: &str = "Blogwatcher";

#[tokio::test]
async fn a_skill_is_found_read_and_rated_by_keys() {
    let market = Market::open(Stock::real().unwrap()).unwrap();
    let keys = Keyboard::open(Setup::new().market(&market)).await.unwrap();
    keys.see("result-count")
        .counts_where("the whole catalogue", LONG, |count| count > 1_000)
        .await
        .unwrap();
    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press(NAME).await.unwrap();
    keys.see("result-count")
        .counts_where("what was looked for", LONG, |count| count < 100)
        .await
        .unwrap();
    // From the field into the list, and into the first of it.
    keys.press(Key::Down).await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("skill-title").says(NAME).await.unwrap();
    keys.role(Role::Heading, NAME).seen().await.unwrap();
    keys.reach("tab-overview").await.unwrap();
    keys.press(Key::Right).await.unwrap();
    let code = keys.role(Role::Tab, "Code").and("[@aria-selected='true']");
    code.seen().await.unwrap();
    keys.press("4").await.unwrap();
    keys.see("rate-star-4").and("[aria-checked=true]").seen().await.unwrap();
    keys.moment().await.unwrap();
    clean(&keys).await;
}

#[tokio::test]
async fn a_search_is_refined_read_and_come_back_to_by_keys() {
    let catalogue = Catalogue::read().unwrap();
    let market = Market::open(Stock::real().unwrap()).unwrap();
    let mut keys = Keyboard::open(Setup::new().market(&market)).await.unwrap();
    let count = keys.see("result-count");
    count.counts(catalogue.len(), LONG).await.unwrap();

    // Excluded outright, and a token for another condition beside it.
    keys.reach("facet-type-prompt_only").await.unwrap();
    keys.press("x").await.unwrap();
    let prompts = catalogue.counts("skill_type", &[])["prompt_only"];
    count.counts(catalogue.len() - prompts, SOON).await.unwrap();
    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press("category:productivity").await.unwrap();
    let all = catalogue.counts("category", &[])["productivity"];
    let of_these = catalogue.counts("skill_type", &[("category", "productivity")])["prompt_only"];
    let refined = all - of_these;
    count.counts(refined, SOON).await.unwrap();

    // Sorted by name from the palette, and kept under a name.
    keys.press(Key::Control + "k").await.unwrap();
    keys.focused("palette").await.unwrap();
    keys.press("sort by name").await.unwrap();
    keys.css("#palette-0[data-id='sort.name']").seen().await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("palette").gone().await.unwrap();
    keys.enter("saved-searches").await.unwrap();
    keys.see("save-search").seen().await.unwrap();
    keys.reach("save-search").await.unwrap();
    keys.press("Working tools").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("saved-search").says("Working tools").await.unwrap();
    keys.moment().await.unwrap();
    keys.press(Key::Escape).await.unwrap();

    // The third of them, read and put among the favourites; Escape is the way back into the list.
    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    count.counts(catalogue.len() - prompts, SOON).await.unwrap();
    keys.press("Working t").await.unwrap();
    keys.see("suggestion").says("Working tools").await.unwrap();
    keys.press(Key::Down).await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    count.counts(refined, SOON).await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.press(Key::Down).await.unwrap();
    keys.press(Key::Down).await.unwrap();
    let third = keys.css("#row-2").attribute("data-skill-id").await.unwrap().unwrap();
    keys.press("f").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("skill-detail")
        .and(&Keyboard::of(&third))
        .seen()
        .await
        .unwrap();
    keys.see("favourite").and("[aria-pressed=true]").seen().await.unwrap();
    keys.css(".pane:focus").seen().await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.css("#row-2[aria-selected=true]").seen().await.unwrap();
    keys.moment().await.unwrap();

    keys.restart().await.unwrap();
    count_again(&keys, refined).await;
    keys.press(Key::Control + "2").await.unwrap();
    count_again(&keys, 1).await;
    keys.see("skill-detail")
        .and(&Keyboard::of(&third))
        .seen()
        .await
        .unwrap();
    clean(&keys).await;
}

async fn count_again(keys: &Keyboard, number: usize) {
    keys.see("result-count").counts(number, LONG).await.unwrap();
}
