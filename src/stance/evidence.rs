//! The words that weighed most.
//!
//! The model is a sum, so that what a word adds to a stance's score can be told: its share of the terms that it is in, and of
//! the features that count cues of its kinds. The evidence is the run of words that adds the most for the stance over
//! what it adds for the others on average, within one sentence of one line.

use std::sync::LazyLock;

use crate::model::Stance;
use crate::stance::features::{Digest, dense_names, places};
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
    /// `rows` are those of the reply's terms. Linear in the words.
    pub(super) fn find(
        &mut self,
        model: &StanceModel,
        reply: &Digest<'_>,
        rows: &[u32],
        stance: Stance,
    ) -> Option<(u32, u32)> {
        self.weigh_terms(model, reply, rows, stance);
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
    fn weigh_terms(&mut self, model: &StanceModel, reply: &Digest<'_>, rows: &[u32], stance: Stance) {
        let n_words = reply.text.words.len();
        self.added.clear();
        self.added.resize(n_words, 0.0);
        // What a step of a weight of each stance adds over the others.
        let worth = Stance::ALL.map(|other| model.scale[other.index()] * if other == stance { 1.0 } else { -0.5 });
        for (place, &row) in places(n_words).zip(rows) {
            let row = model.rows[row as usize];
            let weight = f32::from(row[0]) * worth[0] + f32::from(row[1]) * worth[1] + f32::from(row[2]) * worth[2];
            let share = weight * place.worth / place.len as f32;
            self.added[place.first..place.first + place.len].iter_mut().for_each(|word| *word += share);
        }
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
