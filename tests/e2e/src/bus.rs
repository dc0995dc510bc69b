//! A session bus that knows nobody: no service starts unless the test starts it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use xtask::service::Service;

/// A session bus for one home.
#[derive(Debug)]
pub(crate) struct Bus {
    address: String,
    _daemon: Service,
}

impl Bus {
    /// Starts a bus whose socket and configuration are in `folder`. With `helpers` it starts the services of the
    /// system on demand, as a desktop's bus does: the dialog that asks for a keychain's password is one.
    pub(crate) fn start(folder: &Path, mut daemon: Command, helpers: bool) -> Result<Self> {
        let socket = folder.join("bus");
        let configuration = folder.join("bus.conf");
        let services = if helpers { "<standard_session_servicedirs/>" } else { "" };
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  {services}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
            socket.display()
        );
        fs::write(&configuration, text).with_context(|| format!("cannot write {}", configuration.display()))?;
        daemon
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--nopidfile", "--print-address"])
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        let (daemon, address) = Service::start_and_hear("dbus-daemon", &mut daemon, Duration::from_secs(10))?;
        Ok(Self {
            address,
            _daemon: daemon,
        })
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}
