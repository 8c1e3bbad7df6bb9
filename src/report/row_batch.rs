//! Rows that are handed on many at a time.

use std::io::{self, Write};

/// How many bytes of rows are held before they are handed on.
const ENOUGH: usize = 1 << 16;

/// What rows are written to, and the bytes of rows that it has not got yet.
///
/// What is held back is written when [`Held::finish`] is called; errors of a mere drop would be lost.
#[derive(Debug)]
pub(crate) struct Held<W: Write> {
    out: W,
    pub(crate) bytes: Vec<u8>,
}

impl<W: Write> Held<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, bytes: Vec::with_capacity(2 * ENOUGH) }
    }

    /// Hands on what is held, if that is enough to be worth it; tells whether it did.
    #[inline]
    pub(crate) fn hand_on_if_enough(&mut self) -> io::Result<bool> {
        let is_enough = self.bytes.len() >= ENOUGH;
        if is_enough {
            self.hand_on()?;
        }
        Ok(is_enough)
    }

    /// Hands on what is held, and these bytes behind it.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hand_on()?;
        self.out.write_all(bytes)
    }

    /// Hands on what is held, as far as it goes.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    /// Hands on what is held; gives what was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}
