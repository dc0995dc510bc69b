//! Lists of skills that a user keeps under a name, and what a name may be. They need no
//! marketplace: everything here is the user's own.

use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use super::catalogue::not_found;
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::search::text::fold;
use crate::store::{collections, skills};

/// The longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Lists under a name, at most: every answer with counts carries them all.
const MOST: usize = 200;

/// A collection of skills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Collection {
    /// Its number.
    pub id: i64,
    /// Its name, as a query token says it: `in:NAME`.
    pub name: String,
    /// How many of its skills are here.
    pub skills: u32,
}

impl Engine {
    /// The user's collections, by name.
    ///
    /// # Errors
    /// A database that fails.
    pub fn collections(&self) -> Result<Vec<Collection>, Problem> {
        let stored = self.inner.store.read(collections::all)?;
        Ok(stored
            .into_iter()
            .map(|collections::StoredCollection { id, name, skills }| Collection { id, name, skills })
            .collect())
    }

    /// Makes a collection, and puts a skill into it where one is named.
    ///
    /// # Errors
    /// [`Code::BadInput`] for a name that is empty, too long or taken; [`Code::NotFound`] for
    /// a skill that is not here; a disk that cannot be written. Then nothing is made.
    pub fn create_collection(&self, name: &str, skill: Option<SkillId>) -> Result<i64, Problem> {
        let now = UnixMillis::now();
        let made = self.inner.store.write(|connection| {
            let taken: Vec<_> = collections::all(connection)?
                .into_iter()
                .map(|one| (one.id, one.name))
                .collect();
            let name = match fit_name(name, None, &taken) {
                Ok(name) => name,
                Err(problem) => return Ok(Err(problem)),
            };
            if let Some(skill) = skill
                && skills::raw(connection, skill)?.is_none()
            {
                return Ok(Err(not_found(skill)));
            }
            let id = collections::create(connection, &name, now)?;
            if let Some(skill) = skill {
                collections::set_member(connection, id, skill, true, now)?;
            }
            Ok(Ok(id))
        })??;
        self.emit_catalogue();
        Ok(made)
    }

    /// Renames a collection.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadInput`] for a name that is empty, too long or taken; a
    /// disk that cannot be written.
    pub fn rename_collection(&self, id: i64, name: &str) -> Result<(), Problem> {
        self.inner.store.write(|connection| {
            let taken: Vec<_> = collections::all(connection)?
                .into_iter()
                .map(|one| (one.id, one.name))
                .collect();
            let name = match fit_name(name, Some(id), &taken) {
                Ok(name) => name,
                Err(problem) => return Ok(Err(problem)),
            };
            Ok(there(collections::rename(connection, id, &name)?))
        })??;
        self.emit_catalogue();
        Ok(())
    }

    /// Removes a collection. Its skills stay where they are.
    ///
    /// # Errors
    /// [`Code::NotFound`], a disk that cannot be written.
    pub fn delete_collection(&self, id: i64) -> Result<(), Problem> {
        self.inner
            .store
            .write(|connection| Ok(there(collections::remove(connection, id)?)))??;
        self.emit_catalogue();
        Ok(())
    }

    /// Puts a skill into a collection, or takes it out.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a skill or a collection that is not here, a disk that cannot
    /// be written.
    pub fn set_in_collection(&self, id: i64, skill: SkillId, member: bool) -> Result<(), Problem> {
        let now = UnixMillis::now();
        self.inner.store.write(|connection| {
            // What is gone can be taken out, but not put in.
            if member && skills::raw(connection, skill)?.is_none() {
                return Ok(Err(not_found(skill)));
            }
            Ok(there(collections::set_member(connection, id, skill, member, now)?))
        })??;
        self.emit_catalogue();
        Ok(())
    }
}

pub(super) fn there(found: bool) -> Result<(), Problem> {
    if found {
        return Ok(());
    }
    Err(Problem::new(
        Code::NotFound,
        "This is not here any more.",
        "It was deleted meanwhile; nothing was changed.",
    ))
}

/// A name as it is kept: trimmed, its white space single, not empty, not too long, and,
/// whatever its case, nobody else's, since a query token must find one thing. `own` is
/// what is being renamed.
pub(super) fn fit_name(name: &str, own: Option<i64>, taken: &[(i64, String)]) -> Result<String, Problem> {
    let name = name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let bad = |message: String, hint: &str| Err(Problem::new(Code::BadInput, message, hint));
    let folded = fold(&name);
    if folded.is_empty() {
        return bad(
            "A name needs at least one letter or digit.".to_owned(),
            "Nothing was changed.",
        );
    }
    if name.chars().count() > LONGEST_NAME {
        return bad(
            format!("This name has more than {LONGEST_NAME} characters."),
            "Shorten it; nothing was changed.",
        );
    }
    if taken
        .iter()
        .any(|(id, known)| Some(*id) != own && fold(known) == folded)
    {
        return bad(
            format!("“{name}” is taken."),
            "Choose another name; nothing was changed.",
        );
    }
    if own.is_none() && taken.len() >= MOST {
        return bad(
            format!("There are {MOST} of them already."),
            "Delete one first; nothing was changed.",
        );
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_tidy_and_is_nobody_elses() {
        let taken = [(1, "To read".to_owned())];
        assert_eq!(fit_name("  Work \n stuff ", None, &taken).unwrap(), "Work stuff");
        assert_eq!(
            fit_name("TO READ", Some(1), &taken).unwrap(),
            "TO READ",
            "its own in another case"
        );
        for bad in ["", " \t", "to READ", &"x".repeat(LONGEST_NAME + 1)] {
            assert_eq!(fit_name(bad, None, &taken).unwrap_err().code, Code::BadInput, "{bad:?}");
        }
    }

    #[test]
    fn there_are_only_so_many() {
        let taken: Vec<_> = (0..MOST)
            .map(|n| (i64::try_from(n).unwrap(), format!("list {n}")))
            .collect();
        assert!(fit_name("one more", None, &taken).is_err());
        assert!(fit_name("renamed", Some(3), &taken).is_ok());
    }
}
