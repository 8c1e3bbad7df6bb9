//! The grammar files that the program carries.

use crate::grammar::grammars::GrammarKind;

/// A grammar file that the program carries.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinFile {
    /// The file's name without its extension.
    pub name: &'static str,
    /// What it describes.
    pub kind: GrammarKind,
    /// Its text.
    pub text: &'static str,
}

macro_rules! builtin {
    ($($kind:ident $folder:literal: $($name:literal),+;)+) => {
        /// The grammar files that the program carries, sites first.
        #[must_use]
        pub fn builtin_files() -> &'static [BuiltinFile] {
            &[$($(BuiltinFile {
                name: $name,
                kind: GrammarKind::$kind,
                text: include_str!(concat!("../../grammars/", $folder, "/", $name, ".toml")),
            }),+),+]
        }
    };
}

builtin! {
    Site "sites": "slashdot", "soylentnews", "slashdot-mirror";
    Outline "outlines": "laid-out", "resiliparse-main", "resiliparse-all", "resiliparse-nobullets", "lynx", "lynx-links", "w3m",
        "w3m-links", "w3m-ascii", "links", "elinks", "inscriptis", "inscriptis-strict", "inscriptis-links",
        "html2text", "markdownify", "pandoc-plain", "pandoc-markdown", "numbered", "headings", "flat", "flat-markdown", "tables", "unindented", "running";
}
