//! System packages: which are needed for what, which are missing, and the command that installs them.

use std::process::Command;

use anyhow::Result;
use xtask::shell;

use crate::say;
use crate::steps::{self, Check, ToDo};

/// A reason to need system packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// To compile and link the application.
    Build,
    /// To show a window where there is no screen, and to photograph it.
    Screen,
    /// To drive the window, with a keychain, as the end-to-end tests do, and to see from outside
    /// which sockets it opens.
    Drive,
    /// To run the test tools that are written in Python.
    Python,
    /// To run the UI's components in a real browser.
    Browser,
}

impl Group {
    /// The packages, by their names in Debian and Ubuntu.
    pub const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Build => &[
                "build-essential",
                "pkg-config",
                "libssl-dev",
                "libwebkit2gtk-4.1-dev",
                "libayatana-appindicator3-dev",
            ],
            Self::Screen => &["xvfb", "imagemagick", "dbus", "fonts-dejavu-core", "fonts-noto-cjk"],
            Self::Drive => &["webkit2gtk-driver", "gnome-keyring", "dbus", "strace"],
            Self::Python => &["python3-venv"],
            // Ubuntu's package of that name is a pointer to a snap, which a container cannot run: there the
            // test tool's own browser is fetched (see `setup`).
            Self::Browser if cfg!(target_os = "linux") => &["chromium"],
            Self::Browser => &[],
        }
    }
}

/// Everything the groups need, each package once, in a stable order.
fn needed(groups: &[Group]) -> Vec<&'static str> {
    let mut all = Vec::new();
    let ubuntu = is_ubuntu();
    let groups = groups.iter().filter(|group| !(ubuntu && **group == Group::Browser));
    for package in groups.flat_map(|group| group.packages()) {
        if !all.contains(package) {
            all.push(*package);
        }
    }
    all
}

/// Which of `wanted` are not in `installed`, the answer of dpkg-query: a line `NAME STATUS` for each it knows.
fn absent(wanted: &[&'static str], installed: &str) -> Vec<&'static str> {
    let there = |package: &&str| {
        installed
            .lines()
            .any(|line| line.split_once(' ') == Some((package, "installed")))
    };
    wanted.iter().filter(|package| !there(package)).copied().collect()
}

/// Which packages of these groups are missing. Where there is no dpkg nobody knows, and nothing is missing.
pub fn missing(groups: &[Group]) -> Vec<&'static str> {
    let wanted = needed(groups);
    if wanted.is_empty() || !is_debian() {
        return Vec::new();
    }
    // It fails when it does not know a package, and still tells about the others.
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\\n"])
        .args(&wanted)
        .output();
    let known = output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    absent(&wanted, &known)
}

fn is_ubuntu() -> bool {
    std::fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}

fn is_debian() -> bool {
    cfg!(target_os = "linux") && shell::which("dpkg-query").is_some() && shell::which("apt-get").is_some()
}

/// Who types the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum User {
    Root,
    /// May become root by sudo, and can be asked for a password or not.
    Sudo {
        ask: bool,
    },
}

/// The two commands that install `packages`: fetch the lists, then the packages.
fn install(packages: &[&str], user: User) -> [Command; 2] {
    let apt = |arguments: &[&str]| {
        let mut words = match user {
            User::Root => vec![],
            User::Sudo { ask: true } => vec!["sudo"],
            User::Sudo { ask: false } => vec!["sudo", "-n"],
        };
        // Somebody else may be installing; a question could not be answered.
        words.extend([
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-o",
            "DPkg::Lock::Timeout=120",
        ]);
        words.extend(arguments);
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    };
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    [apt(&["update", "--quiet"]), apt(&arguments)]
}

/// A script as the one command that a person types to run it as root.
pub fn as_root(script: &str) -> String {
    let how = if is_root() {
        "sh"
    } else if shell::which("sudo").is_some() {
        "sudo sh"
    } else {
        "su"
    };
    format!("{how} -c '{script}'")
}

/// What a person would type to install `packages`.
fn by_hand(packages: &[&str]) -> String {
    as_root(&format!(
        "apt-get update && apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    ))
}

/// The step that sees to these groups.
pub fn step(groups: &[Group]) -> Check<'static> {
    let wanted = needed(groups);
    if !is_debian() {
        return Check::Done(if cfg!(target_os = "linux") {
            format!(
                "no apt-get here: your system's equivalents of these are taken for granted: {}",
                wanted.join(" ")
            )
        } else {
            "this system brings its own web view".to_owned()
        });
    }
    let missing = missing(groups);
    if missing.is_empty() {
        return Check::Done(format!("system packages: all {} are installed", wanted.len()));
    }
    let user = if is_root() {
        User::Root
    } else {
        User::Sudo { ask: !say::in_ci() }
    };
    Check::ToDo(ToDo {
        doing: format!("installing system packages: {}", missing.join(" ")),
        help: by_hand(&missing),
        act: Box::new(move || -> Result<()> {
            let [mut update, mut install] = install(&missing, user);
            // Lists that cannot be fetched may still be good enough; what counts is the second.
            if let Err(error) = steps::run(&mut update) {
                say::bad(&format!("{error:#}; trying with the lists that are here"));
            }
            steps::run(&mut install)
        }),
    })
}

fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_two_groups_need_is_named_once() {
        let all = needed(&[Group::Screen, Group::Drive]);
        assert_eq!(all.iter().filter(|package| **package == "dbus").count(), 1);
        assert!(all.contains(&"xvfb") && all.contains(&"gnome-keyring"));
    }

    #[test]
    fn only_installed_counts_as_there() {
        let known = "xvfb installed\ndbus config-files\nxvfb-extra installed\n";
        assert_eq!(absent(&["xvfb", "dbus", "imagemagick"], known), ["dbus", "imagemagick"]);
        assert_eq!(absent(&["xvfb"], ""), ["xvfb"]);
    }

    #[test]
    fn root_needs_no_sudo() {
        let [update, install] = install(&["xvfb", "dbus"], User::Root).map(|command| shell::typed(&command));
        assert!(
            update.starts_with("env DEBIAN_FRONTEND=noninteractive apt-get"),
            "{update}"
        );
        assert!(update.ends_with("update --quiet"), "{update}");
        assert!(
            install.ends_with("install --yes --no-install-recommends xvfb dbus"),
            "{install}"
        );
    }

    #[test]
    fn others_use_sudo_which_asks_only_where_somebody_can_answer() {
        let typed = |ask| shell::typed(&install(&["xvfb"], User::Sudo { ask })[1]);
        assert!(typed(true).starts_with("sudo env "), "{}", typed(true));
        assert!(typed(false).starts_with("sudo -n env "), "{}", typed(false));
    }

    #[test]
    fn the_command_that_helps_is_one_line() {
        let line = by_hand(&["xvfb", "dbus"]);
        let script = "-c 'apt-get update && apt-get install -y --no-install-recommends xvfb dbus'";
        assert!(line.ends_with(script), "{line}");
        assert!(!is_root() || line.starts_with("sh "), "root needs no sudo: {line}");
    }
}
