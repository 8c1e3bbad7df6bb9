//! Sites, outlines, and the dialects made of them.

/// Every dialect that documents are tried in.
#[derive(Debug, Default)]
pub struct DialectSet {}

impl DialectSet {
    /// Loads the built-in grammar files.
    #[must_use]
    pub fn builtin() -> Self {
        Self {}
    }
}
