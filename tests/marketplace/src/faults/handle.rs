//! The rules in force, and the handle that tests change them by.

use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;

use super::fault::Fault;
use super::gate::{Barrier, Gate, Stage};
use super::rule::{Rule, RuleId};
use super::when::{Target, When};
use crate::catalogue::Catalogue;
use crate::event::Event;

/// What is done to the catalogue once a request has been carried out, before its answer leaves.
#[derive(Clone)]
pub(crate) struct Hook(pub Arc<dyn Fn(&Catalogue) + Send + Sync>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hook")
    }
}

#[derive(Debug, Default)]
struct Rules {
    last: u64,
    faults: Vec<Rule<Fault>>,
    barriers: Vec<Rule<Barrier>>,
    hooks: Vec<Rule<Hook>>,
}

impl Rules {
    fn next(&mut self) -> RuleId {
        self.last += 1;
        RuleId(self.last)
    }
}

/// A rule as the control API lists it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Listed {
    pub id: RuleId,
    pub when: When,
    pub fault: Fault,
    pub met: u64,
}

/// What is in store for one request.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub fault: Option<(RuleId, Fault)>,
    pub barriers: Vec<Barrier>,
    pub hooks: Vec<Hook>,
}

/// The faults, gates and hooks of a marketplace; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Arc<Mutex<Rules>>,
}

impl Faults {
    /// Switches a fault on for the requests described, and gives its number.
    pub fn on(&self, when: When, fault: Fault) -> RuleId {
        let mut rules = self.rules.lock();
        let id = rules.next();
        rules.faults.push(Rule::new(id, when, fault));
        id
    }

    /// Holds the requests described, on arrival, until the gate is released or dropped.
    pub fn hold(&self, when: When) -> Gate {
        self.gate(when, Stage::Arrival)
    }

    /// Holds the *answers* to the requests described: they have been carried out (a page has been cut, a rating
    /// stored) and wait until the gate is released or dropped.
    pub fn hold_answer(&self, when: When) -> Gate {
        self.gate(when, Stage::Answer)
    }

    /// Has a closure change the catalogue once a request described has been carried out, before its answer leaves:
    /// "between page 3 and page 4".
    pub fn after(&self, when: When, change: impl Fn(&Catalogue) + Send + Sync + 'static) -> RuleId {
        let mut rules = self.rules.lock();
        let id = rules.next();
        rules.hooks.push(Rule::new(id, when, Hook(Arc::new(change))));
        id
    }

    /// The same with events to apply.
    pub fn after_apply(&self, when: When, events: Vec<Event>) -> RuleId {
        self.after(when, move |catalogue| {
            for event in &events {
                if let Err(error) = catalogue.apply(event) {
                    tracing::warn!(%error, "an event of a hook could not be applied");
                }
            }
        })
    }

    /// How often a rule has been met; 0 for one that is gone.
    pub fn met(&self, id: RuleId) -> u64 {
        let rules = self.rules.lock();
        let fault = rules.faults.iter().find(|rule| rule.id == id).map(|rule| rule.met);
        fault
            .or_else(|| rules.hooks.iter().find(|rule| rule.id == id).map(|rule| rule.met))
            .unwrap_or(0)
    }

    /// Takes a rule, hook or gate away; false when there was none. Requests held at a gate go on.
    pub fn remove(&self, id: RuleId) -> bool {
        let mut rules = self.rules.lock();
        let before = rules.faults.len() + rules.barriers.len() + rules.hooks.len();
        rules.faults.retain(|rule| rule.id != id);
        rules.hooks.retain(|rule| rule.id != id);
        rules.barriers.retain(|rule| {
            if rule.id == id {
                rule.kept.open();
            }
            rule.id != id
        });
        before != rules.faults.len() + rules.barriers.len() + rules.hooks.len()
    }

    /// Takes everything away.
    pub fn clear(&self) {
        let mut rules = self.rules.lock();
        rules.barriers.iter().for_each(|rule| rule.kept.open());
        *rules = Rules {
            last: rules.last,
            ..Rules::default()
        };
    }

    pub(crate) fn listed(&self) -> Vec<Listed> {
        let listed = |rule: &Rule<Fault>| Listed {
            id: rule.id,
            when: rule.when.clone(),
            fault: rule.kept.clone(),
            met: rule.met,
        };
        self.rules.lock().faults.iter().map(listed).collect()
    }

    pub(crate) fn barrier(&self, id: RuleId) -> Option<Barrier> {
        self.rules
            .lock()
            .barriers
            .iter()
            .find(|rule| rule.id == id)
            .map(|rule| rule.kept.clone())
    }

    /// Puts up a gate that is known by its number alone.
    pub(crate) fn put_gate(&self, when: When, stage: Stage) -> (RuleId, Barrier) {
        let barrier = Barrier::new(stage);
        let mut rules = self.rules.lock();
        let id = rules.next();
        rules.barriers.push(Rule::new(id, when, barrier.clone()));
        (id, barrier)
    }

    /// What is in store for a request; counts it against the rules.
    pub(crate) fn plan(&self, target: &Target<'_>) -> Plan {
        let mut rules = self.rules.lock();
        Plan {
            fault: rules
                .faults
                .iter_mut()
                .find_map(|rule| rule.meets(target).then(|| (rule.id, rule.kept.clone()))),
            barriers: rules
                .barriers
                .iter_mut()
                .filter_map(|rule| rule.meets(target).then(|| rule.kept.clone()))
                .collect(),
            hooks: rules
                .hooks
                .iter_mut()
                .filter_map(|rule| rule.meets(target).then(|| rule.kept.clone()))
                .collect(),
        }
    }

    fn gate(&self, when: When, stage: Stage) -> Gate {
        let (id, barrier) = self.put_gate(when, stage);
        Gate::new(id, barrier, self.clone())
    }
}

impl RuleId {
    /// As the record of requests has it.
    pub fn number(self) -> u64 {
        self.0
    }
}
