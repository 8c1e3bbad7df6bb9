//! Names in small texts, and the law that none is left.

use proptest::prelude::*;

use super::find::{Finder, Found, Place};
use super::fold::fold_name;
use super::names::People;
use super::rewrite::Edited;
use super::*;
use crate::model::Span;

fn key() -> PseudonymKey {
    PseudonymKey::from_bytes(b"0123456789abcdef").expect("because that is long enough")
}

fn finder(names: &[&str], numbers: &[u64]) -> Finder {
    let names = names.iter().map(|name| fold_name(name)).collect();
    Finder::new(People { names, numbers: numbers.iter().copied().collect(), ..People::default() }, key())
}

/// A text in which `<0>` stands for the pseudonym of the first name, and so on.
fn with_pseudonyms(names: &[&str], text: &str) -> String {
    let names = names.iter().enumerate();
    names.fold(text.to_owned(), |text, (nth, name)| text.replace(&format!("<{nth}>"), &key().name(name)))
}

fn check(names: &[&str], text: &str, expected: &str) {
    let told = without_names(text, &finder(names, &[]));
    assert_eq!(told, with_pseudonyms(names, expected), "{names:?} in {text:?}");
}

#[test]
fn names_are_replaced_as_words_in_any_case_and_across_lines() {
    check(&["old mole"], "Old Mole's, OLD\n  MOLE: old moler", "<0>'s, <0>\n: old moler");
    check(&["old mole"], "https://s.example/~old+mole/", "https://s.example/~<0>/");
    check(&["old mole", "mole"], "mole, old mole", "<1>, <0>");
    check(&["brickwork"], "brickworks, brickwork\u{2019}s, brickwork2", "<0>s, <0>\u{2019}s, brickwork2");
    check(&["doe"], "does a doe", "does a <0>");
}

#[test]
fn a_longer_name_does_not_hide_a_shorter_one() {
    check(&["tom", "tom s"], "Tom said, Tom so; Tom S does", "<0> said, <0> so; <1> does");
    check(&["owl", "night owl"], "the midnight owl, a night owl", "the midnight <0>, a <1>");
}

#[test]
fn names_are_replaced_in_every_way_to_write_them() {
    for (name, text) in [
        ("hester's heir", "HESTER&#39;S HEIR; Hester%27s+Heir; hester\u{2019}s\u{a0}heir; /user/hester%27s_heir/"),
        ("tom & jerry", "Tom &amp; Jerry; tom&#32;&amp;amp; jerry; Tom+%26+Jerry; tom_&_jerry"),
        ("zoë quill", "Zoe\u{308} Quill; ZOË\n QUILL; Zo%C3%AB-Quill; Zo&euml; Quill; zo%EB%20quill"),
        ("gruß", "GRUSS; gruss; Gruß; GRUẞ"),
        ("old_mole", "old mole; Old-Mole; old\\_mole; @old_mole; ~old+mole"),
        ("tallow", "tal\u{200b}low; ta\u{ad}llow; \u{202e}TALLOW"),
        ("what now?", "What now?; what%20now%3F; /~what+now?; what now"),
        ("c++", "C++; c%2B%2B; /~C++"),
        ("50%dead", "50%dead; 50%25dead"),
        ("山田太郎", "山田太郎; は山田太郎さん"),
    ] {
        let told = without_names(text, &finder(&[name], &[]));
        for part in told.split("; ") {
            assert!(part.contains("user-"), "{name}: {part} of {told}");
        }
    }
}

#[test]
fn other_words_and_times_stay() {
    for (name, text) in [
        ("zoe", "Zoë zoes"),
        ("c++", "c, c--"),
        ("old mole", "old -- mole, old, mole"),
        ("it", "it is, they said, by\u{a0}its"),
        ("02", "Friday @02:08AM, @02PM"),
        ("beef", "beefy corned\u{301}beefs"),
    ] {
        assert_eq!(without_names(text, &finder(&[name], &[])), text);
    }
}

#[test]
fn short_names_are_replaced_where_they_are_meant() {
    let number = key().number(7);
    check(&["kt"], "kt is, as kt said: kt, kt wrote", "kt is, as <0> said: kt, <0> wrote");
    check(
        &["kt"],
        "@kt /~kt ~kt /user/kt by kt kt (7) baby kt",
        &format!("@<0> /~<0> ~<0> /user/<0> by <0> <0> ({number}) baby kt"),
    );
    check(&["it"], "it is, it said", "it is, it said");
}

#[test]
fn numbers_of_authors_are_replaced() {
    let finder = finder(&["brickwork"], &[310_772, 12]);
    let (long, short) = (key().number(310_772), key().number(12));
    for (text, told) in [
        ("#310772, users.pl?uid=310772, 1310772", format!("#{long}, users.pl?uid={long}, 1310772")),
        ("uid 12, UID: 12, uid=12, fluid 12, 12", format!("uid {short}, UID: {short}, uid={short}, fluid 12, 12")),
        ("brickwork's [12], brickwork, (12) (12)", format!("N's [{short}], N, ({short}) (12)")),
    ] {
        assert_eq!(without_names(text, &finder), told.replace('N', &key().name("brickwork")));
    }
}

#[test]
fn what_is_kept_is_kept_and_pieces_are_one_text() {
    let (finder, mut found) = (finder(&["funny", "old mole"], &[]), Vec::new());
    let text = "5 Funny by funny, OldMole";
    for pieces in [vec![Span::new(0, 16)], vec![Span::new(18, 21), Span::new(21, 25)]] {
        finder.find(Place { text, pieces: &pieces, edges: &[] }, &mut found);
    }
    let edited = Edited::of(text, Vec::new(), &[Span::new(2, 7)], found);
    assert_eq!(edited.text, format!("5 Funny by {}, {}", key().name("funny"), key().name("old mole")));
    assert_eq!(edited.span(Span::new(21, 25)).len(), 0);
}

proptest! {
    #[test]
    fn spans_point_at_what_they_pointed_at(text in "(mole|é| |\n|tea|\\(44\\)|x|&amp;|%20|\u{ad}){0,30}") {
        let mut found: Vec<Found> = Vec::new();
        let pieces = [Span::new(0, text.len())];
        finder(&["mole", "tea mole"], &[]).find(Place { text: &text, pieces: &pieces, edges: &[] }, &mut found);
        let edited = Edited::of(&text, Vec::new(), &[], found);
        prop_assert_eq!(edited.text.matches('\n').count(), text.matches('\n').count());
        prop_assert_eq!(edited.end(text.len()), edited.text.len());
        for (at, letter) in text.char_indices().filter(|(_, letter)| "éx".contains(*letter)) {
            let span = edited.span(Span::new(at, at + letter.len_utf8()));
            prop_assert_eq!(edited.text.get(span.range()).map(str::to_owned), Some(letter.to_string()));
        }
    }
}
