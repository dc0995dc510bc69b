//! Imports followed, comments passed over, arguments read.

use super::*;
use crate::facts::Level;

#[test]
fn every_way_to_import_is_followed_to_its_name() {
    for code in [
        "import subprocess\nsubprocess.run(['ls'])",
        "import subprocess as sp\nsp.run(['ls'])",
        "from subprocess import run\nrun(['ls'])",
        "from subprocess import (\n    check_call as go,\n)\ngo(['ls'])",
        "import os, sys\nos.system('ls')",
        "from os import system\nsystem('ls')",
        "__import__('os').system('ls')",
        "import importlib\nimportlib.import_module('subprocess').run(['ls'])",
        "import os\nrun = os.popen\nrun('ls')",
        "import os\ngetattr(os, 'system')('ls')",
        "import asyncio\nasyncio.create_subprocess_exec('ls')",
        "print(f\"{__import__('os').system('ls')}\")",
    ] {
        assert!(python(code).counts.contains_key(&Kind::Process), "{code}");
    }
    for code in [
        "const cp = require('child_process'); cp.exec('ls')",
        "const {exec} = require('node:child_process')\nexec('ls')",
        "const {exec: go} = require('child_process')\ngo('ls')",
        "require('child_process').execSync('ls')",
        "import {spawn} from 'node:child_process'\nspawn('ls')",
        "import * as cp from 'child_process'\ncp.spawn('ls')",
        "import cp, {fork as f} from 'child_process'\nf('x.js')",
        "const cp = await import('node:child_process')\ncp.exec('ls')",
        "(await import('child_process')).exec('ls')",
        "import {execa} from 'execa'\nawait execa('ls')",
        "console.log(`${require('child_process').execSync('ls')}`)",
    ] {
        assert!(node(code).counts.contains_key(&Kind::Process), "{code}");
    }
}

#[test]
fn what_is_only_spoken_of_is_no_use() {
    for code in [
        "# os.system('ls')\nx = 1",
        "\"\"\"Uses subprocess.run and eval() of old.\"\"\"\nx = 1",
        "import subprocess\nx = 1",
        "model.eval()\nx = re.compile('a')",
        "def open(path):\n    return path",
        "eval = 3\nprint(eval)",
        "x = 'eval(input())'",
        "requests = []\nrequests.append(1)",
    ] {
        assert_eq!(python(code).facts, [], "{code}");
    }
    for code in [
        "// require('child_process').exec('ls')\nlet x = 1",
        "/* eval('x') */",
        "import {exec} from 'child_process'",
        "const m = /a(b)/.exec(s)",
        "db.exec('SELECT 1'); got = request(1)",
        "const s = \"eval('x')\"",
        "class A { async fetch(request) { return 1 } }",
    ] {
        assert_eq!(node(code).facts, [], "{code}");
    }
}

#[test]
fn each_capability_has_its_kind_and_line() {
    for (code, kind) in [
        ("import requests\nrequests.get(u)", Kind::Network),
        ("from urllib import request\nrequest.urlopen(u)", Kind::Network),
        ("x=1\nopen('a').read()", Kind::FileRead),
        ("x=1\nopen('a', 'w').write('b')", Kind::FileWrite),
        ("x=1\nopen('a', mode='ab')", Kind::FileWrite),
        ("from pathlib import Path\nPath('a').write_text('b')", Kind::FileWrite),
        ("import shutil\nshutil.rmtree('a')", Kind::FileDelete),
        ("import os\nos.getenv('HOME')", Kind::Environment),
        ("import os\nos.environ['MY_TOKEN']", Kind::Secret),
        ("import os\nos.environ.get('OPENAI_API_KEY')", Kind::Secret),
        ("x=1\nopen('~/.ssh/id_rsa')", Kind::Secret),
        ("x=1\neval(y)", Kind::Eval),
        ("x=1\n__import__(y)", Kind::Eval),
        ("import pickle\npickle.loads(b)", Kind::Deserialise),
        ("import yaml\nyaml.load(b)", Kind::Deserialise),
    ] {
        let scan = python(code);
        assert_eq!(
            named(&scan, kind).first().map(|(_, line)| *line),
            Some(2),
            "{code}: {scan:?}"
        );
    }
    assert!(
        !python("import yaml\nyaml.load(b, Loader=yaml.SafeLoader)")
            .counts
            .contains_key(&Kind::Deserialise)
    );
    for (code, kind) in [
        ("let x\nawait fetch(u)", Kind::Network),
        ("import axios from 'axios'\naxios.get(u)", Kind::Network),
        ("const fs = require('fs')\nfs.readFileSync('a')", Kind::FileRead),
        (
            "import {writeFile} from 'fs/promises'\nwriteFile('a', b)",
            Kind::FileWrite,
        ),
        ("import fs from 'node:fs'\nfs.promises.unlink('a')", Kind::FileDelete),
        ("let x\nprocess.env.HOME_DIR", Kind::Environment),
        ("let x\nprocess.env['GITHUB_TOKEN']", Kind::Secret),
        ("let x\nnew Function('a')()", Kind::Eval),
        ("let x\nrequire(name)", Kind::Eval),
    ] {
        let scan = node(code);
        assert_eq!(
            named(&scan, kind).first().map(|(_, line)| *line),
            Some(2),
            "{code}: {scan:?}"
        );
    }
}

