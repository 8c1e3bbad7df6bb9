//! Data on standard output: exact for a file or a program, visible for a person.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::safe::safe;

/// Standard output for data, to be written to in few and large pieces. Only where it is a terminal, what would steer that is shown.
pub(in crate::cli) fn data_stdout() -> BufWriter<DataWriter<io::Stdout>> {
    let out = io::stdout();
    let is_shown = out.is_terminal();
    BufWriter::with_capacity(1 << 16, DataWriter { out, is_shown, held: Vec::new() })
}

/// Tells whether data would be printed on a terminal, which is of no use where they are no text.
pub(in crate::cli) fn is_for_people() -> bool {
    io::stdout().is_terminal()
}

/// Writes data as they are, or with every character visible that would steer a terminal, but for line ends and tabs.
#[derive(Debug)]
pub(in crate::cli) struct DataWriter<W: Write> {
    out: W,
    is_shown: bool,
    /// The beginning of a character, or of a line end, that goes on in the next piece.
    held: Vec<u8>,
}

impl<W: Write> DataWriter<W> {
    fn show(&mut self, text: &str) -> io::Result<()> {
        for (line, end) in text.split_inclusive('\n').map(cut) {
            for (n, cell) in line.split('\t').enumerate() {
                self.out.write_all(if n == 0 { b"" } else { b"\t" })?;
                self.out.write_all(safe(cell).as_bytes())?;
            }
            self.out.write_all(end.as_bytes())?;
        }
        Ok(())
    }
}

/// A line and its end.
fn cut(line: &str) -> (&str, &str) {
    let end = ["\r\n", "\n"].into_iter().find(|end| line.ends_with(end)).unwrap_or_default();
    line.split_at(line.len() - end.len())
}

/// How many bytes at the end may belong to what comes next: a carriage return, the beginning of a character.
fn n_unfinished(bytes: &[u8]) -> usize {
    if bytes.last() == Some(&b'\r') {
        return 1;
    }
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => bytes.len() - error.valid_up_to(),
        _ => 0,
    }
}

impl<W: Write> Write for DataWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_shown {
            return self.out.write(bytes);
        }
        let mut piece = std::mem::take(&mut self.held);
        piece.extend_from_slice(bytes);
        self.held = piece.split_off(piece.len() - n_unfinished(&piece));
        self.show(&String::from_utf8_lossy(&piece))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let held = std::mem::take(&mut self.held);
        self.show(&String::from_utf8_lossy(&held))?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pieces: &[&[u8]], is_shown: bool) -> Vec<u8> {
        let mut writer = DataWriter { out: Vec::new(), is_shown, held: Vec::new() };
        pieces.iter().try_for_each(|piece| writer.write_all(piece)).unwrap();
        writer.flush().unwrap();
        writer.out
    }

    #[test]
    fn bytes_are_exact_where_nobody_looks() {
        let bytes = b"a\x1b[31m\xff\r\n".as_slice();
        assert_eq!(written(&[bytes], false), bytes);
    }

    #[test]
    fn what_steers_is_shown_however_it_is_cut() {
        let text = "é\u{1b}[31m,\u{9b}x\t\u{202e}y\r\nz\rü\u{7}\n";
        let expected = "é\\u{1b}[31m,\\u{9b}x\t\\u{202e}y\r\nz\\u{d}ü\\u{7}\n";
        for n in 1..text.len() {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(n).collect();
            assert_eq!(String::from_utf8(written(&pieces, true)).unwrap(), expected, "{n}");
        }
        assert_eq!(written(&[b"a\r"], true), b"a\\u{d}");
        assert_eq!(written(&[b"a\xff"], true), "a\u{fffd}".as_bytes());
    }
}
