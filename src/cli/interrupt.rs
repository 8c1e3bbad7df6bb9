//! Ctrl-C: what was begun is finished or dropped, nothing half-written stays.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::outcome::Outcome;

/// How long the document at hand has to be finished before the run is ended all the same.
const GRACE: Duration = Duration::from_secs(2);

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Turns Ctrl-C into a request that [`requested`] tells of. A run that does not heed it in time, or a second
/// Ctrl-C, ends at once.
pub(super) fn listen() {
    // Without a handler the default stands: the signal ends the run, and shells say 130 for that as well.
    drop(ctrlc::set_handler(|| {
        if !REQUESTED.swap(true, Ordering::SeqCst) {
            thread::sleep(GRACE);
        }
        process::exit(Outcome::Interrupted.code().into());
    }));
}

/// Tells whether the run was asked to end.
pub(super) fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}
