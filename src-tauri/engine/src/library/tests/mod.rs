//! Skills go out and come back as they were, and what is hostile changes nothing.

mod foreign;
mod hostile;
mod round_trip;

use std::path::Path;

use serde_json::{Value, json};

use super::{Limits, Object, Read};

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("no object: {other}"),
    }
}

fn skill(number: u32, name: &str) -> Object {
    object(json!({
        "skill_id": format!("00000000-0000-4000-8000-{number:012}"),
        "name": name,
        "description": "Checks a CSV file: rows, types and \"quotes\".",
        "version": "1.4.2",
        "code": "import sys\r\nprint('ö')",
        "command": "python",
        "skill_type": "python_code",
        "python_packages": ["charset-normalizer>=3", "numpy"],
        "npm_packages": [],
        "tags": ["csv"],
        "metadata": {"author": "mira-holt", "x": [1, 2.5, null]},
        "category": "data",
        "average_rating": 4.25,
        "rating_count": 12,
        "created_at": "2025-03-04T19:54:04Z",
        "updated_at": "2026-10-18T21:47:15Z",
        "content_hash": "abc",
        "a_field_of_tomorrow": {"deep": [true]}
    }))
}

fn read(path: &Path) -> Read {
    super::import(path, &Limits::default()).unwrap()
}

fn one(path: &Path) -> Object {
    let mut read = read(path);
    assert_eq!((read.skills.len(), read.refused.as_slice()), (1, [].as_slice()));
    read.skills.remove(0)
}

/// Every file of a folder, with what is in it.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for child in std::fs::read_dir(place).unwrap() {
            let path = child.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
