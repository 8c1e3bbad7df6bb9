//! The words that weighed most.
//!
//! The model is a sum, so that what a word adds to a stance's score can be told: its share of the terms that it is in, and of
//! the features that count cues of its kinds. The evidence is the run of words that adds the most for the stance over
//! what it adds for the others on average, within one sentence of one segment; a short sentence is evidence as a whole.

use std::sync::LazyLock;

use crate::model::Stance;
use crate::stance::features::{Digest, Logarithms, TermRows, dense_names, opening_places, share_of_each};
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

/// A run of words, from the first up to the one behind the last, and what it adds.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: usize,
    end: usize,
    sum: f32,
}

impl Evidences {
    /// The bytes of the document where the words stand that weighed most for a stance; `None` of a reply without words.
    ///
    /// `rows` are those of the reply's terms. Linear in the words.
    pub(super) fn find(
        &mut self,
        model: &StanceModel,
        reply: &Digest<'_>,
        rows: &[u32],
        stance: Stance,
    ) -> Option<(u32, u32)> {
        let words = reply.text.words;
        self.added.clear();
        self.added.resize(words.len(), 0.0);
        self.weigh_terms(model, rows, stance);
        self.weigh_cues(model, reply, stance);
        let begins = |at: usize| words[at].has(Flag::Sentence) | words[at].has(Flag::Segment);
        let run = self.rounded(self.best_run(begins)?, begins);
        Some((words[run.first].start, words[run.end - 1].end))
    }

    /// The run that adds the most and does not go on where another begins (Bentley 1984).
    fn best_run(&self, begins: impl Fn(usize) -> bool) -> Option<Run> {
        let mut run = Run { first: 0, end: 1, sum: 0.0 + *self.added.first()? };
        let mut best = run;
        // Which branch it would be is as good as chance, so that there is none.
        for (at, &added) in self.added.iter().enumerate().skip(1) {
            let is_over = (run.sum <= 0.0) | begins(at);
            let first = if is_over { at } else { run.first };
            run = Run { first, end: at + 1, sum: if is_over { 0.0 } else { run.sum } + added };
            let is_best = run.sum > best.sum;
            best.first = if is_best { run.first } else { best.first };
            best.end = if is_best { run.end } else { best.end };
            best.sum = if is_best { run.sum } else { best.sum };
        }
        Some(best)
    }

    /// The whole sentence that a run is in, as far as it goes on in one segment, where that is short; of a long run the part
    /// that adds the most.
    fn rounded(&self, run: Run, begins: impl Fn(usize) -> bool) -> Run {
        let first = (0..=run.first).rev().take(MAX_WORDS).find(|&at| at == 0 || begins(at));
        let end = (run.end..=self.added.len()).take(MAX_WORDS).find(|&at| at == self.added.len() || begins(at));
        match first.zip(end) {
            Some((first, end)) if end - first <= MAX_WORDS => return Run { first, end, ..run },
            _ if run.end - run.first <= MAX_WORDS => return run,
            _ => {}
        }
        let part = |first: usize| {
            let end = first + MAX_WORDS;
            Run { first, end, sum: self.added[first..end].iter().sum() }
        };
        let parts = (run.first..=run.end - MAX_WORDS).map(part);
        parts.reduce(|best, part| if part.sum > best.sum { part } else { best }).unwrap_or(run)
    }

    /// Shares the weights of terms out to their words.
    fn weigh_terms(&mut self, model: &StanceModel, rows: &[u32], stance: Stance) {
        // What a step of a weight of each stance adds over the others.
        let worth = Stance::ALL.map(|other| model.scale[other.index()] * if other == stance { 1.0 } else { -0.5 });
        let weight = |row: u32| {
            let [agree, neutral, disagree, _] = model.rows[row as usize];
            f32::from(agree) * worth[0] + f32::from(neutral) * worth[1] + f32::from(disagree) * worth[2]
        };
        let TermRows { words, opening } = TermRows::of(rows, self.added.len());
        let share = share_of_each(words.len());
        for (added, &row) in self.added.iter_mut().zip(words) {
            *added += weight(row) * share;
        }
        let share = share_of_each(opening.len());
        for (place, &row) in opening_places(self.added.len()).zip(opening) {
            let part = weight(row) * share / place.len() as f32;
            self.added[place].iter_mut().for_each(|added| *added += part);
        }
    }

    /// Shares the weights of features that count cues out to the words that are cues.
    fn weigh_cues(&mut self, model: &StanceModel, reply: &Digest<'_>, stance: Stance) {
        let profile = reply.profile;
        let counts = [&profile.cues, &profile.first_cues, &profile.very_first_cues];
        let (ln, mut shares) = (Logarithms::new(), [[0.0; REACHES.len()]; Cue::ALL.len()]);
        for (cue, places) in PLACES.iter().enumerate().filter(|(cue, _)| profile.cues[*cue] > 0) {
            for (nth, place) in places.iter().enumerate() {
                let Some(place) = *place else { continue };
                let [agree, neutral, disagree, _] = model.dense[place];
                // An opening is there or not; the others are logarithms of one more than their count.
                let value = counts.get(nth).map_or(1.0, |counts| ln.ln1(counts[cue]) / counts[cue].max(1) as f32);
                shares[cue][nth] = over_others([agree, neutral, disagree], stance) * value / model.sds[place];
            }
        }
        for at in reply.telling.iter().map(|&at| at as usize) {
            let mut bits = reply.text.words[at].cues.bits();
            let added = &mut self.added[at];
            while bits != 0 {
                let share = &shares[bits.trailing_zeros() as usize];
                for nth in 0..REACHES.len() {
                    *added += if at < REACHES[nth].1 { share[nth] } else { 0.0 };
                }
                bits &= bits - 1;
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
    use crate::stance::model::Scorer;

    /// The words that weighed most for a stance in a reply of segments that stand one behind the other.
    fn found(segments: &[&str], stance: Stance) -> Option<String> {
        let whole = segments.concat();
        let starts = segments.iter().scan(0, |end, segment| {
            *end += segment.len();
            Some((*end - segment.len(), *segment, true))
        });
        let mut digests = Digests::new();
        let reply = digests.add(starts.collect::<Vec<_>>().into_iter());
        let model = StanceModel::builtin();
        let mut scorer = Scorer::new(&model);
        scorer.scores(&digests.get(reply), &digests.get(reply));
        let (start, end) = Evidences::default().find(&model, &digests.get(reply), scorer.last_rows(), stance)?;
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
