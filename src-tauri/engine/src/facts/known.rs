//! What the calls of Python and Node are for: the table that names are looked up in, after
//! imports have been followed.

use std::sync::LazyLock;

use super::types::Kind;
use super::words::Words;

/// The language of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Python,
    JavaScript,
}

/// What a name is to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A capability of this kind.
    Does(Kind),
    /// Opens a file: its mode says whether to read or to write.
    Opens,
    /// The environment, of which a variable is read next.
    Environment,
    /// Runs what it is given as code.
    Evaluates,
    /// Runs what it is given as a line of a shell.
    Shell,
    /// Decodes what it is given.
    Decodes,
    /// Loads code by name.
    Loads,
}

/// Python modules whose use is talking to the network.
const PYTHON_NETWORK: [&str; 47] = [
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "urllib.request",
    "http.client",
    "http.server",
    "socket",
    "socketserver",
    "websockets",
    "websocket",
    "ftplib",
    "smtplib",
    "imaplib",
    "poplib",
    "telnetlib",
    "paramiko",
    "fabric",
    "boto3",
    "botocore",
    "openai",
    "anthropic",
    "google.generativeai",
    "google.genai",
    "slack_sdk",
    "discord",
    "telegram",
    "telethon",
    "tweepy",
    "selenium",
    "playwright",
    "feedparser",
    "yt_dlp",
    "xmlrpc",
    "grpc",
    "pycurl",
    "curl_cffi",
    "cloudscraper",
    "mechanize",
    "scrapy",
    "huggingface_hub",
    "stripe",
    "twilio",
    "redis",
    "pymongo",
    "psycopg2",
    "tavily",
];
/// Node modules whose use is talking to the network.
const NODE_NETWORK: [&str; 34] = [
    "http",
    "https",
    "http2",
    "net",
    "tls",
    "dgram",
    "dns",
    "axios",
    "node-fetch",
    "cross-fetch",
    "undici",
    "got",
    "ky",
    "superagent",
    "request",
    "needle",
    "ws",
    "socket.io-client",
    "openai",
    "@anthropic-ai/sdk",
    "@google/genai",
    "puppeteer",
    "puppeteer-core",
    "playwright",
    "playwright-core",
    "ssh2",
    "nodemailer",
    "discord.js",
    "telegraf",
    "@slack/web-api",
    "ioredis",
    "redis",
    "googleapis",
    "form-data",
];
/// Parts of such modules that are names of errors and constants, not acts.
const IDLE: [&str; 13] = [
    "PIPE",
    "DEVNULL",
    "STDOUT",
    "exceptions",
    "CompletedProcess",
    "TimeoutExpired",
    "codes",
    "Response",
    "status_codes",
    "Timeout",
    "gaierror",
    "timeout",
    "AF_INET",
];

