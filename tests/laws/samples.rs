//! The sample threads of data/threads.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// All samples: their paths below data/threads, and their texts.
pub(crate) fn all() -> &'static [(String, String)] {
    static SAMPLES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/threads");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        let read = |path: &PathBuf| {
            let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
            std::fs::read_to_string(path).ok().map(|text| (name, text))
        };
        paths.iter().filter_map(read).collect()
    })
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("because the samples come with the source");
    for path in entries.flatten().map(|entry| entry.path()) {
        match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => collect(&path, paths),
            Some("txt" | "md") => paths.push(path),
            _ => {}
        }
    }
}

/// The first sample of a folder of data/threads.
pub(crate) fn of(folder: &str) -> &'static str {
    let found = all().iter().find(|(name, _)| name.starts_with(&format!("{folder}/")));
    &found.unwrap_or_else(|| panic!("data/threads has a folder {folder}")).1
}
