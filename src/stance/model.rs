//! The model that tells stances.

use crate::measure::View;
use crate::model::ThreadStances;

/// A fitted model.
#[derive(Clone, Debug)]
pub struct StanceModel {}

impl StanceModel {
    /// Tells the stances of a thread.
    #[must_use]
    pub fn read(&self, _view: &View<'_>) -> ThreadStances {
        ThreadStances::default()
    }
}