fn is_of(name: &str, module: &str) -> bool {
    name.strip_prefix(module)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn is_idle(last: &str) -> bool {
    IDLE.contains(&last) || last.ends_with("Error") || last.ends_with("Exception")
}

/// What a name means, with its imports followed: `os.system`, `child_process.exec`.
pub(super) fn meaning(language: Language, name: &str) -> Option<Meaning> {
    let last = name.rsplit('.').next().unwrap_or(name);
    if is_idle(last) {
        return None;
    }
    match language {
        Language::Python => python(name, last),
        Language::JavaScript => node(name, last),
    }
}

fn python(name: &str, last: &str) -> Option<Meaning> {
    use Meaning::{Decodes, Does, Environment, Evaluates, Loads, Opens, Shell};
    Some(match name {
        "open" | "io.open" | "codecs.open" | "builtins.open" | "aiofiles.open" => Opens,
        "eval" | "exec" | "compile" | "builtins.eval" | "builtins.exec" | "builtins.compile" => Evaluates,
        "runpy.run_path" | "runpy.run_module" | "types.FunctionType" | "types.CodeType" => Evaluates,
        "__import__" | "builtins.__import__" | "importlib.import_module" => Loads,
        "importlib.util.spec_from_file_location" | "imp.load_source" => Does(Kind::Eval),
        "os.system" | "os.popen" | "subprocess.getoutput" | "subprocess.getstatusoutput" => Shell,
        "os.environ" | "os.getenv" | "os.environb" => Environment,
        "dotenv.load_dotenv" | "dotenv.dotenv_values" | "load_dotenv" => Does(Kind::Environment),
        "os.remove" | "os.unlink" | "os.rmdir" | "os.removedirs" | "shutil.rmtree" | "send2trash.send2trash" => {
            Does(Kind::FileDelete)
        }
        "os.rename"
        | "os.replace"
        | "os.makedirs"
        | "os.mkdir"
        | "os.chmod"
        | "os.chown"
        | "os.symlink"
        | "os.link"
        | "os.open"
        | "os.write"
        | "shutil.copy"
        | "shutil.copy2"
        | "shutil.copyfile"
        | "shutil.copytree"
        | "shutil.move"
        | "shutil.make_archive"
        | "shutil.unpack_archive"
        | "zipfile.ZipFile"
        | "tarfile.open" => Does(Kind::FileWrite),
        "os.listdir" | "os.walk" | "os.scandir" | "glob.glob" | "glob.iglob" => Does(Kind::FileRead),
        "pickle.load" | "pickle.loads" | "pickle.Unpickler" | "cPickle.load" | "cPickle.loads" | "_pickle.loads"
        | "dill.load" | "dill.loads" | "cloudpickle.load" | "cloudpickle.loads" | "joblib.load" | "shelve.open"
        | "yaml.unsafe_load" | "yaml.full_load" | "yaml.load" | "torch.load" | "pandas.read_pickle"
        | "jsonpickle.decode" | "marshal.load" => Does(Kind::Deserialise),
        "marshal.loads" | "bytes.fromhex" | "bytearray.fromhex" | "codecs.decode" | "zlib.decompress"
        | "bz2.decompress" | "lzma.decompress" | "gzip.decompress" => Decodes,
        _ if is_of(name, "base64") && last.contains("decode") => Decodes,
        _ if is_of(name, "binascii") && (last.starts_with("a2b") || last == "unhexlify") => Decodes,
        _ if name != "subprocess" && is_of(name, "subprocess") => Does(Kind::Process),
        _ if is_of(name, "os")
            && (last.starts_with("exec")
                || last.starts_with("spawn")
                || last.starts_with("posix_spawn")
                || last == "fork") =>
        {
            Does(Kind::Process)
        }
        _ if is_of(name, "asyncio") && last.starts_with("create_subprocess_") => Does(Kind::Process),
        _ if is_of(name, "asyncio") && matches!(last, "open_connection" | "start_server") => Does(Kind::Network),
        _ if ["pty", "pexpect", "plumbum", "ctypes", "cffi"]
            .iter()
            .any(|module| name != *module && is_of(name, module)) =>
        {
            Does(Kind::Process)
        }
        _ if PYTHON_NETWORK.iter().any(|module| is_of(name, module)) => Does(Kind::Network),
        _ => return None,
    })
}

fn node(name: &str, last: &str) -> Option<Meaning> {
    use Meaning::{Decodes, Does, Environment, Evaluates, Loads, Shell};
    Some(match name {
        "eval" | "Function" | "globalThis.eval" => Evaluates,
        "vm.runInNewContext" | "vm.runInThisContext" | "vm.runInContext" | "vm.Script" | "vm.compileFunction" => {
            Evaluates
        }
        "require" | "import" | "module.require" => Loads,
        "child_process.exec" | "child_process.execSync" | "shelljs.exec" => Shell,
        "process.env" | "Bun.env" | "Deno.env" | "Deno.env.get" | "import.meta.env" => Environment,
        "dotenv.config" => Does(Kind::Environment),
        "process.binding" | "process.dlopen" => Does(Kind::Process),
        "Deno.Command" | "Deno.run" | "Bun.spawn" | "Bun.spawnSync" | "Bun.$" => Does(Kind::Process),
        "fetch"
        | "XMLHttpRequest"
        | "WebSocket"
        | "EventSource"
        | "navigator.sendBeacon"
        | "Deno.connect"
        | "Deno.serve"
        | "Bun.serve"
        | "Bun.connect" => Does(Kind::Network),
        "importScripts" => Does(Kind::Eval),
        "Deno.remove" | "Deno.removeSync" | "rimraf" | "del" | "fs-extra.remove" | "fs-extra.removeSync" => {
            Does(Kind::FileDelete)
        }
        "Deno.readTextFile" | "Deno.readFile" | "Deno.readDir" | "Bun.file" => Does(Kind::FileRead),
        "Deno.writeTextFile" | "Deno.writeFile" | "Bun.write" => Does(Kind::FileWrite),
        "v8.deserialize" | "node-serialize.unserialize" | "serialize-javascript.deserialize" => Does(Kind::Deserialise),
        "atob" | "Buffer.from" | "zlib.inflateSync" | "zlib.gunzipSync" | "zlib.unzipSync" | "zlib.inflateRawSync" => {
            Decodes
        }
        _ if (is_of(name, "fs") || is_of(name, "fs-extra")) && name.contains('.') => Does(file_kind(last)?),
        _ if ["child_process", "execa", "cross-spawn", "shelljs", "zx", "node-pty"]
            .iter()
            .any(|module| is_of(name, module) && (name != "child_process" && name != "shelljs" && name != "zx")) =>
        {
            Does(Kind::Process)
        }
        _ if NODE_NETWORK.iter().any(|module| is_of(name, module)) => Does(Kind::Network),
        _ => return None,
    })
}

/// What a function of Node's `fs` does to files.
fn file_kind(function: &str) -> Option<Kind> {
    let begins = |heads: &[&str]| heads.iter().any(|head| function.starts_with(head));
    if begins(&["unlink", "rmdir"]) || matches!(function, "rm" | "rmSync") {
        return Some(Kind::FileDelete);
    }
    if begins(&[
        "writeFile",
        "appendFile",
        "createWriteStream",
        "mkdir",
        "mkdtemp",
        "rename",
        "copyFile",
        "chmod",
        "symlink",
        "truncate",
    ]) || matches!(function, "cp" | "cpSync" | "outputFile" | "outputJson")
    {
        return Some(Kind::FileWrite);
    }
    begins(&["readFile", "readdir", "createReadStream", "opendir", "readJson"]).then_some(Kind::FileRead)
}

/// What a method does whose object is not known, by a name that hardly anything else has.
pub(super) fn method(name: &str) -> Option<Kind> {
    Some(match name {
        "read_text" | "read_bytes" | "readFileSync" | "readdirSync" => Kind::FileRead,
        "write_text" | "write_bytes" | "writeFileSync" | "appendFileSync" => Kind::FileWrite,
        "unlink" | "rmtree" | "unlinkSync" | "rmSync" => Kind::FileDelete,
        "execSync" | "spawnSync" | "execFileSync" => Kind::Process,
        _ => return None,
    })
}

/// Whether the environment variable of this name looks like a secret.
pub(super) fn is_secret_variable(name: &str) -> bool {
    const WORDS: [&str; 11] = [
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "CREDENTIAL",
        "APIKEY",
        "PRIVATE",
        "MNEMONIC",
        "SEED",
        "COOKIE",
    ];
    let upper = name.to_ascii_uppercase();
    WORDS.iter().any(|word| upper.contains(word))
        || upper
            .split(['_', '-'])
            .any(|part| matches!(part, "KEY" | "KEYS" | "PAT" | "AUTH" | "PASS"))
}

/// Where a text names places where credentials are kept: each once, with where it first stands.
pub(super) fn secret_places(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    static PLACES: LazyLock<Words> = LazyLock::new(|| Words::new(&SECRET_PLACES, false));
    let mut seen = [false; SECRET_PLACES.len()];
    PLACES.places(text).filter_map(move |(at, which)| {
        let before = std::mem::replace(seen.get_mut(which)?, true);
        (!before).then_some((at, *SECRET_PLACES.get(which)?))
    })
}

/// Places where credentials are kept.
const SECRET_PLACES: [&str; 22] = [
    ".ssh/",
    "id_rsa",
    "id_ed25519",
    ".aws/credentials",
    ".aws/config",
    ".gnupg",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".docker/config.json",
    ".kube/config",
    "/etc/shadow",
    "/etc/passwd",
    "wallet.dat",
    "Login Data",
    "Local State",
    "cookies.sqlite",
    "key4.db",
    "logins.json",
    "login.keychain",
    ".config/gcloud",
];
