//! With pseudonyms, no author is named in a thread, however he is written.

use proptest::prelude::*;
use rejoinder::corpus::{PseudonymKey, Pseudonyms};
use rejoinder::input::TextForm;
use rejoinder::model::{Document, Thread};
use rejoinder::parse::table::{CommentTable, TableOptions};

use crate::names::{Written, names_in, threads};
use crate::{config, dialects, read};

fn from_table(written: &Written) -> Thread {
    let document = Document::from_text("table.csv", written.csv());
    let table =
        CommentTable::new(document, TextForm::Delimited, &TableOptions::default()).expect("because it has the columns");
    table.thread(0, None)
}

/// The names of the authors, as they stand in a thread.
fn authors(thread: &Thread) -> Vec<String> {
    thread.comments().iter().filter_map(|comment| comment.author).map(|span| thread.text(span).to_owned()).collect()
}

fn check(plain: Thread) -> Result<(), TestCaseError> {
    let key = PseudonymKey::from_bytes(b"0123456789abcdef").expect("because that is long enough");
    let names = authors(&plain);
    let n_lines = plain.document_text().lines().count();
    let rows = plain.comments().to_vec();
    let named = names_in(plain.whole_text(), &names);
    prop_assert!(!named.is_empty() || names.is_empty(), "nobody is named anyway");
    let told = Pseudonyms::new(key, dialects(), &[]).applied(plain);
    // Each text by itself, and all that is printed of a page.
    let mut texts = vec![told.document_text().to_owned()];
    for (comment, before) in told.comments().iter().zip(&rows) {
        prop_assert_eq!((comment.line, comment.line_end), (before.line, before.line_end));
        prop_assert_eq!((comment.words, comment.posted_at()), (before.words, before.posted_at()));
        prop_assert_eq!(comment.segments.len(), before.segments.len());
        let mut body = String::new();
        told.write_body(comment, &mut body);
        let subject = comment.subject.map(|span| told.text(span).to_owned());
        texts.extend([body].into_iter().chain(subject));
    }
    texts.extend(authors(&told));
    prop_assert_eq!(told.document_text().lines().count(), n_lines);
    for text in texts {
        prop_assert_eq!(names_in(&text, &names), Vec::<&str>::new(), "in {:?}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(150, 1))]

    #[test]
    fn no_author_is_named_in_a_table(written in threads()) {
        let plain = from_table(&written);
        prop_assert_eq!(plain.comments().len(), written.comments.len());
        check(plain)?;
    }

    #[test]
    fn no_author_is_named_in_a_page(written in threads()) {
        check(read(written.page()))?;
    }
}
