//! The rows of a table with an object of JSON on each line.

use std::fmt::{self, Write};

use csv::StringRecord;
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The names in the first objects of a text, of which the end may be cut off.
pub(crate) fn names_in(text: &str) -> Vec<String> {
    /// A name that stands in none of so many rows is not needed.
    const MOST: usize = 64;
    let (mut objects, mut record) = (Objects::default(), StringRecord::new());
    for line in text.lines().take(MOST) {
        // A line that is no object names nothing.
        let _ = objects.read(line, &mut record);
    }
    objects.names
}

/// Reads objects as rows: a cell for each name that was met so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Objects {
    names: Vec<String>,
    places: FxHashMap<String, usize>,
    cells: Vec<String>,
    /// The places of lists and objects in the last row, which no cell can hold.
    nested: Vec<usize>,
}

impl Objects {
    /// The names that were met, in their order.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The places of lists and objects in the last row.
    pub(crate) fn nested(&self) -> &[usize] {
        &self.nested
    }

    /// Reads one line.
    pub(crate) fn read(&mut self, line: &str, record: &mut StringRecord) -> Result<(), serde_json::Error> {
        self.cells.iter_mut().for_each(String::clear);
        self.nested.clear();
        let mut json = serde_json::Deserializer::from_str(line);
        json.deserialize_map(Row(self)).and_then(|()| json.end())?;
        record.clear();
        self.cells.iter().for_each(|cell| record.push_field(cell));
        Ok(())
    }

    fn place_of(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        self.names.push(name.to_owned());
        self.cells.push(String::new());
        self.places.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

struct Row<'a>(&'a mut Objects);

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(place) = map.next_key_seed(Name(self.0))? {
            let mut is_nested = false;
            match self.0.cells.get_mut(place) {
                Some(cell) => map.next_value_seed(Cell { out: cell, is_nested: &mut is_nested })?,
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
            self.0.nested.extend(is_nested.then_some(place));
        }
        Ok(())
    }
}

/// The name of a cell, read as its place.
struct Name<'a>(&'a mut Objects);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(self.0.place_of(name))
    }
}

/// The value of a cell, read as text; of a name that stands twice the last.
struct Cell<'a> {
    out: &'a mut String,
    is_nested: &'a mut bool,
}

impl Cell<'_> {
    fn put<E>(self, value: impl fmt::Display) -> Result<(), E> {
        self.out.clear();
        // Writing to a `String` cannot fail.
        let _ = write!(self.out, "{value}");
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(text)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.put(truth)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.put(number)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put("")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        *self.is_nested = true;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        *self.is_nested = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_text() {
        let mut objects = Objects::default();
        let mut record = StringRecord::new();
        let mut cells =
            |line: &str| objects.read(line, &mut record).map(|()| record.iter().map(str::to_owned).collect::<Vec<_>>());
        let first = cells(r#"{"a": "x\n", "b": -1, "c": 0.97, "d": null, "e": true, "a": "y"}"#);
        assert_eq!(first.ok(), Some(["y", "-1", "0.97", "", "true"].map(str::to_owned).to_vec()));
        let second = cells(r#"{"f": [1, {}], "b": {"x": 1}}"#);
        assert_eq!(second.ok(), Some(vec![String::new(); 6]));
        assert!(cells("[1]").is_err() && cells("{} x").is_err() && cells("{\"a\":").is_err());
        let mut objects = Objects::default();
        assert!(objects.read(r#"{"a": 1, "b": [2]}"#, &mut record).is_ok());
        assert_eq!((objects.nested(), objects.place("b")), (&[1][..], Some(1)));
        assert_eq!(names_in("x\n{\"a\": 1}\n{\"b\": 2}\n{\"c\""), ["a", "b", "c"]);
    }
}
