//! A process that is there to be killed: this test binary, run again with an ignored
//! test that is the story's other half.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What a line of ours begins with, among those of the test harness.
const MARK: &str = "told: ";
/// How long something is waited for that has to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says a line to whoever started this process. One write, so that it arrives whole or
/// not at all.
pub fn tell(line: &str) {
    println!("{MARK}{line}");
}

/// Ends this process when the one that started it is gone, however that ended.
pub fn end_with_the_parent() {
    std::thread::spawn(|| {
        let mut nothing = Vec::new();
        drop(std::io::stdin().read_to_end(&mut nothing));
        std::process::exit(3);
    });
}

/// A running process and what it said.
pub struct Victim {
    process: Child,
    lines: UnboundedReceiver<String>,
    told: Vec<String>,
}

impl Victim {
    /// Starts the ignored test of this name with these variables.
    pub fn start(test: &str, variables: &[(&str, String)]) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture"])
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (send, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some((_, told)) = line.split_once(MARK)
                    && send.send(told.to_owned()).is_err()
                {
                    return;
                }
            }
        });
        Self {
            process,
            lines,
            told: Vec::new(),
        }
    }

    /// Waits for a line that begins so.
    pub async fn until(&mut self, beginning: &str) {
        let heard = async {
            loop {
                let line = self.lines.recv().await.expect("it ended by itself");
                let found = line.starts_with(beginning);
                self.told.push(line);
                if found {
                    return;
                }
            }
        };
        let heard = tokio::time::timeout(PATIENCE, heard).await;
        assert!(heard.is_ok(), "no {beginning:?} in {:?}", self.told);
    }

    /// Kills it (SIGKILL) and gives every line it said.
    pub async fn kill(mut self) -> Vec<String> {
        assert_eq!(
            self.process.try_wait().unwrap(),
            None,
            "it ended by itself after {:?}",
            self.told
        );
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        while let Some(line) = self.lines.recv().await {
            self.told.push(line);
        }
        std::mem::take(&mut self.told)
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // Only where a story fails before the kill; a process that is gone is no error.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
