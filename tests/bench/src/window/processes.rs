//! What a program and everything it started take from the machine, as Linux counts it:
//! memory, processor time, wakes, bytes written.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;

/// Ticks of processor and start times a second: the same on every Linux that is not built otherwise.
const TICKS: u64 = 100;

/// What was used since the processes began.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// Processor time.
    pub processor: Duration,
    /// How often a thread of them went to sleep, and so was woken.
    pub wakes: u64,
    /// Bytes they had written to the disk.
    pub written: u64,
}

impl Used {
    /// What was used after `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            processor: self.processor.saturating_sub(before.processor),
            wakes: self.wakes.saturating_sub(before.wakes),
            written: self.written.saturating_sub(before.written),
        }
    }
}

/// A program with everything it started: for a window these are WebKit's processes.
#[derive(Debug, Clone)]
pub struct Family(Vec<u32>);

impl Family {
    /// Of this process, as it is now.
    pub fn of(first: u32) -> Self {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let number = process.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some((number, parent)) = number.and_then(|number| Some((number, parent(number)?))) {
                children.entry(parent).or_default().push(number);
            }
        }
        let mut all = vec![first];
        let mut next = 0;
        while let Some(process) = all.get(next) {
            let theirs = children.remove(process).unwrap_or_default();
            all.extend(theirs);
            next += 1;
        }
        Self(all)
    }

    /// The memory that is theirs, bytes; what they share with others is counted in parts.
    ///
    /// # Errors
    /// When one of them has ended.
    pub fn memory(&self) -> anyhow::Result<u64> {
        self.0.iter().try_fold(0, |sum, process| {
            let rollup = read(*process, "smaps_rollup")?;
            let line = rollup.lines().find(|line| line.starts_with("Pss:"));
            let kibibytes: u64 = number(line.context("no Pss")?, 1)?;
            Ok(sum + kibibytes * 1024)
        })
    }

    /// What they used so far.
    ///
    /// # Errors
    /// When one of them has ended.
    pub fn used(&self) -> anyhow::Result<Used> {
        let mut used = Used::default();
        for process in &self.0 {
            let stat = fields(*process)?;
            let ticks = number::<u64>(&stat, 11)? + number::<u64>(&stat, 12)?;
            used.processor += Duration::from_millis(ticks * 1000 / TICKS);
            used.written += counted(&read(*process, "io")?, "write_bytes:")?;
            for thread in fs::read_dir(format!("/proc/{process}/task"))?.flatten() {
                // A thread may end between the two looks.
                let Ok(status) = fs::read_to_string(thread.path().join("status")) else {
                    continue;
                };
                used.wakes += counted(&status, "voluntary_ctxt_switches:")?;
            }
        }
        Ok(used)
    }

    /// When the first of them began, to a hundredth of a second.
    ///
    /// # Errors
    /// When it has ended.
    pub fn began(&self) -> anyhow::Result<Duration> {
        let first = self.0.first().context("no process")?;
        let ticks: u64 = number(&fields(*first)?, 19)?;
        let up: f64 = number(&fs::read_to_string("/proc/uptime")?, 0)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        Ok(now - Duration::from_secs_f64(up) + Duration::from_millis(ticks * 1000 / TICKS))
    }
}

/// The process whose program file is this one, and whose environment names this folder.
pub fn running(program: &Path, folder: &Path) -> Option<u32> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let ours = |process: u32| {
        fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|exe| exe == program)
            && fs::read(format!("/proc/{process}/environ"))
                .is_ok_and(|environment| environment.windows(folder.len()).any(|part| part == folder))
    };
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes
        .filter_map(|process| process.file_name().to_str()?.parse().ok())
        .find(|process| ours(*process))
}

fn read(process: u32, file: &str) -> anyhow::Result<String> {
    let path = format!("/proc/{process}/{file}");
    fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
}

/// What follows the name in `stat`, beginning with the state: a name may hold anything.
fn fields(process: u32) -> anyhow::Result<String> {
    let stat = read(process, "stat")?;
    let (_, fields) = stat.rsplit_once(')').context("a process without a name")?;
    Ok(fields.to_owned())
}

fn parent(process: u32) -> Option<u32> {
    number(&fields(process).ok()?, 1).ok()
}

/// The word at a place of a line.
fn number<T: std::str::FromStr>(line: &str, place: usize) -> anyhow::Result<T> {
    let word = line.split_whitespace().nth(place);
    word.and_then(|word| word.parse().ok())
        .with_context(|| format!("no number at place {place}"))
}

/// The number after a name at the beginning of a line.
fn counted(text: &str, name: &str) -> anyhow::Result<u64> {
    let line = text.lines().find(|line| line.starts_with(name));
    number(line.with_context(|| format!("no {name}"))?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_process_and_what_it_started() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let family = Family::of(std::process::id());
        assert!(family.0.contains(&child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn what_a_process_used_is_seen() {
        let me = Family(vec![std::process::id()]);
        let before = me.used().unwrap();
        let began = std::time::Instant::now();
        while began.elapsed() < Duration::from_millis(200) {}
        std::thread::sleep(Duration::from_millis(5));
        let used = me.used().unwrap().since(before);
        assert!(used.processor >= Duration::from_millis(100), "{used:?}");
        assert!(used.wakes >= 1, "{used:?}");
        assert!(me.memory().unwrap() > 500_000);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(now - me.began().unwrap() < Duration::from_secs(3600));
    }
}
