//! Pictures of every view, light and dark, in the common and in the smallest size: for people to look at. What can be
//! judged without eyes is: no error in the console, and nothing wider than the window.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Catalogue, Market, NARROW, Setup, Stock, Theme, WIDE, Window};

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
const SIZES: [(u32, u32); 2] = [WIDE, NARROW];

/// Takes a picture and looks at what needs no eyes.
async fn picture(window: &Window, view: &str, theme: Theme, size: (u32, u32)) {
    let name = format!("{view}-{}-{}x{}", theme.name(), size.0, size.1);
    window.shot(&name).await.unwrap();
    let overflow = window
        .script("return document.documentElement.scrollWidth - innerWidth")
        .await
        .unwrap();
    assert!(
        overflow.as_i64().is_some_and(|pixels| pixels <= 0),
        "{name} is {overflow} pixels too wide"
    );
    assert_eq!(window.console_errors().await.unwrap(), [""; 0], "{name}");
}

#[tokio::test]
async fn the_first_run() {
    let window = Window::open(Setup::new()).await.unwrap();
    for theme in THEMES {
        window.choose(theme).await.unwrap();
        window.hook("onboarding-connect").seen().await.unwrap();
        for size in SIZES {
            window.resize(size).await.unwrap();
            picture(&window, "first-run", theme, size).await;
        }
    }
}

#[tokio::test]
async fn every_view() {
    let market = Market::open(Stock::real().unwrap()).unwrap();
    let window = Window::open(Setup::new().market(&market)).await.unwrap();
    window
        .hook("result-count")
        .counts(Catalogue::read().unwrap().len(), LONG)
        .await
        .unwrap();
    for theme in THEMES {
        window.choose(theme).await.unwrap();
        for size in SIZES {
            window.resize(size).await.unwrap();

            window.hook("nav-discover").click().await.unwrap();
            window.hook("search").fill("notes").await.unwrap();
            // Where there is room for one of the two, the skill that was open is in front of the list.
            if window.hook("skill-back").count().await.unwrap() > 0 {
                window.hook("skill-back").click().await.unwrap();
            }
            window.hook("skill-row").seen().await.unwrap();
            picture(&window, "discover", theme, size).await;

            window.hook("skill-row").click().await.unwrap();
            window.hook("skill-title").seen().await.unwrap();
            picture(&window, "skill", theme, size).await;
            window.hook("tab-code").click().await.unwrap();
            window.css(".cm-line").seen().await.unwrap();
            picture(&window, "skill-code", theme, size).await;

            window.hook("nav-sync").click().await.unwrap();
            window.hook("sync-mode").seen().await.unwrap();
            picture(&window, "sync", theme, size).await;

            window.hook("nav-settings").click().await.unwrap();
            window.hook("setting-ATOM_SAAS_API_URL").seen().await.unwrap();
            picture(&window, "settings", theme, size).await;
        }
    }
}