#[test]
fn columns_count_as_the_window_counts() {
    let scan = python("s = '🎥é'; eval(x)");
    let fact = &scan.facts[0];
    assert_eq!((fact.line, fact.start, fact.end), (1, 11, 15));
    assert_eq!(fact.excerpt, "s = '🎥é'; eval(x)");
}

#[test]
fn programs_in_the_fences_of_a_document_are_read_as_programs() {
    let scan = prompt(
        "# Title\n\nDo `eval()` never.\n\n```python\nimport subprocess\nsubprocess.run(['ls'])\n```\n\n```bash\ncurl https://api.example.org/x -H \"Auth: $MY_API_KEY\"\nrm -rf build\n```\n",
    );
    assert_eq!(named(&scan, Kind::Process), [("subprocess.run".to_owned(), 7)]);
    assert_eq!(named(&scan, Kind::FileDelete), [("rm -r".to_owned(), 12)]);
    assert_eq!(named(&scan, Kind::Secret), [("MY_API_KEY".to_owned(), 11)]);
    assert!(!scan.counts.contains_key(&Kind::Eval));
}

#[test]
fn a_program_does_not_hide_behind_the_looks_of_a_document() {
    let scan = python("# Title\n\"\"\"\n```\n\"\"\"\nimport os\nos.system('ls')\n");
    assert!(scan.counts.contains_key(&Kind::Process));
}

#[test]
fn packages_from_elsewhere_and_hooks_are_named() {
    let mut object = skill("nodejs_code", "");
    object.insert(
        "npm_packages".into(),
        json!(["axios@1", "git+https://a.example/x.git", "github:a/b", "@a/b"]),
    );
    object.insert(
        "python_packages".into(),
        json!(["requests>=2", "x @ https://a.example/x.whl", "--index-url http://a"]),
    );
    object.insert("scripts".into(), json!({"postinstall": "node x.js", "test": "vitest"}));
    let scan = scan(&object);
    assert_eq!(scan.counts.get(&Kind::PackageSource), Some(&4));
    assert_eq!(named(&scan, Kind::InstallHook), [("scripts.postinstall".to_owned(), 1)]);
}

#[test]
fn an_address_by_number_asks_for_a_look_and_one_of_this_machine_for_nothing() {
    let scan = prompt("See http://203.0.114.7/x and http://127.0.0.1:8080 and http://192.168.1.2/");
    assert_eq!(scan.level, Some(Level::Look));
    assert_eq!(named(&scan, Kind::Network), [("203.0.114.7".to_owned(), 1)]);
}

#[test]
fn a_version_adds_what_the_other_had_not() {
    let old = skill("python_code", "import requests\nrequests.get('https://a.example')");
    let mut new = skill(
        "python_code",
        "import requests, os\n\nrequests.get('https://a.example')\nos.system('ls')",
    );
    new.insert("python_packages".into(), json!(["Requests>=2"]));
    let added = crate::facts::added(&old, &new);
    assert_eq!(
        (added.kinds, added.packages),
        (vec![Kind::Process], vec!["requests".to_owned()])
    );
    assert_eq!(added.facts.len(), 1);
    assert!(crate::facts::added(&new, &new).is_empty());
    assert!(crate::facts::added(&new, &old).is_empty());
}
