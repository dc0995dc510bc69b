//! A marketplace that suddenly has far fewer skills: nothing is removed before somebody says so in the window.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Catalogue, Market, Setup, Stock, Window};

#[tokio::test]
async fn a_catalogue_that_shrank_is_asked_about_kept_and_then_removed() {
    let all = Catalogue::read().unwrap().len();
    let mut market = Market::open(Stock::real().unwrap()).unwrap();
    let window = Window::open(Setup::new().market(&market)).await.unwrap();
    window.hook("result-count").counts(all, LONG).await.unwrap();

    window.hook("nav-sync").click().await.unwrap();
    let idle = window.hook("sync-now").and("[aria-busy=false]");
    idle.seen().await.unwrap();
    market.restock(Stock::Demo).unwrap();
    idle.click().await.unwrap();
    window.hook("held").counts(all, LONG).await.unwrap();
    window.moment().await.unwrap();

    window.hook("held-keep").click().await.unwrap();
    window.hook("held-kept").counts(all, LONG).await.unwrap();
    window.hook("nav-discover").click().await.unwrap();
    let more = format!("more than {all}");
    let kept = window.hook("result-count");
    kept.counts_where(&more, LONG, |found| found > all).await.unwrap();

    window.hook("nav-sync").click().await.unwrap();
    window.hook("held-kept").inside("button").click().await.unwrap();
    idle.seen().await.unwrap();
    window.hook("held-remove").click().await.unwrap();
    window.hook("held").gone().await.unwrap();
    window.hook("nav-discover").click().await.unwrap();
    let fewer = format!("fewer than {all}");
    kept.counts_where(&fewer, LONG, |found| found < all).await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
