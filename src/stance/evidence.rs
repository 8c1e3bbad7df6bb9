//! The words that weighed most.
//!
//! The model is a sum, so that what a word adds to a stance's score can be told: its share of the terms that it is in, and of
//! the features that count cues of its kinds. The evidence is the run of words that adds the most for the stance over
//! what it adds for the others on average, within one sentence of one line.

use std::sync::LazyLock;

use crate::model::Stance;
use crate::stance::features::{Digest, Family, dense_names, for_each_term};
use crate::stance::model::StanceModel;
use crate::stance::text::{Cue, Flag};

/// Evidence is no longer than that.
const MAX_WORDS: usize = 12;
/// Which words are the first ones, and the very first, for the features that count cues among them.
const REACHES: [(&str, usize); 4] = [("any", usize::MAX), ("first", 10), ("very_first", 4), ("opens", 1)];

/// Where among the dense features those are that count cues: by kind of cue, for each reach.
static PLACES: LazyLock<Vec<[Option<usize>; REACHES.len()]>> = LazyLock::new(|| {
    let names = dense_names();
    let place = |reach: &str, cue: &str| names.iter().position(|name| *name == format!("{reach}.{cue}"));
    Cue::ALL.iter().map(|(_, cue)| REACHES.map(|(reach, _)| place(reach, cue))).collect()
});

/// What each word of a reply adds to a stance, kept from one reply to the next.
#[derive(Debug, Default)]
pub(super) struct Evidences {
    added: Vec<f32>,
}

impl Evidences {
    /// The bytes of the document where the words stand that weighed most for a stance; `None` of a reply without words.
    ///
    /// Linear in the words.
    pub(super) fn find(&mut self, model: &StanceModel, reply: &Digest<'_>, stance: Stance) -> Option<(u32, u32)> {
        self.weigh_terms(model, reply, stance);
        self.weigh_cues(model, reply, stance);
        let words = reply.text.words;
        let (mut best, mut best_sum) = (None, f32::NEG_INFINITY);
        for first in 0..words.len() {
            let mut sum = 0.0;
            for last in first..words.len().min(first + MAX_WORDS) {
                let begins = words[last].has(Flag::Sentence) || words[last].has(Flag::Segment);
                if begins && last > first {
                    break;
                }
                sum += self.added[last];
                if sum > best_sum {
                    (best, best_sum) = (Some((words[first].start, words[last].end)), sum);
                }
            }
        }
        best
    }

    /// Shares the weights of terms out to their words.
    fn weigh_terms(&mut self, model: &StanceModel, reply: &Digest<'_>, stance: Stance) {
        self.added.clear();
        self.added.resize(reply.text.words.len(), 0.0);
        let mut counts = [0_u32; Family::ALL.len()];
        for_each_term(&reply.text, |term| counts[term.family as usize] += 1);
        let shares = counts.map(|n| 1.0 / (n.max(1) as f32).sqrt());
        for_each_term(&reply.text, |term| {
            let row = model.rows[term.row() as usize];
            let weights = [0, 1, 2].map(|class| f32::from(row[class]) * model.scale[class]);
            let added = over_others(weights, stance) * shares[term.family as usize] / term.len as f32;
            self.added[term.first..term.first + term.len].iter_mut().for_each(|word| *word += added);
        });
    }

    /// Shares the weights of features that count cues out to the words that are cues.
    fn weigh_cues(&mut self, model: &StanceModel, reply: &Digest<'_>, stance: Stance) {
        let profile = reply.profile;
        for (at, word) in reply.text.words.iter().enumerate() {
            let mut bits = word.cues.bits();
            while bits != 0 {
                let cue = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                for (nth, (_, reach)) in REACHES.iter().enumerate().filter(|(_, (_, reach))| at < *reach) {
                    let Some(place) = PLACES[cue][nth] else { continue };
                    let n = match *reach {
                        usize::MAX => profile.cues[cue],
                        10 => profile.first_cues[cue],
                        4 => profile.very_first_cues[cue],
                        _ => 1.0,
                    };
                    // An opening is there or not; the others are logarithms of one more than their count.
                    let value = if *reach == 1 { 1.0 } else { n.ln_1p() / n };
                    let [agree, neutral, disagree, _] = model.dense[place];
                    self.added[at] += over_others([agree, neutral, disagree], stance) * value / model.sds[place];
                }
            }
        }
    }
}

/// What is added for a stance over what is added for the other two on average.
fn over_others(weights: [f32; 3], stance: Stance) -> f32 {
    let all: f32 = weights.iter().sum();
    let own = weights[stance.index()];
    own - (all - own) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::features::Digests;

    /// The words that weighed most for a stance in a reply of segments that stand one behind the other.
    fn found(segments: &[&str], stance: Stance) -> Option<String> {
        let whole = segments.concat();
        let starts = segments.iter().scan(0, |end, segment| {
            *end += segment.len();
            Some((*end - segment.len(), *segment))
        });
        let mut digests = Digests::new();
        let reply = digests.add(starts.collect::<Vec<_>>().into_iter());
        let (start, end) = Evidences::default().find(&StanceModel::builtin(), &digests.get(reply), stance)?;
        Some(whole[start as usize..end as usize].to_owned())
    }

    #[test]
    fn the_words_that_say_it_are_found() {
        let text = ["The kettle stands over there. I completely agree with you. It is green."];
        assert!(found(&text, Stance::Agree).unwrap().contains("agree"));
        let text = ["The kettle stands over there. You are wrong about that. It is green."];
        assert!(found(&text, Stance::Disagree).unwrap().contains("wrong"));
    }

    #[test]
    fn evidence_stays_in_a_sentence_and_in_a_segment_and_is_short() {
        let wrong = "wrong ".repeat(40);
        let found_in = |segments: &[&str]| found(segments, Stance::Disagree).unwrap();
        let evidence = found_in(&[&wrong]);
        assert!(evidence.split(' ').count() <= MAX_WORDS && !evidence.ends_with(' '), "{evidence}");
        assert!(!found_in(&["wrong wrong. wrong wrong wrong"]).contains('.'));
        assert!(!found_in(&["wrong wrong\u{2014}", "wrong wrong"]).contains('\u{2014}'));
        assert!(found_in(&["\u{e9}\u{e9}, wrong \u{65e5}"]).contains("wrong"));
    }

    #[test]
    fn a_reply_without_words_has_none() {
        assert_eq!((found(&[], Stance::Agree), found(&["...", "!"], Stance::Agree)), (None, None));
    }

    #[test]
    fn every_kind_of_cue_that_is_counted_is_found_again() {
        let counted = dense_names()
            .iter()
            .filter(|name| REACHES.iter().any(|(reach, _)| name.starts_with(&format!("{reach}."))))
            .count();
        assert_eq!(PLACES.iter().flatten().flatten().count(), counted);
    }
}
