//! `cargo xtask icons`: every size and format of the icon from the one drawing. The results are committed: a build
//! needs no tool for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use xtask::shell;

use crate::place::Place;
use crate::{say, steps};

/// The pictures that Linux desktops and the bundler ask for by name.
const PICTURES: &[(&str, u32)] = &[
    ("32x32.png", 32),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

/// The sizes inside `icon.ico`.
const ICO: &[u32] = &[16, 24, 32, 48, 64, 256];

/// The sizes inside `icon.icns`, each with the four letters that say so; those ending a pair are for dense screens.
const ICNS: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

pub fn make(place: &Place) -> Result<()> {
    if shell::which("rsvg-convert").is_none() {
        bail!("rsvg-convert is missing\n   What helps: sudo apt-get install -y librsvg2-bin");
    }
    let folder = place.root().join("icons");
    let drawing = folder.join("skilldock.svg");
    for (name, size) in PICTURES {
        write(&folder.join(name), &drawn(&drawing, *size)?)?;
    }
    let of_size = |size: u32| drawn(&drawing, size).map(|png| (size, png));
    write(
        &folder.join("icon.ico"),
        &ico(&ICO.iter().map(|size| of_size(*size)).collect::<Result<Vec<_>>>()?)?,
    )?;
    let tagged = |&(tag, size): &(&'static [u8; 4], u32)| drawn(&drawing, size).map(|png| (tag, png));
    write(
        &folder.join("icon.icns"),
        &icns(&ICNS.iter().map(tagged).collect::<Result<Vec<_>>>()?)?,
    )?;
    say::good("icons/ holds every size of icons/skilldock.svg");
    Ok(())
}

fn drawn(drawing: &Path, size: u32) -> Result<Vec<u8>> {
    let size = size.to_string();
    let output = Command::new("rsvg-convert")
        .args(["--width", &size, "--height", &size, "--format", "png"])
        .arg(drawing)
        .output()
        .context("rsvg-convert does not start")?;
    ensure!(
        output.status.success(),
        "rsvg-convert: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    ensure!(!steps::interrupted(), "interrupted");
    Ok(output.stdout)
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

/// An .ico file: a table of contents and whole PNGs.
fn ico(pictures: &[(u32, Vec<u8>)]) -> Result<Vec<u8>> {
    const HEADER: usize = 6;
    const ENTRY: usize = 16;
    let mut file = vec![0, 0, 1, 0];
    file.extend(u16::try_from(pictures.len())?.to_le_bytes());
    let mut offset = HEADER + ENTRY * pictures.len();
    for (size, png) in pictures {
        ensure!((1..=256).contains(size), "an .ico holds at most 256 pixels, not {size}");
        // 256 is written as 0.
        let side = u8::try_from(size % 256)?;
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(u32::try_from(png.len())?.to_le_bytes());
        file.extend(u32::try_from(offset)?.to_le_bytes());
        offset += png.len();
    }
    pictures.iter().for_each(|(_, png)| file.extend(png));
    Ok(file)
}

/// An .icns file: four letters and a length before each PNG, and before the whole.
fn icns(pictures: &[(&[u8; 4], Vec<u8>)]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    let whole = HEADER + pictures.iter().map(|(_, png)| HEADER + png.len()).sum::<usize>();
    let mut file = b"icns".to_vec();
    file.extend(u32::try_from(whole)?.to_be_bytes());
    for (tag, png) in pictures {
        file.extend(*tag);
        file.extend(u32::try_from(HEADER + png.len())?.to_be_bytes());
        file.extend(png);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_points_at_each_of_its_pictures() {
        let file = ico(&[(16, b"small".to_vec()), (256, b"larger".to_vec())]).unwrap();
        assert_eq!(file[..6], [0, 0, 1, 0, 2, 0], "an icon with two pictures");
        assert_eq!((file[6], file[22]), (16, 0), "256 is written as 0");
        let at = |entry: usize, from: usize| {
            let bytes = file[6 + 16 * entry + from..][..4].try_into().unwrap();
            usize::try_from(u32::from_le_bytes(bytes)).unwrap()
        };
        assert_eq!(&file[at(0, 12)..][..at(0, 8)], b"small");
        assert_eq!(&file[at(1, 12)..][..at(1, 8)], b"larger");
        assert!(ico(&[(512, Vec::new())]).is_err(), "there is no way to write 512");
    }

    #[test]
    fn an_icns_is_as_long_as_it_says() {
        let file = icns(&[(b"ic07", b"png".to_vec())]).unwrap();
        assert_eq!(file, b"icns\0\0\0\x13ic07\0\0\0\x0bpng");
    }

    #[test]
    fn the_committed_icons_are_those_that_the_build_names() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let settings = fs::read_to_string(root.join("src-tauri").join("tauri.conf.json")).unwrap();
        for (name, _) in PICTURES {
            assert!(root.join("icons").join(name).is_file(), "{name} is missing");
            assert!(settings.contains(&format!("icons/{name}")), "{name} is named nowhere");
        }
    }
}
