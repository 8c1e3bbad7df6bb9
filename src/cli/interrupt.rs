//! Ctrl-C: what was begun is finished or dropped, nothing half-written stays.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::outcome::Outcome;

/// How long the document at hand has to be finished before the run is ended all the same.
const GRACE: Duration = Duration::from_secs(2);

/// Turns Ctrl-C into a request to stop, which the returned flag tells of. A run that does not heed it in time,
/// or a second Ctrl-C, ends at once.
///
/// Only runs that write files need this: elsewhere the signal itself ends the run, and shells say 130 as well.
pub(super) fn listen() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let installed = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            exit();
        }
        thread::spawn(|| {
            thread::sleep(GRACE);
            exit();
        });
    });
    // Where no handler can be installed, the signal's own effect stands.
    drop(installed);
    stop
}

fn exit() {
    process::exit(Outcome::Interrupted.code().into());
}
