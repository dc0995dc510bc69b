//! The words that made-up skills are made of.

/// A category and what its skills deal with.
#[derive(Debug)]
pub(super) struct Category {
    pub name: &'static str,
    pub description: &'static str,
    pub nouns: &'static [&'static str],
}

pub(super) const CATEGORIES: &[Category] = &[
    Category {
        name: "automation",
        description: "Jobs, hooks and chores that run by themselves",
        nouns: &[
            "Workflow", "Cron Job", "Webhook", "Batch", "Pipeline", "Trigger", "Queue", "Runbook",
        ],
    },
    Category {
        name: "communication",
        description: "Mail, chat, messages and notices",
        nouns: &[
            "Mail",
            "Chat",
            "Newsletter",
            "Digest",
            "Reminder",
            "Inbox",
            "Thread",
            "Announcement",
        ],
    },
    Category {
        name: "data",
        description: "Tables, formats and databases",
        nouns: &[
            "CSV",
            "Spreadsheet",
            "Parquet",
            "Schema",
            "Table",
            "Query",
            "Record",
            "Data Set",
        ],
    },
    Category {
        name: "design",
        description: "Colours, type, layout and icons",
        nouns: &[
            "Palette",
            "Icon",
            "Layout",
            "Typeface",
            "Mockup",
            "Gradient",
            "Style Guide",
            "Logo",
        ],
    },
    Category {
        name: "devtools",
        description: "For those who write software",
        nouns: &[
            "Commit",
            "Changelog",
            "Dependency",
            "Stack Trace",
            "Test",
            "Container",
            "Lint",
            "API",
        ],
    },
    Category {
        name: "education",
        description: "Learning and teaching",
        nouns: &[
            "Flashcard",
            "Quiz",
            "Vocabulary",
            "Lesson",
            "Essay",
            "Curriculum",
            "Formula",
            "Glossary",
        ],
    },
    Category {
        name: "finance",
        description: "Accounts, invoices and markets",
        nouns: &[
            "Invoice",
            "Budget",
            "Ledger",
            "Tax",
            "Portfolio",
            "Expense",
            "Exchange Rate",
            "Receipt",
        ],
    },
    Category {
        name: "health",
        description: "Sleep, food, training and care",
        nouns: &[
            "Sleep",
            "Meal",
            "Workout",
            "Medication",
            "Heart Rate",
            "Allergy",
            "Recipe",
            "Posture",
        ],
    },
    Category {
        name: "media",
        description: "Sound, pictures and film",
        nouns: &[
            "Subtitle",
            "Photo",
            "Podcast",
            "Playlist",
            "Thumbnail",
            "Transcript",
            "Video",
            "Waveform",
        ],
    },
    Category {
        name: "productivity",
        description: "Notes, tasks, calendars",
        nouns: &[
            "Meeting",
            "Task",
            "Calendar",
            "Note",
            "Agenda",
            "Checklist",
            "Timesheet",
            "Habit",
        ],
    },
    Category {
        name: "scraping",
        description: "Searching the web and reading from it",
        nouns: &[
            "Sitemap",
            "Feed",
            "Search Result",
            "Article",
            "Price",
            "Listing",
            "Link",
            "Headline",
        ],
    },
    Category {
        name: "security",
        description: "Secrets, audits and safe habits",
        nouns: &[
            "Password",
            "Certificate",
            "Audit",
            "Secret",
            "Permission",
            "Firewall Rule",
            "Advisory",
            "Token",
        ],
    },
    Category {
        name: "travel",
        description: "Routes, bookings and places",
        nouns: &[
            "Itinerary",
            "Timetable",
            "Packing List",
            "Visa",
            "Route",
            "Hotel",
            "Flight",
            "Map",
        ],
    },
];

pub(super) const VERBS: &[(&str, &str)] = &[
    ("Summariser", "Sums up"),
    ("Checker", "Checks"),
    ("Planner", "Plans"),
    ("Finder", "Finds"),
    ("Cleaner", "Cleans up"),
    ("Converter", "Converts"),
    ("Watcher", "Watches"),
    ("Builder", "Builds"),
    ("Splitter", "Splits"),
    ("Merger", "Merges"),
    ("Explainer", "Explains"),
    ("Translator", "Translates"),
    ("Ranker", "Ranks"),
    ("Importer", "Imports"),
    ("Auditor", "Audits"),
    ("Formatter", "Formats"),
];

pub(super) const ADJECTIVES: &[&str] = &[
    "Quick",
    "Careful",
    "Tiny",
    "Smart",
    "Plain",
    "Weekly",
    "Offline",
    "Friendly",
    "Strict",
    "Team",
    "Personal",
    "Batch",
    "Silent",
    "Visual",
    "Nightly",
    "Honest",
    "Bilingual",
    "Minimal",
    "Robust",
    "Lean",
    "Gentle",
    "Portable",
    "Modular",
    "Steady",
];

pub(super) const MANNERS: &[&str] = &[
    "and says why",
    "and keeps the original untouched",
    "in one pass",
    "with a short report at the end",
    "without leaving your machine",
    "and asks before it changes anything",
    "in the language of your choice",
    "with sensible defaults",
    "and links every source",
    "so that nothing is forgotten",
    "and shows what changed since last time",
    "even when the input is messy",
];

pub(super) const EXTRAS: &[&str] = &[
    "Works with large files.",
    "Handles umlauts, emoji and right-to-left text.",
    "No account needed.",
    "Made for small teams.",
    "Results come as JSON.",
    "Dry run by default.",
    "Understands dates in many spellings.",
    "Tested on real archives.",
];

pub(super) const TAGS: &[&str] = &[
    "json", "csv", "report", "cli", "text", "daily", "team", "review", "export", "import", "markdown", "pdf", "api",
    "search", "schedule", "summary", "quality", "offline", "i18n", "batch",
];

pub(super) const AUTHORS: &[&str] = &[
    "ada-k", "bruno", "chiyo", "dalia-m", "emre", "fatou", "gwen", "hiroshi", "ines-p", "jonas", "kemal", "linnea",
    "mateo", "nadia", "olu", "petra", "quentin", "rosa", "sanjay", "tove", "ursula", "viktor", "wanda", "xavier",
    "yusuf", "zofia",
];

pub(super) const PYTHON_PACKAGES: &[&str] = &[
    "requests>=2.31",
    "pandas",
    "pydantic>=2",
    "rich",
    "httpx",
    "lxml",
    "python-dateutil",
    "pyyaml",
    "jinja2",
    "numpy",
];

pub(super) const NPM_PACKAGES: &[&str] = &[
    "axios",
    "zod@^3",
    "lodash",
    "date-fns",
    "cheerio",
    "commander",
    "yaml",
    "csv-parse",
];
