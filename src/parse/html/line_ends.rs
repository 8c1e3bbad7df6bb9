//! On which line of a text a byte stands.

/// Where a text's lines end.
#[derive(Debug)]
pub(super) struct LineEnds(Vec<u32>);

impl LineEnds {
    pub(super) fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| u32::try_from(at).ok()).collect())
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < offset)).unwrap_or(u32::MAX).saturating_add(1)
    }
}
