//! Updates that wait for a review: what an author wrote into them at its longest, and as it usually is.

use serde_json::json;
use skilldock_engine::UpdatesRequest;
use skilldock_marketplace::Marketplace;

use super::{Scale, engine, skill, sync, the};

/// As many as fill more than a page.
const SOME: usize = 60;

/// Weighs the answers about updates of skills whose texts are so long and whose lists have so many entries.
pub async fn weigh(scale: &mut Scale, letters: usize, entries: usize) {
    let market = Marketplace::builder().no_limits().start().await.unwrap();
    let text = "\u{1}\"木".repeat(letters / 3 + 1);
    let publish = |day: usize| {
        for number in 0..SOME {
            let mut fields = json!({
                "name": text, "version": format!("{day}{text}"), "command": format!("{day}{text}"), "metadata": { "author": text },
            });
            // What one of them changes is read of one alone.
            if number == 0 {
                let packages: Vec<_> = (0..entries).map(|entry| format!("{day}-{entry}-{text}")).collect();
                let starts = format!(
                    "import subprocess\n{}",
                    (0..entries)
                        .map(|entry| format!(
                            "subprocess.run(['{day}{entry}', '{}'])\n",
                            text.replace('\u{1}', "\\x01")
                        ))
                        .collect::<String>()
                );
                fields["code"] = json!(starts);
                fields["python_packages"] = json!(packages);
                fields["npm_packages"] = json!(packages);
                fields["metadata"]["changelog"] = json!(text.repeat(20));
            }
            market.catalogue().upsert(skill(number, day, fields)).unwrap();
        }
    };
    publish(1);
    let (_folder, engine) = engine(&market);
    sync(&engine).await;
    engine.set_setting("SKILLDOCK_REVIEW_UPDATES", Some("true")).unwrap();
    for number in 0..SOME {
        engine.set_favourite(the(number), true).unwrap();
    }
    publish(2);
    sync(&engine).await;
    let request = UpdatesRequest {
        limit: 5_000,
        ..UpdatesRequest::default()
    };
    let page = scale.weigh("updates", engine.updates(&request).unwrap());
    assert_eq!(page.waiting as usize, SOME);
    scale.weigh("update_detail", engine.update_detail(the(0)).unwrap());
    let outcome = scale.weigh("accept_updates", engine.accept_updates(page.until).unwrap());
    assert_eq!(outcome.undoable.len(), SOME);
}
