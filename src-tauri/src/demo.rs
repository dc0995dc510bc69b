//! The bundled demo marketplace: the reference marketplace with its own skills, in
//! this process, on loopback, for as long as the program runs.

use skilldock_engine::Engine;
use skilldock_engine::config::{ApiToken, DemoEndpoint};
use skilldock_engine::model::{Code, Problem};
use skilldock_marketplace::{Demo, Marketplace};

/// Starts it and tells the engine where it is.
///
/// # Errors
/// No free port on loopback, or a disk that cannot be written.
pub async fn start(engine: &Engine) -> Result<Demo, Problem> {
    let failed = |why: String| {
        Problem::new(
            Code::Internal,
            format!("The demo marketplace did not start: {why}."),
            "Try again.",
        )
    };
    let marketplace = Marketplace::demo()
        .start()
        .await
        .map_err(|error| failed(error.to_string()))?;
    let url = marketplace.url().parse().map_err(|error| failed(format!("{error}")))?;
    let token = ApiToken::parse(marketplace.token()).map_err(|error| failed(error.to_string()))?;
    engine.use_demo(DemoEndpoint { url, token }).await?;
    Ok(marketplace)
}
