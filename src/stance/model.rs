//! The model that tells stances.

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::measure::View;
use crate::model::ThreadStances;

/// A fitted model.
#[derive(Clone, Debug)]
pub struct StanceModel {}

impl StanceModel {
    /// The model that the program carries; it is read once.
    #[must_use]
    pub fn builtin() -> Arc<Self> {
        Arc::new(Self {})
    }

    /// Reads a model from a file.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], and [`Error::Usage`] where the file holds no model.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        std::fs::read(path).map_err(Error::read(path))?;
        Err(Error::Usage(format!("`--model {}`: models cannot be read from files yet", path.display())))
    }

    /// What the model is called in the record of a run.
    #[must_use]
    pub fn name(&self) -> &str {
        "none"
    }

    /// Tells the stances of a thread.
    #[must_use]
    pub fn read(&self, _view: &View<'_>) -> ThreadStances {
        ThreadStances::default()
    }
}
