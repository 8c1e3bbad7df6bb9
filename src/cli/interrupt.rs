//! Signals: what was begun is finished or dropped, nothing half-written stays.

use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts as signals;
use signal_hook::flag;

use super::outcome::Outcome;
use crate::report::{recover_if_dead, remove_half_written};

/// How long the document at hand has to be finished before the run is ended all the same.
const GRACE: Duration = Duration::from_secs(2);
/// How often it is looked whether a signal came.
const STEP: Duration = Duration::from_millis(20);

/// The signals that ask a run to end.
#[cfg(unix)]
const ENDING: [i32; 3] = [signals::SIGINT, signals::SIGTERM, signals::SIGHUP];
#[cfg(not(unix))]
const ENDING: [i32; 2] = [signals::SIGINT, signals::SIGTERM];

/// Turns Ctrl-C, and other signals that ask a run to end, into a request to stop writing into `folder`, which the
/// returned flag tells of. A run that does not heed it in time (it may be waiting for standard input), or a second
/// signal, ends at once.
///
/// What a run that died had not finished in the folder is taken back first, so that it is also where this one fails.
///
/// Only runs that write files need this: elsewhere the signal itself ends the run, and shells say 130 as well.
pub(super) fn listen(folder: &Path) -> Arc<AtomicBool> {
    recover_if_dead(folder);
    let (stop, came) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    // Where no handler can be installed, the signal's own effect stands.
    ENDING.iter().for_each(|&signal| drop(flag::register(signal, Arc::clone(&came))));
    let (flag, folder) = (Arc::clone(&stop), folder.to_owned());
    thread::spawn(move || {
        while !came.swap(false, Ordering::SeqCst) {
            thread::sleep(STEP);
        }
        flag.store(true, Ordering::SeqCst);
        let mut left = GRACE;
        while !left.is_zero() && !came.load(Ordering::SeqCst) {
            thread::sleep(STEP);
            left = left.saturating_sub(STEP);
        }
        // The next run into the folder removes what stays.
        remove_half_written(&folder);
        process::exit(Outcome::Interrupted.code().into());
    });
    stop
}

/// Lets a write beyond the largest size that a file may have fail as any other, instead of ending the run.
pub(super) fn survive_full_files() {
    #[cfg(unix)]
    drop(flag::register(signals::SIGXFSZ, Arc::default()));
}
