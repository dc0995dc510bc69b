//! The machine over every combination: a small world in which each step can fail or leave
//! one unsure, before or after it took effect, and in which the program can be killed
//! before and after each.

use std::collections::BTreeSet;

use super::*;

const OLD: u8 = 1;
const NEW: u8 = 2;
const CAME: [Came; 3] = [Came::Done, Came::Failed, Came::Unknown];

/// What outlives a kill: the marketplace, the keychain, the note.
#[derive(Debug, Clone, PartialEq, Eq)]
struct World {
    /// Tokens that the marketplace accepts.
    good: BTreeSet<u8>,
    main: u8,
    next: Option<u8>,
    former: Option<u8>,
    stage: Option<Stage>,
}

impl World {
    fn new() -> Self {
        Self {
            good: BTreeSet::from([OLD]),
            main: OLD,
            next: None,
            former: None,
            stage: None,
        }
    }

    /// What a step changes where it takes effect.
    fn take_effect(&mut self, step: Step) {
        match step {
            Step::Create => drop(self.good.insert(NEW)),
            Step::Keep => self.next = Some(NEW),
            Step::Retain => self.former = Some(self.main),
            Step::Store => self.main = NEW,
            Step::Revoke => drop(self.former.map(|old| self.good.remove(&old))),
            Step::Undo => drop(self.good.remove(&NEW)),
            Step::Prove | Step::ProveSocket | Step::Switch => {}
        }
    }

    fn holds(&self, what: &str) {
        assert!(
            self.good.contains(&self.main),
            "the token in use is revoked: {what} {self:?}"
        );
        for token in &self.good {
            let known = *token == self.main || self.next == Some(*token) || self.former == Some(*token);
            // Between the answer and the keychain the new one is in memory alone: `Asked` says so.
            let said = matches!(self.stage, Some(Stage::Asked | Stage::Lost));
            assert!(known || said, "a good token that nobody knows: {what} {self:?}");
        }
    }

    /// The end of a rotation: what is noted, and the tidying of the keychain.
    fn end(&mut self, ending: Ending) {
        self.stage = noted(Move::End(ending));
        if matches!(ending, Ending::Rotated | Ending::WentBack) {
            (self.next, self.former) = (None, None);
        }
    }
}

/// Runs on from a move; every way the steps can end is tried, and at every point a kill.
fn every_way(world: &World, next: Move, live: bool, ways: &mut Vec<(World, Option<Ending>)>) {
    world.holds("before a move");
    let mut world = world.clone();
    match next {
        Move::End(ending) => {
            world.end(ending);
            world.holds("at the end");
            ways.push((world, Some(ending)));
        }
        Move::Do(step) => {
            // The note of a way back is made while the new one may be in memory alone.
            world.stage = noted(next);
            world.holds("with its note");
            ways.push((world.clone(), None));
            for came in CAME {
                for effect in [true, false] {
                    // Done means done, failed means not done; unsure is either.
                    if came != Came::Unknown && effect != (came == Came::Done) {
                        continue;
                    }
                    // Not stored, for sure, is said only after the keychain was read: not where an
                    // earlier start of the program had stored it.
                    if step == Step::Store && came == Came::Failed && world.main == NEW {
                        continue;
                    }
                    let mut then = world.clone();
                    if effect {
                        then.take_effect(step);
                    }
                    // The new token never reached the keychain: the way back has it in memory.
                    let back_from_keep = step == Step::Keep && came != Came::Done;
                    if back_from_keep {
                        undo_from_memory(then, ways);
                        continue;
                    }
                    then.holds("after a step");
                    ways.push((then.clone(), None));
                    every_way(&then, after(step, came, live), live, ways);
                }
            }
        }
    }
}

