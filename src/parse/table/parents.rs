//! Lists of parents: a thread on each line, and for each of its comments the number of the one that it answers.

/// The numbers of a line, as they stand there.
pub(crate) fn numbers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '[' | ']')).filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn numbers_stand_between_blanks_or_commas() {
        assert_eq!(numbers(" 0 0\t1, x\r\n").collect::<Vec<_>>(), ["0", "0", "1", "x"]);
        assert_eq!(numbers("[]").count(), 0);
    }
}
