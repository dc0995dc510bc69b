//! `POST /api/v1/skills/{skill_id}/install`.

use axum::Json;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Market;
use super::error::{ApiError, ErrorBody};
use super::extract::{Body, Path};
use crate::moment;

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Install {
    /// The agent that is to have the skill.
    #[schema(min_length = 1)]
    agent_id: String,
    /// Whether the skill's packages are to be installed with it.
    #[serde(default)]
    auto_install_deps: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Installed {
    success: bool,
    #[schema(format = Uuid)]
    skill_id: String,
    #[schema(format = DateTime)]
    installed_at: String,
    /// The packages that were installed.
    dependencies_installed: Vec<String>,
}

/// Installs a skill for an agent on the platform (here: says what would have been installed).
#[utoipa::path(
    post, path = "/api/v1/skills/{skill_id}/install",
    operation_id = "install_skill", tag = "skills", request_body = Install,
    params(("skill_id" = String, Path, format = Uuid, description = "The skill.")),
    responses(
        (status = 200, description = "The skill is installed.", body = Installed),
        (status = 400, description = "The request is not what it should be.", body = ErrorBody),
        (status = 404, description = "There is no such skill.", body = ErrorBody),
        (status = 501, description = "This platform has no remote install yet.", body = ErrorBody),
    )
)]
pub(super) async fn install(
    market: Market,
    Path(skill_id): Path<String>,
    body: Result<Body<Install>, ApiError>,
) -> Result<Json<Installed>, ApiError> {
    if !market.settings().install {
        return Err(ApiError::new(
            StatusCode::NOT_IMPLEMENTED,
            "this platform has no remote install yet",
        ));
    }
    let Body(asked) = body?;
    if asked.agent_id.is_empty() {
        return Err(ApiError::bad_request("agent_id must not be empty"));
    }
    let skill = market
        .catalogue
        .read(|state| state.get(&skill_id).map(|entry| entry.object()));
    let skill = match skill {
        Some(Ok(skill)) => skill,
        Some(Err(error)) => {
            return Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()));
        }
        None => return Err(ApiError::not_found("there is no such skill")),
    };
    let mut dependencies_installed = Vec::new();
    if asked.auto_install_deps {
        for field in ["python_packages", "npm_packages"] {
            dependencies_installed.extend(skill.get::<Vec<String>>(field).unwrap_or_default());
        }
    }
    Ok(Json(Installed {
        success: true,
        skill_id,
        installed_at: moment::now(),
        dependencies_installed,
    }))
}