/// A way back where the new token may be in memory alone: while it is being revoked the note
/// is still that of before, so that a kill tells the user.
fn undo_from_memory(world: World, ways: &mut Vec<(World, Option<Ending>)>) {
    assert_eq!(world.stage, Some(Stage::Asked));
    ways.push((world.clone(), None));
    let mut undone = world.clone();
    undone.take_effect(Step::Undo);
    undone.end(Ending::WentBack);
    undone.holds("undone from memory");
    ways.push((undone, Some(Ending::WentBack)));
    let mut not_undone = world;
    not_undone.end(if not_undone.next.is_some() {
        Ending::NewStillGood
    } else {
        Ending::MaybeMade
    });
    not_undone.holds("not undone, from memory");
    ways.push((not_undone, None));
}

fn all() -> Vec<(World, Option<Ending>)> {
    let mut ways = Vec::new();
    for live in [false, true] {
        every_way(&World::new(), Move::Do(Step::Create), live, &mut ways);
    }
    ways
}

#[test]
fn the_token_in_use_is_good_and_none_is_lost_however_it_goes() {
    let ways = all();
    assert!(ways.len() > 100, "{} ways", ways.len());
}

#[test]
fn what_was_interrupted_anywhere_ends_well_at_the_next_start_when_all_works() {
    for (mut world, ending) in all() {
        let Some(stage) = world.stage else { continue };
        if ending == Some(Ending::KeychainUnsure) {
            assert_eq!(stage, Stage::Storing);
        }
        let mut next = resume(stage, world.next.is_some(), world.former.is_some());
        let mut steps = 0;
        let ended = loop {
            match next {
                Move::End(ending) => break ending,
                Move::Do(step) => {
                    world.stage = noted(next);
                    world.take_effect(step);
                    world.holds("resumed");
                    next = after(step, Came::Done, true);
                }
            }
            steps += 1;
            assert!(steps < 10, "it never ends");
        };
        world.end(ended);
        world.holds("ended");
        let open = (ended == Ending::MaybeMade).then_some(Stage::Lost);
        assert_eq!(world.stage, open, "nothing but word is left open: {world:?}");
        assert!(
            matches!(ended, Ending::Rotated | Ending::WentBack | Ending::MaybeMade),
            "{ended:?}"
        );
        if ended != Ending::MaybeMade {
            assert_eq!(world.good.len(), 1, "one good token is left: {world:?}");
        }
    }
}

#[test]
fn a_resumed_rotation_may_be_interrupted_again_anywhere() {
    for (world, _) in all() {
        let Some(stage) = world.stage else { continue };
        let next = resume(stage, world.next.is_some(), world.former.is_some());
        every_way(&world, next, true, &mut Vec::new());
    }
}

#[test]
fn the_socket_is_proved_where_it_is_connected() {
    assert_eq!(after(Step::Prove, Came::Done, true), Move::Do(Step::ProveSocket));
    assert_eq!(after(Step::Prove, Came::Done, false), Move::Do(Step::Retain));
}

#[test]
fn nothing_is_stored_or_revoked_before_the_new_token_is_proved() {
    // Backwards from each step: what leads to it when all goes well.
    let order = [
        Step::Create,
        Step::Keep,
        Step::Prove,
        Step::ProveSocket,
        Step::Retain,
        Step::Store,
        Step::Switch,
        Step::Revoke,
    ];
    for pair in order.windows(2) {
        assert_eq!(after(pair[0], Came::Done, true), Move::Do(pair[1]));
    }
    for came in [Came::Failed, Came::Unknown] {
        for step in [Step::Keep, Step::Prove, Step::ProveSocket, Step::Retain] {
            assert_eq!(after(step, came, true), Move::Do(Step::Undo), "{step:?}");
        }
    }
}

#[test]
fn a_token_that_the_user_sets_ends_what_is_not_in_use() {
    for stage in [Stage::Asked, Stage::Kept, Stage::Storing, Stage::Undoing] {
        assert_eq!(overtaken(stage), Stage::Undoing);
    }
    assert_eq!(overtaken(Stage::Revoking), Stage::Revoking);
    assert_eq!(overtaken(Stage::Lost), Stage::Lost);
}
