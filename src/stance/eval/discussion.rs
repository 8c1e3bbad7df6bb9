//! Discussions whose authors' sides are known.

use std::io::BufRead;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// A discussion with its posts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Discussion {
    /// Its number.
    pub discussion: u64,
    /// Its posts, in any order.
    pub posts: Vec<Post>,
}

/// A post of a discussion.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Post {
    /// Its number in the discussion.
    pub post: u64,
    /// The number of the post that it answers; `None` for the first.
    pub parent: Option<u64>,
    /// The number of its author.
    pub author: u64,
    /// The side that people found its author on.
    pub stance: Option<Side>,
    /// Its author's own words.
    pub text: String,
}

/// A side of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// For it.
    Pro,
    /// Against it.
    Anti,
}

/// Reads discussions, an object of JSON on each line; `path` is what errors name. Blank lines are skipped.
///
/// ```
/// use rejoinder::stance::eval::read_discussions;
///
/// let line = r#"{"discussion": 4, "posts": [{"post": 1, "parent": null, "author": 9, "stance": "pro", "text": "Yes."}]}"#;
/// assert_eq!(read_discussions("a.jsonl", line.as_bytes()).unwrap()[0].posts[0].author, 9);
///
/// let error = read_discussions("a.jsonl", "\n{\"posts\": 3}".as_bytes()).unwrap_err();
/// assert!(error.to_string().starts_with("a.jsonl: line 2: expected a discussion, but found"));
/// ```
///
/// # Errors
///
/// What cannot be read, and the first line that is no discussion.
pub fn read_discussions(path: impl AsRef<Path>, from: impl BufRead) -> Result<Vec<Discussion>, Error> {
    let path = path.as_ref();
    let mut discussions = Vec::new();
    for (number, line) in (1..).zip(from.lines()) {
        let line = line.map_err(Error::read(path))?;
        if line.trim().is_empty() {
            continue;
        }
        let discussion = serde_json::from_str(&line).map_err(|error| {
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or_default();
            let message = format!("expected a discussion, but found, at column {}: {what}", error.column());
            Error::Line { path: path.to_owned(), line: number, message }
        })?;
        discussions.push(discussion);
    }
    Ok(discussions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_line_is_told_with_its_place() {
        let told = |line: &str| read_discussions("d", line.as_bytes()).unwrap_err().to_string();
        let post = r#"{"discussion": 1, "posts": [{"post": 1, "author": 2, "stance": "maybe", "text": ""}]}"#;
        assert_eq!(
            told(post),
            "d: line 1: expected a discussion, but found, at column 70: unknown variant `maybe`, expected `pro` or `anti`"
        );
        assert!(told("{}\n").contains("missing field `discussion`"));
        assert!(told("\n\nx").starts_with("d: line 3: "));
        assert_eq!(read_discussions("d", "\n \n".as_bytes()).unwrap(), []);
    }
}
