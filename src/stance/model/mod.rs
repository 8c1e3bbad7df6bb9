//! The model: a linear one over dense features and hashed words, with weights of a byte.
//!
//! Let x be the dense features, each less its mean, over its standard deviation, and cut off at 4 on both sides; let f be a
//! family of terms with n_f terms in the reply, of rows r. The scores of agree, neutral, disagree and of a question are
//!
//! ```text
//! s = bias + sum_i x_i dense_i + sum_f (1 / sqrt(n_f)) sum_(r in f) scale * rows_r
//! ```
//!
//! and the probabilities are softmax(s / temperature) of the first three; a reply asks where the fourth is above 0.

mod file;
pub(crate) use file::FORMAT;
mod score;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::error::Error;
use crate::input::{ReadLimits, read_unpacked};
use crate::model::Stance;
use crate::stance::features::Digests;
use crate::stance::pairs::features_of;

pub(crate) use score::{Scorer, softmax, standardised};

/// Scores of agree, neutral, disagree and question, in this order.
pub(crate) const N_OUTPUTS: usize = 4;
/// Which of them is the one of a question.
pub(crate) const QUESTION: usize = 3;
/// Standardised features are cut off here.
pub(crate) const CLIP: f32 = 4.0;
/// No file of a model is longer; the one that the program carries has 72 kilobytes.
const LIMITS: ReadLimits = ReadLimits { max_bytes: 16 << 20 };

/// The model that the program carries.
static BUILTIN: &[u8] = include_bytes!("../../../data/models/stance.model");

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct StanceModel {
    pub(crate) name: String,
    /// What it was fitted to, in a few words.
    pub(crate) trained_on: Vec<String>,
    pub(crate) temperature: f32,
    /// No stance is told where the likeliest is less likely than that.
    pub(crate) least_confidence: f32,
    pub(crate) bias: [f32; N_OUTPUTS],
    pub(crate) means: Vec<f32>,
    pub(crate) sds: Vec<f32>,
    pub(crate) dense: Vec<[f32; N_OUTPUTS]>,
    /// What one step of a byte is worth.
    pub(crate) scale: [f32; N_OUTPUTS],
    pub(crate) rows: Vec<[i8; N_OUTPUTS]>,
}

impl StanceModel {
    /// The model that the program carries; read once, in a few milliseconds.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[must_use]
    pub fn builtin() -> Arc<Self> {
        static MODEL: LazyLock<Arc<StanceModel>> = LazyLock::new(|| {
            Arc::new(StanceModel::parse(BUILTIN).expect("because a test reads the model that the program carries"))
        });
        Arc::clone(&MODEL)
    }

    /// Reads a model from a file.
    ///
    /// # Errors
    ///
    /// What cannot be read, and [`Error::Model`] for a file that holds no model, or one of another version.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let bytes = read_unpacked(path, LIMITS, "a model")?;
        Self::parse(&bytes).map_err(|message| Error::Model { path: path.to_owned(), message })
    }

    /// The bytes of a file from which [`StanceModel::from_file`] reads it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.write()
    }

    /// Says what it was fitted to.
    #[must_use]
    pub fn with_sources(self, trained_on: Vec<String>) -> Self {
        Self { trained_on, ..self }
    }

    /// How likely it is that a reply agrees, does neither and disagrees with what it answers.
    #[must_use]
    pub fn stance_of(&self, parent: &str, reply: &str) -> [f32; 3] {
        let features = features_of(parent, reply, &mut Digests::new());
        self.probabilities(&self.scores_of(&features))
    }

    /// What the model makes of a reply to a parent, so that others can check it.
    #[must_use]
    pub fn explain(&self, parent: &str, reply: &str) -> Explained {
        let features = features_of(parent, reply, &mut Digests::new());
        let scores = self.scores_of(&features);
        let known = |value: f32| (!value.is_nan()).then_some(value);
        Explained {
            probabilities: self.probabilities(&scores),
            scores,
            dense: features.dense.iter().map(|value| known(*value)).collect(),
            rows: features.terms.to_vec(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How sure it must be of a stance to tell it, from 0 to 1.
    #[must_use]
    pub fn least_confidence(&self) -> f32 {
        self.least_confidence
    }
}

/// What a model makes of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The dense features; `None` where they are not known.
    pub dense: Vec<Option<f32>>,
    /// The rows of the terms, by family.
    pub rows: Vec<Vec<u32>>,
    /// The scores of agree, neutral, disagree and question.
    pub scores: [f32; 4],
    /// How likely the three stances are.
    pub probabilities: [f32; 3],
}

/// The likeliest of three stances; of equals the first.
pub(crate) fn likeliest(probabilities: [f32; 3]) -> (Stance, f32) {
    let mut best = (Stance::Agree, probabilities[0]);
    for stance in [Stance::Neutral, Stance::Disagree] {
        if probabilities[stance.index()] > best.1 {
            best = (stance, probabilities[stance.index()]);
        }
    }
    best
}
