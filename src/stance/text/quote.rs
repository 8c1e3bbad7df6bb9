//! Quotes at the beginning of a reply that lost its line breaks.

/// A quote of fewer words could be the author's own.
const MIN_WORDS: usize = 2;
/// Longer quotes are taken out up to here, so that looking for them stays linear.
const MAX_WORDS: usize = 500;

/// The words of the parent that a reply quotes behind a leading `>`, and the reply without them; `None` where it quotes none, or
/// nothing else.
///
/// The quote goes on for as long as its words are those of the parent, in their order.
pub(crate) fn without_quote<'a>(parent: &str, reply: &'a str) -> Option<(&'a str, &'a str)> {
    let rest = reply.trim_start().trim_start_matches("&gt;").trim_start_matches('>');
    if rest.len() == reply.trim_start().len() {
        return None;
    }
    let said: Vec<String> = parent.split_whitespace().map(bare).collect();
    let quoted: Vec<(usize, String)> = rest.split_whitespace().map(|word| (end_of(rest, word), bare(word))).collect();
    let len = |from: usize| {
        said[from..].iter().zip(&quoted).take(MAX_WORDS).take_while(|(said, (_, word))| *said == word).count()
    };
    let longest = (0..said.len()).map(len).max().filter(|&len| len >= MIN_WORDS)?;
    let (quote, own) = rest.split_at(quoted[longest - 1].0);
    (own.chars().any(char::is_alphanumeric)).then_some((quote, own))
}

/// Where a word of a text ends in it.
fn end_of(text: &str, word: &str) -> usize {
    word.as_ptr() as usize - text.as_ptr() as usize + word.len()
}

/// A word without the marks around it.
fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reply_repeats_is_no_part_of_it() {
        let parent = "Well, tea is a drink. Coffee is not.";
        assert_eq!(without_quote(parent, "> tea is a drink Is it?"), Some((" tea is a drink", " Is it?")));
        assert_eq!(without_quote(parent, "tea is a drink Is it?"), None);
        assert_eq!(without_quote(parent, "> tea is a drink."), None);
        assert_eq!(without_quote(parent, ">milk is not"), None);
    }
}
