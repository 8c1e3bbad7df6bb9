//! Objects of JSON in ASCII alone, which is read alike whatever encoding a reader takes for granted.

use std::io::{self, Write};

use crate::report::ndjson::push_json;
use crate::table::Cell;

/// An object under way.
pub(crate) struct Object {
    bytes: Vec<u8>,
    scratch: String,
}

impl Object {
    /// An object without a key as yet.
    pub(crate) fn new() -> Self {
        Self { bytes: vec![b'{'], scratch: String::new() }
    }

    /// The same with one more key.
    pub(crate) fn with(mut self, key: &str, cell: Cell<'_>) -> io::Result<Self> {
        self.put(key, cell)?;
        Ok(self)
    }

    /// Adds a key and its value.
    pub(crate) fn put(&mut self, key: &str, cell: Cell<'_>) -> io::Result<()> {
        self.key(key)?;
        push_json(&mut self.bytes, &mut self.scratch, cell)
    }

    /// Adds a key and a text, which stays a text where it is empty.
    pub(crate) fn put_text(&mut self, key: &str, text: &str) -> io::Result<()> {
        self.key(key)?;
        Ok(serde_json::to_writer(&mut self.bytes, text)?)
    }

    /// Adds a key and what is JSON already.
    pub(crate) fn put_json(&mut self, key: &str, json: &[u8]) -> io::Result<()> {
        self.key(key)?;
        self.bytes.write_all(json)
    }

    /// The whole object, in ASCII.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes.push(b'}');
        in_ascii(self.bytes)
    }

    fn key(&mut self, key: &str) -> io::Result<()> {
        if self.bytes.len() > 1 {
            self.bytes.push(b',');
        }
        serde_json::to_writer(&mut self.bytes, key)?;
        self.bytes.push(b':');
        Ok(())
    }
}

/// A text as JSON, in ASCII.
pub(crate) fn text(text: &str) -> io::Result<Vec<u8>> {
    Ok(in_ascii(serde_json::to_vec(text)?))
}

/// JSON with what is not ASCII, which stands in texts only, told by its numbers.
fn in_ascii(json: Vec<u8>) -> Vec<u8> {
    if json.is_ascii() {
        return json;
    }
    let mut out = Vec::with_capacity(json.len() * 2);
    for c in String::from_utf8_lossy(&json).chars() {
        match u8::try_from(c).ok().filter(u8::is_ascii) {
            Some(byte) => out.push(byte),
            // Writing to a vector cannot fail.
            None => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| drop(write!(out, "\\u{unit:04x}"))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_ascii_and_unknown_is_null() -> io::Result<()> {
        let mut object = Object::new().with("a", Cell::Empty)?.with("b", Cell::Text("é\u{1f375}\u{2028}\n"))?;
        object.put_text("c", "")?;
        object.put_json("d", b"[]")?;
        assert_eq!(object.finish(), br#"{"a":null,"b":"\u00e9\ud83c\udf75\u2028\n","c":"","d":[]}"#);
        assert_eq!(Object::new().finish(), b"{}");
        Ok(())
    }
}
